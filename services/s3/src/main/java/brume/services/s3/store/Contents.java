package brume.services.s3.store;

import brume.services.s3.domain.ByteRange;
import brume.services.s3.domain.StoredObject;
import brume.store.Blobs;
import brume.store.Reader;
import brume.store.StoreException;
import brume.wire.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The bytes of objects, as blobs that are read while they are sent. */
public final class Contents {

    /** Longest run of bytes that is read at once. */
    private static final int AT_ONCE_BYTES_MAX = 64 * 1024;

    private final Blobs blobs;

    public Contents(Blobs blobs) {
        this.blobs = blobs;
    }

    /** A run of one stored blob. */
    private record Piece(Blobs.Stored stored, long offset, long length) {}

    /** The bytes of {@code range}; to be opened within {@link Blobs#GRACE}. */
    public Blob of(Reader reader, StoredObject object, ByteRange range) {
        List<Piece> pieces = new ArrayList<>();
        long start = 0;
        for (StoredObject.Part part : object.parts()) {
            long from = Math.max(range.first(), start);
            long to = Math.min(range.last() + 1, start + part.size());
            if (from < to) {
                Blobs.Stored stored =
                        blobs.find(reader, part.blob())
                                .orElseThrow(() ->
                                        new StoreException("there is no blob " + part.blob()));
                pieces.add(new Piece(stored, from - start, to - from));
            }
            start += part.size();
        }
        return blob(pieces, range.length());
    }

    /** All bytes. */
    public Blob of(Reader reader, StoredObject object) {
        return of(reader, object, new ByteRange(0, object.size() - 1));
    }

    private static Blob blob(List<Piece> pieces, long size) {
        Blob.Source source =
                new Blob.Source() {
                    @Override
                    public long size() {
                        return size;
                    }

                    @Override
                    public InputStream open() {
                        return new Joined(pieces.iterator());
                    }
                };
        if (size > AT_ONCE_BYTES_MAX) {
            return Blob.of(source);
        }
        try (InputStream in = source.open()) {
            return Blob.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of pieces one after the other, each opened when the one before it has ended. */
    private static final class Joined extends InputStream {
        private final Iterator<Piece> pieces;
        private InputStream in = InputStream.nullInputStream();
        private long left;

        Joined(Iterator<Piece> pieces) {
            this.pieces = pieces;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (left == 0) {
                if (!pieces.hasNext()) {
                    return -1;
                }
                in.close();
                Piece piece = pieces.next();
                in = piece.stored().open(piece.offset());
                left = piece.length();
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("a blob is " + left + " bytes too short");
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

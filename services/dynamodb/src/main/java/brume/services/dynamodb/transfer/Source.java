package brume.services.dynamodb.transfer;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of an object without their compression, counted. */
public final class Source extends FilterInputStream {

    private static final int BUFFER_BYTES = 1 << 16;

    private long count;

    private Source(InputStream in) {
        super(in);
    }

    /**
     * Opens an object.
     *
     * @param compression GZIP, ZSTD or NONE
     * @throws UnreadableSourceException if it is not compressed so; an empty object may always be
     *     read
     */
    public static Source open(InputStream object, String compression) throws IOException {
        BufferedInputStream in = new BufferedInputStream(object, BUFFER_BYTES);
        in.mark(1);
        boolean empty = in.read() < 0;
        in.reset();
        if (empty || compression.equals("NONE")) {
            return new Source(in);
        }
        try {
            return new Source(
                    new BufferedInputStream(
                            compression.equals("GZIP")
                                    ? new GZIPInputStream(in, BUFFER_BYTES)
                                    : new ZstdInputStream(in),
                            BUFFER_BYTES));
        } catch (ZipException | EOFException e) {
            throw notCompressed();
        }
    }

    private static UnreadableSourceException notCompressed() {
        return new UnreadableSourceException("The object is not in the given compression format");
    }

    /** How many bytes have been read. */
    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        try {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        } catch (ZipException | ZstdIOException | EOFException e) {
            throw notCompressed();
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        try {
            int n = super.read(target, from, length);
            count += Math.max(n, 0);
            return n;
        } catch (ZipException | ZstdIOException | EOFException e) {
            throw notCompressed();
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

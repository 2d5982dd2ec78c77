package brume.store;

import brume.base.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings of any length beside the rows of a {@link Store}: immutable, each under an id, owned
 * by rows that count their uses.
 *
 * <p>A blob is written first, as a {@link Draft}, and becomes somebody's in a transaction ({@link
 * #keep}); a draft that no transaction kept is deleted, after a crash by the next start. Short ones
 * lie in their row, long ones in a file each (see {@link BlobFolder}), which is on disk before the
 * row is, so what a transaction has kept is as durable as the transaction.
 *
 * <p>A file stays for {@link #GRACE} after the last use has ended, because somebody may have found
 * it on an older snapshot and not have opened it yet; {@link #collect} removes it then.
 *
 * <ul>
 *   <li>{@code kernel, blob, id}: uses, size, whether the bytes follow, and the bytes;
 *   <li>{@code kernel, blob-garbage, millis, id}: a file that nobody uses since then.
 * </ul>
 */
public final class Blobs {

    /** How long what was found can still be opened. */
    public static final Duration GRACE = Duration.ofMinutes(10);

    /** Longest blob that lies in its row. */
    static final int INLINE_BYTES_MAX = 32 * 1024;

    private static final Key ROWS = Key.of("kernel", "blob");
    private static final Key GARBAGE = Key.of("kernel", "blob-garbage");
    private static final int HEAD_BYTES = 17;
    private static final int ID_DIGITS = 32;
    private static final int COLLECTED_AT_ONCE_MAX = 500;

    private final Store store;
    private final BlobFolder folder;

    Blobs(Store store, BlobFolder folder) {
        this.store = store;
        this.folder = folder;
    }

    /** A written blob that nobody keeps yet; closing it deletes it unless it has been kept. */
    public final class Draft implements AutoCloseable {
        private final String id;
        private final long size;
        private final byte @Nullable [] inline;
        private volatile boolean kept;

        private Draft(String id, long size, byte @Nullable [] inline) {
            this.id = id;
            this.size = size;
            this.inline = inline;
        }

        public String id() {
            return id;
        }

        public long size() {
            return size;
        }

        @Override
        public void close() {
            if (inline == null) {
                folder.settle(id, kept);
            }
        }
    }

    /** A blob that was found; {@link #GRACE} is the time in which it can be opened. */
    public record Stored(String id, long size, LongFunction<InputStream> source) {

        /** The bytes from {@code offset} on, which the caller closes. */
        public InputStream open(long offset) {
            return source.apply(offset);
        }
    }

    /** The stored form of a blob's row. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Row(long uses, long size, byte @Nullable [] inline) {

        static Row of(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long uses = in.getLong();
            long size = in.getLong();
            boolean inline = in.get() == 1;
            return new Row(
                    uses,
                    size,
                    inline ? Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length) : null);
        }

        byte[] toBytes() {
            byte[] content = inline == null ? new byte[0] : inline;
            return ByteBuffer.allocate(HEAD_BYTES + content.length)
                    .putLong(uses)
                    .putLong(size)
                    .put((byte) (inline == null ? 0 : 1))
                    .put(content)
                    .array();
        }

        Row used(long more) {
            return new Row(uses + more, size, inline);
        }
    }

    /**
     * Writes everything that {@code in} has, and does not close it.
     *
     * @throws IOException if {@code in} fails
     * @throws StoreException if the disk does
     */
    public Draft write(InputStream in) throws IOException {
        byte[] start = in.readNBytes(INLINE_BYTES_MAX + 1);
        String id = Ids.hex(ID_DIGITS);
        if (start.length <= INLINE_BYTES_MAX) {
            return new Draft(id, start.length, start);
        }
        return new Draft(id, folder.write(id, start, in), null);
    }

    /** Writes bytes that are in memory. */
    public Draft write(byte[] bytes) {
        String id = Ids.hex(ID_DIGITS);
        if (bytes.length <= INLINE_BYTES_MAX) {
            return new Draft(id, bytes.length, bytes);
        }
        try {
            folder.write(id, bytes, InputStream.nullInputStream());
        } catch (IOException e) {
            throw new StoreException("cannot write a blob", e);
        }
        return new Draft(id, bytes.length, null);
    }

    /** Makes a draft somebody's, once the transaction commits. */
    public void keep(Transaction transaction, Draft draft) {
        transaction.put(ROWS.with(draft.id), new Row(1, draft.size, draft.inline).toBytes());
        transaction.afterCommit(() -> draft.kept = true);
    }

    /**
     * Counts one more use of a blob.
     *
     * @throws StoreException if nobody has it any more
     */
    public void share(Transaction transaction, String id) {
        transaction.put(ROWS.with(id), get(transaction, id).used(1).toBytes());
    }

    /** Ends one use of a blob, and the blob with its last use. */
    public void release(Transaction transaction, String id, Instant now) {
        Row row = get(transaction, id).used(-1);
        if (row.uses > 0) {
            transaction.put(ROWS.with(id), row.toBytes());
            return;
        }
        transaction.delete(ROWS.with(id));
        if (row.inline == null) {
            transaction.put(GARBAGE.with(now.toEpochMilli()).with(id), new byte[0]);
        }
    }

    private static Row get(Reader reader, String id) {
        return reader.find(ROWS.with(id))
                .map(Row::of)
                .orElseThrow(() -> new StoreException("there is no blob " + id));
    }

    /** The blob with this id, on the snapshot of {@code reader}. */
    public Optional<Stored> find(Reader reader, String id) {
        return reader.find(ROWS.with(id)).map(Row::of).map(row -> stored(id, row));
    }

    private Stored stored(String id, Row row) {
        byte[] inline = row.inline;
        if (inline == null) {
            return new Stored(id, row.size, offset -> folder.open(id, offset));
        }
        return new Stored(
                id,
                row.size,
                offset -> {
                    int from = (int) Math.min(offset, inline.length);
                    return new ByteArrayInputStream(inline, from, inline.length - from);
                });
    }

    /** Removes files whose last use ended more than {@link #GRACE} before {@code now}. */
    public void collect(Instant now) {
        Key end = GARBAGE.with(now.minus(GRACE).toEpochMilli());
        while (true) {
            List<Entry> due =
                    store.read(reader ->
                            reader.list(new Range(GARBAGE, end, false), COLLECTED_AT_ONCE_MAX));
            if (due.isEmpty()) {
                return;
            }
            for (Entry entry : due) {
                KeyReader key = entry.key().after(GARBAGE);
                key.number();
                folder.delete(key.string());
            }
            store.transact(transaction -> {
                due.forEach(entry -> transaction.delete(entry.key()));
                return due;
            });
        }
    }

    /** Removes what drafts of a process that was killed have left. */
    void sweep() {
        for (String id : folder.unsettled()) {
            folder.settle(id, store.read(reader -> reader.find(ROWS.with(id)).isPresent()));
        }
    }

    /** Adds the files to a copy of the rows. */
    void copy(Path copy) throws IOException {
        folder.copy(BlobFolder.in(copy));
    }
}

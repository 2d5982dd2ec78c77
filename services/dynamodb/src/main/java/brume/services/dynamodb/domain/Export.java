package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * An export of a table to S3, as it is stored.
 *
 * @param tableNumber what the keys of the table's items begin with
 * @param tableId which table of that name it is
 * @param number what the keys of the exported items begin with, which are a copy
 * @param exportMillis whose moment's state is exported, or null for an incremental export
 * @param window what an incremental export is of
 * @param tableBytes the size of the table when the export was asked for
 * @param progress how far it has come
 */
public record Export(
        TableRef table,
        long tableNumber,
        String tableId,
        String id,
        @Nullable String token,
        String fingerprint,
        JobCaller caller,
        KeySchema key,
        long number,
        long startMillis,
        @Nullable Long exportMillis,
        @Nullable Window window,
        Target target,
        long tableBytes,
        Progress progress,
        JobEnd end)
        implements Job {

    /**
     * The time that an incremental export covers.
     *
     * @param fromMillis inclusive
     * @param toMillis exclusive
     * @param oldImages whether items are also shown as they were before
     */
    public record Window(long fromMillis, long toMillis, boolean oldImages) {}

    /**
     * Where the files go and what they are like, in the words of the request.
     *
     * @param type the export type, if the request gave one
     */
    public record Target(
            String bucket,
            @Nullable String bucketOwner,
            @Nullable String prefix,
            String sseAlgorithm,
            @Nullable String sseKmsKeyId,
            String format,
            @Nullable String type) {}

    /**
     * How much has been written.
     *
     * @param started whether it is known that the bucket can be written
     * @param position the key of the last item that was written, or null
     * @param last whether there are no more items
     */
    public record Progress(
            boolean started,
            @Nullable String position,
            boolean last,
            int files,
            long items,
            long bytes) {

        public static final Progress NONE = new Progress(false, null, false, 0, 0, 0);

        public Progress begun() {
            return new Progress(true, position, last, files, items, bytes);
        }

        /** After one more file, which ends with the item at {@code newPosition}. */
        public Progress written(
                @Nullable String newPosition, boolean nowLast, long moreItems, long moreBytes) {
            return new Progress(
                    started, newPosition, nowLast, files + 1, items + moreItems, bytes + moreBytes);
        }
    }

    /** One file of items, as the manifest lists it. */
    public record DataFile(String key, long items, String md5, String etag) {}

    public Export with(Progress changed) {
        return new Export(
                table,
                tableNumber,
                tableId,
                id,
                token,
                fingerprint,
                caller,
                key,
                number,
                startMillis,
                exportMillis,
                window,
                target,
                tableBytes,
                changed,
                end);
    }

    public Export ended(JobEnd changed) {
        return new Export(
                table,
                tableNumber,
                tableId,
                id,
                token,
                fingerprint,
                caller,
                key,
                number,
                startMillis,
                exportMillis,
                window,
                target,
                tableBytes,
                progress,
                changed);
    }

    /** The folder of the export's own files, with a slash at its end. */
    public String folder() {
        return root() + id + '/';
    }

    /** The folder of the items: all incremental exports share one. */
    public String dataFolder() {
        return (window == null ? folder() : root()) + "data/";
    }

    private String root() {
        String prefix = target.prefix();
        if (prefix == null || prefix.isEmpty()) {
            return "AWSDynamoDB/";
        }
        return prefix + (prefix.endsWith("/") ? "" : "/") + "AWSDynamoDB/";
    }

    /** How much the export costs to be billed: an incremental one at least ten megabytes. */
    public long billedBytes() {
        return window == null ? tableBytes : Math.max(10_000_000, progress.bytes());
    }
}

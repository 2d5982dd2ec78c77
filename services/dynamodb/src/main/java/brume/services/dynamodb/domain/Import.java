package brume.services.dynamodb.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An import of a new table from S3, as it is stored.
 *
 * @param described the table that is made; it has its number when {@link Progress#created} says so
 * @param parameters the request's TableCreationParameters as JSON, to be shown again
 * @param logGroupArn where errors are logged
 */
public record Import(
        TableRef table,
        String id,
        @Nullable String token,
        String fingerprint,
        JobCaller caller,
        Table described,
        String parameters,
        long startMillis,
        Source source,
        String logGroupArn,
        Progress progress,
        JobEnd end)
        implements Job {

    /**
     * Which objects are read, and how, in the words of the request.
     *
     * @param compression GZIP, ZSTD or NONE
     * @param delimiter of CSV, if the request gave one
     * @param headers of CSV, if the request gave them
     * @param options whether the request had options, which are shown then
     */
    public record Source(
            String bucket,
            String bucketOwner,
            @Nullable String prefix,
            String format,
            String compression,
            boolean options,
            @Nullable String delimiter,
            @Nullable List<String> headers) {}

    /**
     * How much has been read.
     *
     * @param created whether the table is there
     * @param after the key of the last object that is done, or null
     * @param object the key of the object that is being read, or null
     * @param etag which state of that object is being read
     * @param index how many items of it are done
     * @param errors items, or rests of objects, that could not be imported
     */
    public record Progress(
            boolean created,
            @Nullable String after,
            @Nullable String object,
            @Nullable String etag,
            long index,
            int objects,
            long bytes,
            long processed,
            long imported,
            long errors) {

        public static final Progress NONE = new Progress(false, null, null, null, 0, 0, 0, 0, 0, 0);

        public Progress tableCreated() {
            return new Progress(
                    true, after, object, etag, index, objects, bytes, processed, imported, errors);
        }

        public Progress opened(String key, @Nullable String tag) {
            return new Progress(
                    created, after, key, tag, 0, objects + 1, bytes, processed, imported, errors);
        }

        /** After more items of the object that is being read. */
        public Progress read(long newIndex, long moreBytes, long moreImported, long moreErrors) {
            return new Progress(
                    created,
                    after,
                    object,
                    etag,
                    newIndex,
                    objects,
                    bytes + moreBytes,
                    processed + moreImported + moreErrors,
                    imported + moreImported,
                    errors + moreErrors);
        }

        /** After the object that is being read. */
        public Progress closed() {
            return new Progress(
                    created, object, null, null, 0, objects, bytes, processed, imported, errors);
        }
    }

    public Import with(Progress changed) {
        return with(described, changed, end);
    }

    public Import with(Table created, Progress changed) {
        return with(created, changed, end);
    }

    public Import ended(JobEnd changed) {
        return with(described, progress, changed);
    }

    private Import with(Table newTable, Progress newProgress, JobEnd newEnd) {
        return new Import(
                table,
                id,
                token,
                fingerprint,
                caller,
                newTable,
                parameters,
                startMillis,
                source,
                logGroupArn,
                newProgress,
                newEnd);
    }
}

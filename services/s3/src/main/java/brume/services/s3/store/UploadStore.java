package brume.services.s3.store;

import brume.api.s3.NoSuchUpload;
import brume.api.s3.S3Errors;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Upload;
import brume.store.Blobs;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Multipart uploads that are under way, and their parts.
 *
 * <ul>
 *   <li>{@code s3, upload, bucket id, key, upload id}: the upload;
 *   <li>{@code s3, part, bucket id, upload id, number}: a part.
 * </ul>
 */
public final class UploadStore {

    private static final Key UPLOADS = Key.of("s3", "upload");
    private static final Key PARTS = Key.of("s3", "part");

    private final Blobs blobs;

    public UploadStore(Blobs blobs) {
        this.blobs = blobs;
    }

    /**
     * The upload with this id.
     *
     * @throws brume.wire.ServiceException NoSuchUpload
     */
    public Upload get(Reader reader, Bucket bucket, String key, String id) {
        return reader.find(UPLOADS.with(bucket.id()).with(key).with(id))
                .map(bytes -> Documents.read(bytes, Upload.class))
                .orElseThrow(() ->
                        S3Errors.noSuchUpload(
                                "The specified upload does not exist. The upload ID may be invalid,"
                                        + " or the upload may have been aborted or completed.",
                                NoSuchUpload.builder().uploadId(id).build()));
    }

    public void put(Transaction transaction, Bucket bucket, Upload upload) {
        transaction.put(
                UPLOADS.with(bucket.id()).with(upload.key()).with(upload.id()),
                Documents.write(upload));
    }

    /** Puts a part, whose blob was kept for it, in the place of an earlier one of its number. */
    public void put(
            Transaction transaction, Bucket bucket, Upload upload, Upload.Part part, Instant now) {
        Key key = parts(bucket, upload).with(part.number());
        transaction
                .find(key)
                .map(UploadStore::part)
                .ifPresent(before -> blobs.release(transaction, before.blob(), now));
        transaction.put(key, Documents.write(part));
    }

    /** Parts with greater numbers than {@code after}, at most {@code limit}. */
    public List<Upload.Part> parts(
            Reader reader, Bucket bucket, Upload upload, int after, int limit) {
        Key folder = parts(bucket, upload);
        return reader.list(Range.after(folder, folder.with(after)), limit).stream()
                .map(entry -> part(entry.value()))
                .toList();
    }

    /** Ends an upload; the blobs of {@code used} belong to somebody else now. */
    public void delete(
            Transaction transaction,
            Bucket bucket,
            Upload upload,
            List<Upload.Part> used,
            Instant now) {
        Set<Integer> numbers = new HashSet<>();
        used.forEach(part -> numbers.add(part.number()));
        transaction.scan(
                Range.prefix(parts(bucket, upload)),
                (key, value) -> {
                    Upload.Part part = part(value);
                    if (!numbers.contains(part.number())) {
                        blobs.release(transaction, part.blob(), now);
                    }
                    return true;
                });
        transaction.deleteRange(Range.prefix(parts(bucket, upload)));
        transaction.delete(UPLOADS.with(bucket.id()).with(upload.key()).with(upload.id()));
    }

    /** Ends every upload to a bucket. */
    public void deleteAll(Transaction transaction, Bucket bucket, Instant now) {
        List<Upload> uploads = new ArrayList<>();
        visit(transaction, bucket, "", "", "", uploads::add);
        uploads.forEach(upload -> delete(transaction, bucket, upload, List.of(), now));
    }

    /**
     * Visits the uploads whose keys start with {@code prefix} and come after an upload, in order of
     * keys and ids, until {@code visitor} answers false.
     *
     * @param afterId empty text to leave out every upload of {@code afterKey}
     */
    public void visit(
            Reader reader,
            Bucket bucket,
            String prefix,
            String afterKey,
            String afterId,
            Predicate<Upload> visitor) {
        Key folder = UPLOADS.with(bucket.id());
        Key start = folder.withRaw(prefix.getBytes(StandardCharsets.UTF_8));
        Key after =
                afterId.isEmpty()
                        ? folder.with(afterKey).end()
                        : folder.with(afterKey).with(afterId).successor();
        Key from = !afterKey.isEmpty() && after.compareTo(start) > 0 ? after : start;
        reader.scan(
                new Range(from, folder.end(), false),
                (key, value) -> {
                    Upload upload = Documents.read(value, Upload.class);
                    return upload.key().startsWith(prefix) && visitor.test(upload);
                });
    }

    private static Key parts(Bucket bucket, Upload upload) {
        return PARTS.with(bucket.id()).with(upload.id());
    }

    private static Upload.Part part(byte[] row) {
        return Documents.read(row, Upload.Part.class);
    }
}

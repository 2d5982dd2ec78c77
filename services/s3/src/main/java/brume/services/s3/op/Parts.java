package brume.services.s3.op;

import brume.api.s3.CopyPartResult;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.api.s3.UploadPartCopyOutput;
import brume.api.s3.UploadPartCopyRequest;
import brume.api.s3.UploadPartOutput;
import brume.api.s3.UploadPartRequest;
import brume.base.Clock;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.ByteRange;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.ContentDigest;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.domain.Upload;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.Contents;
import brume.services.s3.store.UploadStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Blobs;
import brume.wire.Blob;
import brume.wire.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Uploading the parts of multipart uploads. */
final class Parts {

    private final BucketStore buckets;
    private final UploadStore uploads;
    private final Contents contents;
    private final Blobs blobs;
    private final CopySources sources;
    private final Access access;
    private final Clock clock;

    Parts(
            BucketStore buckets,
            UploadStore uploads,
            Contents contents,
            Blobs blobs,
            CopySources sources,
            Access access,
            Clock clock) {
        this.buckets = buckets;
        this.uploads = uploads;
        this.contents = contents;
        this.blobs = blobs;
        this.sources = sources;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.onObject(S3Api.UPLOAD_PART, "PutObject", this::upload),
                access.on(S3Api.UPLOAD_PART_COPY, this::permissions, this::copy));
    }

    private List<Permission> permissions(Shape input, Bucket bucket) {
        List<Permission> needs = new ArrayList<>(sources.permissions(input));
        needs.add(Access.permission(bucket, "PutObject", Fields.require(input, "Key")));
        return needs;
    }

    private Upload find(Shape input, Bucket bucket) {
        return buckets.read(reader ->
                uploads.get(
                        reader,
                        bucket,
                        Fields.require(input, "Key"),
                        Fields.require(input, "uploadId")));
    }

    private static int number(@Nullable Integer asked) {
        if (asked == null || asked < 1 || asked > S3Quotas.PARTS.value()) {
            throw Faults.invalidArgument(
                    "partNumber",
                    String.valueOf(asked),
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
        return asked;
    }

    private UploadPartOutput upload(UploadPartRequest input, Bucket bucket, Call call) {
        int number = number(input.partNumber());
        Description.requireBuilt(input);
        Upload upload = find(input, bucket);
        byte[] body = input.body() == null ? Blob.EMPTY.bytes() : input.body().bytes();
        Optional<Checksum> claimed = Checksums.claimed(input);
        checkKind(upload, claimed);
        ContentDigest digest = new ContentDigest(upload.kindOfParts());
        digest.update(body, 0, body.length);
        ContentDigest.Result computed = digest.finish();
        verify(input, claimed, computed, body);
        Upload.Part part;
        try (Blobs.Draft draft = blobs.write(body)) {
            part = put(bucket, upload, part(number, computed, draft), draft);
        }
        Fields<UploadPartOutput> output =
                Fields.of(UploadPartOutput.SCHEMA)
                        .put("ETag", part.quotedEtag())
                        .put("x-amz-server-side-encryption", "AES256");
        Checksum shown = upload.kind() == null ? claimed.orElse(null) : computed.checksum();
        if (shown != null) {
            output.put(shown.kind().header(), shown.value());
        }
        return output.build();
    }

    private static void checkKind(Upload upload, Optional<Checksum> claimed) {
        if (upload.kind() != null
                && claimed.filter(claim -> claim.kind() != upload.kind()).isPresent()) {
            throw S3Errors.invalidRequest(
                    "Checksum Type mismatch occurred, expected checksum Type: "
                            + upload.kind().label()
                            + ", actual checksum Type: "
                            + claimed.get().kind().label());
        }
    }

    /** The client's checksum may be of another kind if the upload is of none. */
    private static void verify(
            Shape input, Optional<Checksum> claimed, ContentDigest.Result computed, byte[] body) {
        boolean other =
                claimed.filter(claim -> claim.kind() != computed.checksum().kind()).isPresent();
        if (!other) {
            Checksums.verify(input, claimed, computed);
            return;
        }
        ContentDigest digest = new ContentDigest(claimed.get().kind());
        digest.update(body, 0, body.length);
        Checksums.verify(input, claimed, digest.finish());
    }

    private Upload.Part part(int number, ContentDigest.Result computed, Blobs.Draft draft) {
        return new Upload.Part(
                number,
                computed.md5(),
                draft.size(),
                draft.id(),
                computed.checksum().value(),
                clock.now());
    }

    private Upload.Part put(Bucket known, Upload upload, Upload.Part part, Blobs.Draft draft) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            uploads.get(transaction, bucket, upload.key(), upload.id());
            blobs.keep(transaction, draft);
            uploads.put(transaction, bucket, upload, part, clock.now());
            return part;
        });
    }

    private UploadPartCopyOutput copy(UploadPartCopyRequest input, Bucket bucket, Call call) {
        int number = number(input.partNumber());
        Description.requireBuilt(input);
        Upload upload = find(input, bucket);
        CopySources.Source source = sources.of(input);
        Blob bytes =
                buckets.read(reader -> {
                    StoredObject from = sources.get(reader, source, input);
                    return contents.of(reader, from, range(input.copySourceRange(), from.size()));
                });
        ContentDigest digest = new ContentDigest(upload.kindOfParts());
        Upload.Part part;
        try (InputStream in = digest.watch(bytes.open());
                Blobs.Draft draft = blobs.write(in)) {
            part = put(bucket, upload, part(number, digest.finish(), draft), draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Fields<CopyPartResult> result =
                Fields.of(CopyPartResult.SCHEMA)
                        .put("ETag", part.quotedEtag())
                        .put("LastModified", part.modified());
        if (upload.kind() != null) {
            result.put(upload.kind().element(), part.checksum());
        }
        return Fields.of(UploadPartCopyOutput.SCHEMA)
                .put("CopyPartResult", result.build())
                .put("x-amz-copy-source-version-id", source.versionId().orElse(null))
                .put("x-amz-server-side-encryption", "AES256")
                .build();
    }

    /** Unlike a read's, the range must lie within the source. */
    private static ByteRange range(@Nullable String asked, long size) {
        if (asked == null) {
            return new ByteRange(0, size - 1);
        }
        Optional<ByteRange> range = ByteRange.parse(asked, Long.MAX_VALUE);
        if (range.isEmpty() || range.get().last() == Long.MAX_VALUE - 1) {
            throw Faults.invalidArgument(
                    "x-amz-copy-source-range",
                    asked,
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where"
                            + " first and last are the zero-based offsets of the first and last"
                            + " bytes to copy");
        }
        if (range.get().last() >= size) {
            throw Faults.invalidArgument(
                    "x-amz-copy-source-range",
                    asked,
                    "Range specified is not valid for source object of size: " + size);
        }
        return range.get();
    }
}

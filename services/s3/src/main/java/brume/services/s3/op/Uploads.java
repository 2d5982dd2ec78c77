package brume.services.s3.op;

import brume.api.s3.AbortMultipartUploadOutput;
import brume.api.s3.AbortMultipartUploadRequest;
import brume.api.s3.ChecksumType;
import brume.api.s3.CreateMultipartUploadOutput;
import brume.api.s3.CreateMultipartUploadRequest;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.ChecksumKind;
import brume.services.s3.domain.Upload;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.UploadStore;
import brume.spi.Call;
import brume.spi.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Beginning multipart uploads and giving them up. */
final class Uploads {

    private static final int ID_CHARACTERS = 64;

    private final BucketStore buckets;
    private final UploadStore uploads;
    private final Access access;
    private final Clock clock;

    Uploads(BucketStore buckets, UploadStore uploads, Access access, Clock clock) {
        this.buckets = buckets;
        this.uploads = uploads;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.on(S3Api.CREATE_MULTIPART_UPLOAD, Writing::permissions, this::create),
                access.onObject(S3Api.ABORT_MULTIPART_UPLOAD, "AbortMultipartUpload", this::abort));
    }

    private CreateMultipartUploadOutput create(
            CreateMultipartUploadRequest input, Bucket known, Call call) {
        Description description = Description.of(input);
        ChecksumKind kind =
                input.checksumAlgorithm() == null
                        ? null
                        : Checksums.named(input.checksumAlgorithm());
        Upload upload =
                new Upload(
                        Fields.require(input, "Key"),
                        Ids.secret(ID_CHARACTERS),
                        clock.now(),
                        call.account().value(),
                        kind,
                        composite(kind, Optional.ofNullable(input.checksumType())),
                        description.storageClass(),
                        description.headers(),
                        description.metadata(),
                        description.tags());
        buckets.transact(transaction -> {
            uploads.put(transaction, buckets.again(transaction, known), upload);
            return upload;
        });
        return CreateMultipartUploadOutput.builder()
                .bucket(known.name())
                .key(upload.key())
                .uploadId(upload.id())
                .serverSideEncryption("AES256")
                .checksumAlgorithm(kind == null ? null : kind.name())
                .checksumType(kind == null ? null : upload.checksumType())
                .build();
    }

    /** SHA checksums cannot be put together from those of parts; CRC64NVME always is. */
    private static boolean composite(@Nullable ChecksumKind kind, Optional<String> type) {
        if (kind == null) {
            if (type.isPresent()) {
                throw S3Errors.invalidRequest(
                        "The x-amz-checksum-type header can only be used with the"
                                + " x-amz-checksum-algorithm header.");
            }
            return false;
        }
        boolean crc = kind != ChecksumKind.SHA1 && kind != ChecksumKind.SHA256;
        if (type.isEmpty()) {
            return kind != ChecksumKind.CRC64NVME;
        }
        if (!ChecksumType.VALUES.contains(type.get())) {
            throw S3Errors.invalidRequest("Value for x-amz-checksum-type header is invalid.");
        }
        boolean composite = type.get().equals("COMPOSITE");
        if (composite ? kind == ChecksumKind.CRC64NVME : !crc) {
            throw S3Errors.invalidRequest(
                    "The "
                            + type.get()
                            + " checksum type cannot be used with the "
                            + kind.label()
                            + " checksum algorithm.");
        }
        return composite;
    }

    private AbortMultipartUploadOutput abort(
            AbortMultipartUploadRequest input, Bucket known, Call call) {
        String id = Fields.require(input, "uploadId");
        if (input.ifMatchInitiatedTime() != null) {
            throw Faults.notImplemented("the conditions of directory buckets");
        }
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            Upload upload = uploads.get(transaction, bucket, Fields.require(input, "Key"), id);
            uploads.delete(transaction, bucket, upload, List.of(), clock.now());
            return AbortMultipartUploadOutput.builder().build();
        });
    }
}

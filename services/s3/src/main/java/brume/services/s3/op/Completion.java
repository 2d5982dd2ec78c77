package brume.services.s3.op;

import brume.api.s3.CompleteMultipartUploadOutput;
import brume.api.s3.CompleteMultipartUploadRequest;
import brume.api.s3.CompletedPart;
import brume.api.s3.EntityTooSmall;
import brume.api.s3.InvalidPart;
import brume.api.s3.InvalidPartOrder;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.base.Clock;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Checksum;
import brume.services.s3.domain.PartDigests;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.domain.Upload;
import brume.services.s3.store.UploadStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Making an object of the parts of an upload. It has their blobs; no byte is copied. */
final class Completion {

    private final UploadStore uploads;
    private final Writing writing;
    private final Access access;
    private final Clock clock;

    Completion(UploadStore uploads, Writing writing, Access access, Clock clock) {
        this.uploads = uploads;
        this.writing = writing;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.onObject(S3Api.COMPLETE_MULTIPART_UPLOAD, "PutObject", this::complete));
    }

    private CompleteMultipartUploadOutput complete(
            CompleteMultipartUploadRequest input, Bucket bucket, Call call) {
        Description.requireBuilt(input);
        String key = Fields.require(input, "Key");
        List<CompletedPart> wanted =
                input.multipartUpload() == null ? null : input.multipartUpload().parts();
        if (wanted == null || wanted.isEmpty() || wanted.size() > S3Quotas.PARTS.value()) {
            throw Faults.malformedXml();
        }
        Optional<Checksum> claimed = Checksums.claimedOfObject(input);
        StoredObject stored =
                writing.store(
                        input,
                        bucket,
                        transaction -> {
                            Upload upload =
                                    uploads.get(
                                            transaction,
                                            bucket,
                                            key,
                                            Fields.require(input, "uploadId"));
                            List<Upload.Part> parts = parts(transaction, bucket, upload, wanted);
                            StoredObject object = object(upload, parts);
                            check(input, upload, claimed, object);
                            uploads.delete(transaction, bucket, upload, parts, clock.now());
                            return object;
                        });
        Fields<CompleteMultipartUploadOutput> output =
                Fields.of(CompleteMultipartUploadOutput.SCHEMA)
                        .put("Location", "http://" + call.host() + '/' + bucket.name() + '/' + key)
                        .put("Bucket", bucket.name())
                        .put("Key", key);
        Writing.show(bucket, stored, output);
        Checksums.showElements(stored.checksum(), output);
        return output.build();
    }

    private StoredObject object(Upload upload, List<Upload.Part> parts) {
        return writing.object(
                upload.key(),
                new Description(
                        upload.storageClass(), upload.headers(), upload.metadata(), upload.tags()),
                PartDigests.etag(parts),
                PartDigests.checksum(upload, parts),
                parts.stream()
                        .map(part ->
                                new StoredObject.Part(
                                        part.blob(),
                                        part.size(),
                                        part.number(),
                                        upload.kind() == null ? null : part.checksum()))
                        .toList());
    }

    /** The parts that the client lists, as they were uploaded. */
    private List<Upload.Part> parts(
            Reader reader, Bucket bucket, Upload upload, List<CompletedPart> wanted) {
        Map<Integer, Upload.Part> present = new HashMap<>();
        uploads.parts(reader, bucket, upload, 0, (int) S3Quotas.PARTS.value())
                .forEach(part -> present.put(part.number(), part));
        List<Upload.Part> parts = new ArrayList<>(wanted.size());
        int before = 0;
        for (CompletedPart listed : wanted) {
            Integer number = listed.partNumber();
            if (number == null || listed.eTag() == null) {
                throw Faults.malformedXml();
            }
            if (number <= before) {
                throw S3Errors.invalidPartOrder(
                        "The list of parts was not in ascending order. Parts must be ordered by"
                                + " part number.",
                        InvalidPartOrder.builder().uploadId(upload.id()).build());
            }
            before = number;
            parts.add(matching(upload, listed, number, present.get(number)));
        }
        for (Upload.Part part : parts.subList(0, parts.size() - 1)) {
            checkSize(part);
        }
        return parts;
    }

    private static Upload.Part matching(
            Upload upload, CompletedPart listed, int number, Upload.@Nullable Part part) {
        String etag = String.valueOf(listed.eTag()).replace("\"", "");
        if (part == null || !part.etag().equals(etag)) {
            throw invalidPart(upload, etag, number);
        }
        if (upload.kind() == null) {
            return part;
        }
        Optional<String> checksum = Fields.text(listed, upload.kind().element());
        if (checksum.isEmpty() && upload.composite()) {
            throw S3Errors.invalidRequest(
                    "The upload was created using a "
                            + upload.kind().label()
                            + " checksum. The complete request must include the checksum for each"
                            + " part. It was missing for part "
                            + number
                            + " in the request.");
        }
        if (checksum.filter(value -> !value.equals(part.checksum())).isPresent()) {
            throw invalidPart(upload, etag, number);
        }
        return part;
    }

    private static RuntimeException invalidPart(Upload upload, String etag, int number) {
        return S3Errors.invalidPart(
                "One or more of the specified parts could not be found.  The part may not have been"
                        + " uploaded, or the specified entity tag may not match the part's entity"
                        + " tag.",
                InvalidPart.builder()
                        .eTag(etag)
                        .partNumber(Integer.toString(number))
                        .uploadId(upload.id())
                        .build());
    }

    private static void checkSize(Upload.Part part) {
        long min = S3Quotas.PART_BYTES_MIN.value();
        if (part.size() < min) {
            throw S3Errors.entityTooSmall(
                    "Your proposed upload is smaller than the minimum allowed size",
                    EntityTooSmall.builder()
                            .eTag(part.etag())
                            .partNumber(Integer.toString(part.number()))
                            .proposedSize(Long.toString(part.size()))
                            .minSizeAllowed(Long.toString(min))
                            .build());
        }
    }

    private static void check(
            CompleteMultipartUploadRequest input,
            Upload upload,
            Optional<Checksum> claimed,
            StoredObject object) {
        String type = input.checksumType();
        if (type != null && !type.equals(upload.checksumType())) {
            throw S3Errors.invalidRequest(
                    "The upload was created using the "
                            + (upload.kind() == null ? "null" : upload.checksumType())
                            + " checksum mode. The complete request must use the same checksum"
                            + " mode.");
        }
        Checksum made = object.checksum();
        if (claimed.filter(claim -> made == null || !made.value().equals(claim.value()))
                .isPresent()) {
            throw S3Errors.badDigest(
                    "The "
                            + claimed.get().kind().label()
                            + " you specified did not match the calculated checksum.");
        }
        Long size = input.mpuObjectSize();
        if (size != null && size != object.size()) {
            throw S3Errors.invalidRequest(
                    "The provided 'x-amz-mp-object-size' header value "
                            + size
                            + " does not match what was computed: "
                            + object.size());
        }
    }
}

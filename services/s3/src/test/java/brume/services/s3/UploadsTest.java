package brume.services.s3;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.s3.AbortMultipartUploadRequest;
import brume.api.s3.CompleteMultipartUploadOutput;
import brume.api.s3.CompleteMultipartUploadRequest;
import brume.api.s3.CompletedMultipartUpload;
import brume.api.s3.CompletedPart;
import brume.api.s3.CreateBucketRequest;
import brume.api.s3.CreateMultipartUploadRequest;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.ListPartsRequest;
import brume.api.s3.PutObjectOutput;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.api.s3.UploadPartCopyRequest;
import brume.api.s3.UploadPartOutput;
import brume.api.s3.UploadPartRequest;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Blob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts are recorded from AWS by LocalStack's tests of S3. */
class UploadsTest {

    private static final String BUCKET = "bucket";
    private static final int PART_BYTES = 5 * 1024 * 1024;

    @TempDir Path folder = Path.of("");
    private ServiceHarness harness = null;
    private final byte[] content = new byte[2 * PART_BYTES + 1_000];

    @BeforeEach
    void start() {
        new Random(11).nextBytes(content);
        harness = new ServiceHarness(folder, Surroundings.NONE, S3Service::new);
        harness.call(S3Api.CREATE_BUCKET, CreateBucketRequest.builder().bucket(BUCKET).build());
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private String begin(@Nullable String algorithm, @Nullable String type) {
        return Objects.requireNonNull(
                harness.call(
                                S3Api.CREATE_MULTIPART_UPLOAD,
                                CreateMultipartUploadRequest.builder()
                                        .bucket(BUCKET)
                                        .key("key")
                                        .checksumAlgorithm(algorithm)
                                        .checksumType(type)
                                        .build())
                        .uploadId());
    }

    private UploadPartOutput upload(String id, int number, byte[] bytes) {
        return harness.call(
                S3Api.UPLOAD_PART,
                UploadPartRequest.builder()
                        .bucket(BUCKET)
                        .key("key")
                        .uploadId(id)
                        .partNumber(number)
                        .body(Blob.of(bytes))
                        .build());
    }

    private List<CompletedPart> uploadAll(String id) {
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] part =
                    Arrays.copyOfRange(
                            content,
                            i * PART_BYTES,
                            Math.min(content.length, (i + 1) * PART_BYTES));
            UploadPartOutput uploaded = upload(id, i + 1, part);
            parts.add(
                    CompletedPart.builder()
                            .partNumber(i + 1)
                            .eTag(uploaded.eTag())
                            .checksumSHA256(uploaded.checksumSHA256())
                            .build());
        }
        return parts;
    }

    private CompleteMultipartUploadOutput complete(String id, List<CompletedPart> parts) {
        return harness.call(
                S3Api.COMPLETE_MULTIPART_UPLOAD,
                CompleteMultipartUploadRequest.builder()
                        .bucket(BUCKET)
                        .key("key")
                        .uploadId(id)
                        .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
                        .build());
    }

    private PutObjectOutput putWhole(String algorithm) {
        return harness.call(
                S3Api.PUT_OBJECT,
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key("whole")
                        .body(Blob.of(content))
                        .checksumAlgorithm(algorithm)
                        .build());
    }

    @Test
    void checksumsOfPartsMakeThoseOfTheObject() {
        String id = begin(null, null);
        CompleteMultipartUploadOutput made = complete(id, uploadAll(id));
        assertThat(made.eTag()).endsWith("-3\"");
        assertThat(made.checksumCRC64NVME()).isEqualTo(putWhole("CRC64NVME").checksumCRC64NVME());
        for (String algorithm : List.of("CRC32", "CRC32C")) {
            id = begin(algorithm, "FULL_OBJECT");
            made = complete(id, uploadAll(id));
            PutObjectOutput whole = putWhole(algorithm);
            assertThat(made.checksumCRC32()).isEqualTo(whole.checksumCRC32());
            assertThat(made.checksumCRC32C()).isEqualTo(whole.checksumCRC32C());
        }
        id = begin("SHA256", null);
        made = complete(id, uploadAll(id));
        assertThat(made.checksumSHA256()).endsWith("-3");
        assertThat(made.checksumType()).isEqualTo("COMPOSITE");
    }

    @Test
    void theObjectHasTheBytesOfItsParts() {
        String id = begin(null, null);
        List<CompletedPart> parts = uploadAll(id);
        upload(id, 7, new byte[100_000]);
        harness.restart();
        complete(id, parts);
        GetObjectRequest.Builder get = GetObjectRequest.builder().bucket(BUCKET).key("key");
        assertThat(
                        Objects.requireNonNull(harness.call(S3Api.GET_OBJECT, get.build()).body())
                                .bytes())
                .isEqualTo(content);
        int from = PART_BYTES - 10;
        assertThat(
                        Objects.requireNonNull(
                                        harness.call(
                                                        S3Api.GET_OBJECT,
                                                        get.range(
                                                                        "bytes="
                                                                                + from
                                                                                + '-'
                                                                                + (from + 19))
                                                                .build())
                                                .body())
                                .bytes())
                .isEqualTo(Arrays.copyOfRange(content, from, from + 20));
        assertError(
                () -> complete(id, parts),
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload"
                        + " may have been aborted or completed.");
    }

    @Test
    void partsOfOtherObjects() {
        PutObjectOutput ignored = putWhole("CRC32");
        String id = begin(null, null);
        String etag =
                Objects.requireNonNull(
                                harness.call(
                                                S3Api.UPLOAD_PART_COPY,
                                                UploadPartCopyRequest.builder()
                                                        .bucket(BUCKET)
                                                        .key("key")
                                                        .uploadId(id)
                                                        .partNumber(2)
                                                        .copySource(BUCKET + "/whole")
                                                        .copySourceRange("bytes=5-99")
                                                        .build())
                                        .copyPartResult())
                        .eTag();
        complete(id, List.of(CompletedPart.builder().partNumber(2).eTag(etag).build()));
        assertThat(
                        Objects.requireNonNull(
                                        harness.call(
                                                        S3Api.GET_OBJECT,
                                                        GetObjectRequest.builder()
                                                                .bucket(BUCKET)
                                                                .key("key")
                                                                .build())
                                                .body())
                                .bytes())
                .isEqualTo(Arrays.copyOfRange(content, 5, 100));
    }

    @Test
    void listsThatFitNoUploadAreRefused() {
        String id = begin(null, null);
        List<CompletedPart> parts = uploadAll(id);
        assertError(
                () -> complete(id, parts.reversed()),
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part"
                        + " number.");
        CompletedPart other = CompletedPart.builder().partNumber(4).eTag("x").build();
        assertError(
                () -> complete(id, List.of(parts.getFirst(), other)),
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been"
                        + " uploaded, or the specified entity tag may not match the part's entity"
                        + " tag.");
        UploadPartOutput small = upload(id, 1, new byte[4]);
        CompletedPart first = CompletedPart.builder().partNumber(1).eTag(small.eTag()).build();
        assertError(
                () -> complete(id, List.of(first, parts.get(1))),
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size");
        assertThat(
                        harness.call(
                                        S3Api.LIST_PARTS,
                                        ListPartsRequest.builder()
                                                .bucket(BUCKET)
                                                .key("key")
                                                .uploadId(id)
                                                .build())
                                .parts())
                .hasSize(3);
        harness.call(
                S3Api.ABORT_MULTIPART_UPLOAD,
                AbortMultipartUploadRequest.builder()
                        .bucket(BUCKET)
                        .key("key")
                        .uploadId(id)
                        .build());
    }
}

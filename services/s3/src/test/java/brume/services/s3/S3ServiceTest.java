package brume.services.s3;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.s3.CommonPrefix;
import brume.api.s3.CopyObjectRequest;
import brume.api.s3.CreateBucketRequest;
import brume.api.s3.DeleteBucketRequest;
import brume.api.s3.DeleteObjectRequest;
import brume.api.s3.GetObjectOutput;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.HeadObjectRequest;
import brume.api.s3.ListObjectsV2Output;
import brume.api.s3.ListObjectsV2Request;
import brume.api.s3.ObjectShape;
import brume.api.s3.PutObjectOutput;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
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

/** Facts are recorded from AWS by LocalStack's tests of S3, unless the test says otherwise. */
class S3ServiceTest {

    private static final String BUCKET = "bucket";

    @TempDir Path folder = Path.of("");
    private ServiceHarness harness = null;

    @BeforeEach
    void start() {
        harness = new ServiceHarness(folder, Surroundings.NONE, S3Service::new);
        harness.call(S3Api.CREATE_BUCKET, CreateBucketRequest.builder().bucket(BUCKET).build());
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private static PutObjectRequest.Builder request(String key, String body) {
        return PutObjectRequest.builder().bucket(BUCKET).key(key).body(Blob.ofText(body));
    }

    private PutObjectOutput put(String key, String body) {
        return harness.call(S3Api.PUT_OBJECT, request(key, body).build());
    }

    private GetObjectOutput get(GetObjectRequest.Builder request) {
        return harness.call(S3Api.GET_OBJECT, request.bucket(BUCKET).build());
    }

    private Blob body(String key) {
        return Objects.requireNonNull(get(GetObjectRequest.builder().key(key)).body());
    }

    private ListObjectsV2Output list(ListObjectsV2Request.Builder request) {
        return harness.call(S3Api.LIST_OBJECTS_V2, request.bucket(BUCKET).build());
    }

    private static List<@Nullable String> keys(ListObjectsV2Output page) {
        List<ObjectShape> contents = page.contents();
        return contents == null ? List.of() : contents.stream().map(ObjectShape::key).toList();
    }

    private static List<@Nullable String> prefixes(ListObjectsV2Output page) {
        List<CommonPrefix> prefixes = page.commonPrefixes();
        return prefixes == null ? List.of() : prefixes.stream().map(CommonPrefix::prefix).toList();
    }

    @Test
    void whatWasPutIsThereAfterARestart() {
        // CRC64NVME of the text is S3's answer to a client that gives no checksum.
        PutObjectOutput put = put("key", "123456789");
        assertThat(put.eTag()).isEqualTo("\"25f9e794323b453885f5181f1b624d0b\"");
        assertThat(put.checksumCRC64NVME()).isEqualTo("rosUhgp5mIg=");
        assertThat(put.checksumType()).isEqualTo("FULL_OBJECT");
        harness.restart();
        assertThat(body("key").text()).isEqualTo("123456789");
        assertError(() -> body("none"), "NoSuchKey", "The specified key does not exist.");
    }

    @Test
    void longBodiesAreStreamedFromFilesThatGoWithTheirLastUse() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        harness.call(
                S3Api.PUT_OBJECT,
                PutObjectRequest.builder().bucket(BUCKET).key("a").body(Blob.of(bytes)).build());
        harness.call(
                S3Api.COPY_OBJECT,
                CopyObjectRequest.builder()
                        .bucket(BUCKET)
                        .key("b")
                        .copySource(BUCKET + "/a")
                        .build());
        harness.call(
                S3Api.DELETE_OBJECT, DeleteObjectRequest.builder().bucket(BUCKET).key("a").build());
        harness.store().blobs().collect(harness.clock().now().plus(Duration.ofHours(1)));
        Blob copy = body("b");
        assertThat(copy.streamed()).isTrue();
        try (InputStream in = copy.open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        Blob part =
                Objects.requireNonNull(
                        get(GetObjectRequest.builder().key("b").range("bytes=1000000-1999999"))
                                .body());
        assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(bytes, 1_000_000, 2_000_000));
        harness.call(
                S3Api.DELETE_OBJECT, DeleteObjectRequest.builder().bucket(BUCKET).key("b").build());
        // Who found it before can still open it for a while.
        assertThat(copy.open().readAllBytes()).hasSize(bytes.length);
        harness.store().blobs().collect(harness.clock().now().plus(Duration.ofHours(1)));
        assertThatThrownBy(() -> copy.open().read()).hasMessageContaining("cannot read the blob");
    }

    @Test
    void rangesAndConditions() {
        put("key", "0123456789");
        GetObjectOutput part = get(GetObjectRequest.builder().key("key").range("bytes=-3"));
        assertThat(Objects.requireNonNull(part.body()).text()).isEqualTo("789");
        assertThat(part.contentRange()).isEqualTo("bytes 7-9/10");
        assertThat(part.contentLength()).isEqualTo(3);
        assertError(
                () -> get(GetObjectRequest.builder().key("key").range("bytes=1024-4096")),
                "InvalidRange",
                "The requested range is not satisfiable");
        String etag = part.eTag();
        assertError(
                () -> get(GetObjectRequest.builder().key("key").ifNoneMatch(etag)),
                "NotModified",
                "Not Modified");
        assertError(
                () -> get(GetObjectRequest.builder().key("key").ifMatch("other")),
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold");
        assertError(
                () -> harness.call(S3Api.PUT_OBJECT, request("key", "x").ifNoneMatch("*").build()),
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold");
        assertThat(
                        harness.call(
                                        S3Api.HEAD_OBJECT,
                                        HeadObjectRequest.builder()
                                                .bucket(BUCKET)
                                                .key("key")
                                                .build())
                                .contentLength())
                .isEqualTo(10);
    }

    @Test
    void bytesThatAreNotWhatTheClientSaysAreRefused() {
        assertError(
                () ->
                        harness.call(
                                S3Api.PUT_OBJECT,
                                request("key", "x").checksumCRC32("AAAAAA==").build()),
                "BadDigest",
                "The CRC32 you specified did not match the calculated checksum.");
        assertError(
                () ->
                        harness.call(
                                S3Api.PUT_OBJECT,
                                request("key", "x").contentMD5("__invalid__").build()),
                "InvalidDigest",
                "The Content-MD5 you specified was invalid.");
        assertThat(keys(list(ListObjectsV2Request.builder()))).isEmpty();
    }

    @Test
    void pagesOfKeysAndCommonPrefixes() {
        for (String key : List.of("a", "b/1", "b/2", "b/3", "c/", "c/1", "d", "e/1")) {
            put(key, key);
        }
        List<@Nullable String> seen = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Output page =
                    list(
                            ListObjectsV2Request.builder()
                                    .delimiter("/")
                                    .maxKeys(1)
                                    .continuationToken(token));
            seen.addAll(keys(page));
            seen.addAll(prefixes(page));
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(seen).containsExactly("a", "b/", "c/", "d", "e/");
        assertThat(keys(list(ListObjectsV2Request.builder().prefix("c/").delimiter("/"))))
                .containsExactly("c/", "c/1");
        assertThat(keys(list(ListObjectsV2Request.builder().startAfter("b/2").prefix("b"))))
                .containsExactly("b/3");
    }

    @Test
    void aBucketWithObjectsStays() {
        put("key", "x");
        DeleteBucketRequest delete = DeleteBucketRequest.builder().bucket(BUCKET).build();
        assertError(
                () -> harness.call(S3Api.DELETE_BUCKET, delete),
                "BucketNotEmpty",
                "The bucket you tried to delete is not empty");
        harness.call(
                S3Api.DELETE_OBJECT,
                DeleteObjectRequest.builder().bucket(BUCKET).key("key").build());
        harness.call(S3Api.DELETE_BUCKET, delete);
        assertError(() -> body("key"), "NoSuchBucket", "The specified bucket does not exist");
    }
}

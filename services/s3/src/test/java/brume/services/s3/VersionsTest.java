package brume.services.s3;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.s3.CreateBucketRequest;
import brume.api.s3.DeleteMarkerEntry;
import brume.api.s3.DeleteObjectOutput;
import brume.api.s3.DeleteObjectRequest;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.ListObjectVersionsOutput;
import brume.api.s3.ListObjectVersionsRequest;
import brume.api.s3.ObjectVersion;
import brume.api.s3.PutBucketVersioningRequest;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.api.s3.VersioningConfiguration;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Blob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source: S3 User Guide, "Retaining multiple versions of objects with S3 Versioning". */
class VersionsTest {

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

    private void versioning(String status) {
        harness.call(
                S3Api.PUT_BUCKET_VERSIONING,
                PutBucketVersioningRequest.builder()
                        .bucket(BUCKET)
                        .versioningConfiguration(
                                VersioningConfiguration.builder().status(status).build())
                        .build());
    }

    private @Nullable String put(String key, String body) {
        return harness.call(
                        S3Api.PUT_OBJECT,
                        PutObjectRequest.builder()
                                .bucket(BUCKET)
                                .key(key)
                                .body(Blob.ofText(body))
                                .build())
                .versionId();
    }

    private String get(String key, @Nullable String version) {
        return Objects.requireNonNull(
                        harness.call(
                                        S3Api.GET_OBJECT,
                                        GetObjectRequest.builder()
                                                .bucket(BUCKET)
                                                .key(key)
                                                .versionId(version)
                                                .build())
                                .body())
                .text();
    }

    private DeleteObjectOutput delete(String key, @Nullable String version) {
        return harness.call(
                S3Api.DELETE_OBJECT,
                DeleteObjectRequest.builder().bucket(BUCKET).key(key).versionId(version).build());
    }

    private List<String> listed(int pageSize) {
        List<String> seen = new ArrayList<>();
        String key = null;
        String version = null;
        while (true) {
            ListObjectVersionsOutput page =
                    harness.call(
                            S3Api.LIST_OBJECT_VERSIONS,
                            ListObjectVersionsRequest.builder()
                                    .bucket(BUCKET)
                                    .maxKeys(pageSize)
                                    .keyMarker(key)
                                    .versionIdMarker(version)
                                    .build());
            for (ObjectVersion each : Objects.requireNonNull(page.versions())) {
                seen.add(each.key() + (Boolean.TRUE.equals(each.isLatest()) ? "!" : ""));
            }
            for (DeleteMarkerEntry each : Objects.requireNonNull(page.deleteMarkers())) {
                seen.add(each.key() + (Boolean.TRUE.equals(each.isLatest()) ? "x!" : "x"));
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return seen;
            }
            key = page.nextKeyMarker();
            version = page.nextVersionIdMarker();
        }
    }

    @Test
    void olderVersionsStayAndComeBack() {
        assertThat(put("a", "zero")).isNull();
        versioning("Enabled");
        String one = put("a", "one");
        String two = put("a", "two");
        assertThat(get("a", null)).isEqualTo("two");
        assertThat(get("a", one)).isEqualTo("one");
        assertThat(get("a", "null")).isEqualTo("zero");
        put("b", "b");
        DeleteObjectOutput marker = delete("a", null);
        assertThat(marker.deleteMarker()).isTrue();
        assertError(() -> get("a", null), "NoSuchKey", "The specified key does not exist.");
        assertError(
                () -> get("a", marker.versionId()),
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.");
        for (int pageSize : List.of(1, 2, 1000)) {
            assertThat(listed(pageSize)).containsExactlyInAnyOrder("ax!", "a", "a", "a", "b!");
        }
        delete("a", marker.versionId());
        assertThat(get("a", null)).isEqualTo("two");
        delete("a", two);
        assertThat(get("a", null)).isEqualTo("one");
        assertThat(listed(1000)).containsExactlyInAnyOrder("a!", "a", "b!");
    }

    @Test
    void aSuspendedBucketReplacesTheNullVersionOnly() {
        versioning("Enabled");
        String one = put("a", "one");
        versioning("Suspended");
        assertThat(put("a", "two")).isEqualTo("null");
        assertThat(put("a", "three")).isEqualTo("null");
        assertThat(get("a", null)).isEqualTo("three");
        assertThat(delete("a", null).versionId()).isEqualTo("null");
        assertThat(listed(1000)).containsExactlyInAnyOrder("ax!", "a");
        assertThat(get("a", one)).isEqualTo("one");
    }
}

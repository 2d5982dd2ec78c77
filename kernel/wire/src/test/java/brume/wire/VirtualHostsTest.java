package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VirtualHostsTest {

    private static final ServiceModel S3 =
            new ServiceModel(
                    "s3",
                    "S3",
                    "S3",
                    "s3",
                    "s3",
                    "",
                    Protocol.REST_XML,
                    null,
                    null,
                    ServiceModel.operationNames(
                            """
                            PutObject PUT /{Bucket}/{Key+}
                            CopyObject PUT /{Bucket}/{Key+} x-amz-copy-source
                            ListObjects GET /{Bucket}
                            UploadPart PUT /{Bucket}/{Key+}?partNumber&uploadId
                            """),
                    Map.of());

    private static HttpRequest request(String method, String host, String path, String query) {
        return new HttpRequest(
                method, path, query, host, new HttpHeaders(), new byte[0], "127.0.0.1", false);
    }

    private static String path(String host, String signingName) {
        return VirtualHosts.find(
                        S3,
                        request("GET", host, "/key", ""),
                        signingName.isEmpty() ? Optional.empty() : Optional.of(signingName))
                .map(HttpRequest::path)
                .orElse("");
    }

    @Test
    void theHostNamesTheBucket() {
        assertThat(path("bucket.s3.localhost:4566", "s3")).isEqualTo("/bucket/key");
        assertThat(path("my.bucket.s3.eu-west-1.localhost", "s3")).isEqualTo("/my.bucket/key");
        assertThat(path("bucket.localhost:4566", "s3")).isEqualTo("/bucket/key");
        assertThat(path("bucket.s3.localhost", "")).isEqualTo("/bucket/key");
    }

    @Test
    void otherHostsNameNothing() {
        for (String host : List.of("localhost:1", "127.0.0.1:1", "[::1]:1", "s3.localhost")) {
            assertThat(path(host, "s3")).isEqualTo("/key");
        }
        assertThat(path("bucket.s3.localhost", "lambda")).isEmpty();
        assertThat(path("localhost", "")).isEmpty();
    }

    @Test
    void keysKeepTheirSlashesAndHeadersChoose() {
        UriTree tree = new UriTree(S3.operations());
        UriTree.Match match = tree.find(request("PUT", "h", "/b/a//b/", "")).orElseThrow();
        assertThat(match.operation()).isEqualTo("PutObject");
        assertThat(match.labels()).isEqualTo(Map.of("Bucket", "b", "Key", "a//b/"));
        assertThat(tree.find(request("GET", "h", "/b/", "")).orElseThrow().operation())
                .isEqualTo("ListObjects");
        assertThat(
                        tree.find(request("PUT", "h", "/b/k", "uploadId=u&partNumber=1"))
                                .orElseThrow()
                                .operation())
                .isEqualTo("UploadPart");
        HttpRequest copy = request("PUT", "h", "/b/k", "");
        copy.headers().add("X-Amz-Copy-Source", "b/other");
        assertThat(tree.find(copy).orElseThrow().operation()).isEqualTo("CopyObject");
    }
}

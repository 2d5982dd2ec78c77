package brume.services.apigateway.execution;

import brume.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses answers of an API that has a minimum compression size, for clients that accept it. */
final class Compression {

    private Compression() {}

    static HttpResponse apply(Invocation invocation, HttpResponse response) {
        int min = invocation.stage.compressionBytesMin();
        boolean wanted =
                min >= 0
                        && response.body().length >= Math.max(min, 1)
                        && response.headers().first("Content-Encoding").isEmpty()
                        && invocation
                                .request
                                .http()
                                .header("Accept-Encoding")
                                .filter(accepted -> accepted.contains("gzip"))
                                .isPresent();
        if (!wanted) {
            return response;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpResponse(
                response.status(),
                response.headers().set("Content-Encoding", "gzip"),
                bytes.toByteArray());
    }
}

package brume.services.lambda.url;

import brume.services.lambda.worker.ResponsePipe;
import brume.wire.BodyStream;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The response of a function URL whose InvokeMode is RESPONSE_STREAM. A function that says so by
 * its content type writes status, headers and cookies first, as JSON, and then eight zero bytes;
 * what any other one writes is the body.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">
 *     Implementing response streaming in a custom runtime</a>
 */
final class UrlStream implements BodyStream {

    private static final String WITH_PRELUDE =
            "application/vnd.awslambda.http-integration-response";
    private static final String BYTES = "application/octet-stream";
    private static final int DELIMITER_BYTES = 8;
    private static final int PRELUDE_BYTES_MAX = 64 * 1024;

    private final ResponsePipe pipe;
    private byte[] first = {};

    private UrlStream(ResponsePipe pipe) {
        this.pipe = pipe;
    }

    /** The response, which has begun; empty if the function failed or its answer is none. */
    static Optional<HttpResponse> of(ResponsePipe pipe) throws InterruptedException {
        Optional<String> contentType = pipe.contentType();
        if (contentType.isEmpty()) {
            return Optional.empty();
        }
        UrlStream stream = new UrlStream(pipe);
        Optional<HttpResponse> head =
                contentType.get().startsWith(WITH_PRELUDE)
                        ? stream.prelude()
                        : Optional.of(
                                new HttpResponse(
                                        200,
                                        new HttpHeaders().add("Content-Type", contentType.get()),
                                        stream.first));
        if (head.isEmpty()) {
            pipe.abandon();
        }
        return head.map(h -> HttpResponse.streaming(h.status(), h.headers(), stream));
    }

    /** Reads what precedes the body; what follows it in the same piece is kept. */
    private Optional<HttpResponse> prelude() throws InterruptedException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (read.size() < PRELUDE_BYTES_MAX) {
            Optional<byte[]> piece = pipe.next();
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            int scanned = Math.max(0, read.size() - DELIMITER_BYTES);
            read.writeBytes(piece.get());
            byte[] bytes = read.toByteArray();
            int end = delimiter(bytes, scanned);
            if (end >= 0) {
                first = Arrays.copyOfRange(bytes, end + DELIMITER_BYTES, bytes.length);
                return head(Arrays.copyOf(bytes, end));
            }
        }
        return Optional.empty();
    }

    private static int delimiter(byte[] bytes, int from) {
        int zeros = 0;
        for (int i = from; i < bytes.length; i++) {
            zeros = bytes[i] == 0 ? zeros + 1 : 0;
            if (zeros == DELIMITER_BYTES) {
                return i + 1 - DELIMITER_BYTES;
            }
        }
        return -1;
    }

    private static Optional<HttpResponse> head(byte[] prelude) {
        try {
            // A prelude without a status means 200.
            ObjectNode document = Documents.object().put("statusCode", 200);
            if (!(Documents.parse(prelude) instanceof ObjectNode own)) {
                return Optional.empty();
            }
            document.setAll(own);
            return UrlResponse.head(document, BYTES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            for (Optional<byte[]> piece = Optional.of(first);
                    piece.isPresent();
                    piece = pipe.next()) {
                if (piece.get().length > 0) {
                    out.write(piece.get());
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
        if (pipe.answer().functionError().isPresent()) {
            throw new IOException("the function failed after a part of its response");
        }
    }

    @Override
    public void close() {
        pipe.abandon();
    }
}

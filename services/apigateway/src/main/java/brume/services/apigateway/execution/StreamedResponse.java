package brume.services.apigateway.execution;

import brume.api.lambda.InvokeWithResponseStreamResponseEvent;
import brume.wire.Blob;
import brume.wire.BodyStream;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import brume.wire.LiveEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a function writes, sent on as it comes: JSON with status and header fields, eight zero
 * bytes, and the body. Source: Developer Guide, "Set up a Lambda proxy integration with payload
 * response streaming in API Gateway".
 */
final class StreamedResponse implements BodyStream {

    private static final int DELIMITER_BYTES = 8;
    private static final int HEAD_BYTES_MAX = 64 * 1024;

    private final LiveEvents<InvokeWithResponseStreamResponseEvent> events;
    private byte[] first = {};

    private StreamedResponse(LiveEvents<InvokeWithResponseStreamResponseEvent> events) {
        this.events = events;
    }

    /**
     * The response, whose head has come.
     *
     * @throws GatewayException 502 if the function fails before, or writes something else
     */
    static HttpResponse of(LiveEvents<InvokeWithResponseStreamResponseEvent> events) {
        StreamedResponse stream = new StreamedResponse(events);
        try {
            HttpResponse head = ProxyIntegration.head(Documents.parse(stream.head()));
            return HttpResponse.streaming(head.status(), head.headers(), stream);
        } catch (IOException | IllegalArgumentException e) {
            events.close();
            throw GatewayException.badProxyAnswer();
        } catch (RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /** Reads what precedes the body; what follows it in the same piece is kept. */
    private byte[] head() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (read.size() < HEAD_BYTES_MAX) {
            Optional<byte[]> piece = next();
            if (piece.isEmpty()) {
                break;
            }
            int scanned = Math.max(0, read.size() - DELIMITER_BYTES);
            read.writeBytes(piece.get());
            byte[] bytes = read.toByteArray();
            int end = delimiter(bytes, scanned);
            if (end >= 0) {
                first = Arrays.copyOfRange(bytes, end + DELIMITER_BYTES, bytes.length);
                return Arrays.copyOf(bytes, end);
            }
        }
        throw GatewayException.badProxyAnswer();
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

    /** The next piece, or empty after the last one. */
    private Optional<byte[]> next() throws IOException {
        InvokeWithResponseStreamResponseEvent event = events.next();
        if (event == null) {
            return Optional.empty();
        }
        if (event.invokeComplete() != null && event.invokeComplete().errorCode() != null) {
            throw new IOException("the function failed: " + event.invokeComplete().errorCode());
        }
        Blob payload = event.payloadChunk() == null ? null : event.payloadChunk().payload();
        return event.invokeComplete() != null
                ? Optional.empty()
                : Optional.of(payload == null ? new byte[0] : payload.bytes());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (Optional<byte[]> piece = Optional.of(first); piece.isPresent(); piece = next()) {
            if (piece.get().length > 0) {
                out.write(piece.get());
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}

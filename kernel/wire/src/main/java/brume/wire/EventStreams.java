package brume.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outputs whose body is a stream of events, written as one body with every event. */
final class EventStreams {

    private static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private EventStreams() {}

    static boolean isStream(Shape output) {
        return member(output) != null;
    }

    private static @Nullable Member member(Shape output) {
        for (Member member : output.schema().members()) {
            if (member.traits().eventStream()) {
                return member;
            }
        }
        return null;
    }

    /**
     * Writes the events.
     *
     * @param initial whether the other members precede them as an event, as the RPC protocols do it
     */
    static HttpResponse encode(Shape output, String requestId, boolean initial) {
        Member stream = member(output);
        if (stream == null) {
            throw new IllegalArgumentException(output.schema().name() + " has no event stream");
        }
        ByteBuilder body = new ByteBuilder(1024);
        if (initial) {
            body.append(
                    frame(
                            "initial-response",
                            "application/json",
                            "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        if (output.member(stream.index()) instanceof List<?> events) {
            for (Object event : events) {
                body.append(frame((Shape) event));
            }
        }
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", CONTENT_TYPE)
                        .add("x-amzn-RequestId", requestId);
        return new HttpResponse(200, headers, body.toBytes());
    }

    /** The frame of an event: the one member of the union that is present. */
    private static byte[] frame(Shape event) {
        for (Member member : event.schema().members()) {
            if (event.member(member.index()) instanceof Shape content) {
                Member payload = RestJsonProtocol.payload(content.schema());
                if (payload != null) {
                    Object bytes = content.member(payload.index());
                    return frame(
                            member.wireName(),
                            "application/octet-stream",
                            bytes instanceof Blob blob ? blob.bytes() : new byte[0]);
                }
                JsonWriter out = new JsonWriter();
                new JsonEncoder(out, false).structure(content);
                return frame(member.wireName(), "application/json", out.toBytes());
            }
        }
        throw new IllegalArgumentException("an event of " + event.schema().name() + " is empty");
    }

    private static byte[] frame(String eventType, String contentType, byte[] payload) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":event-type", eventType);
        headers.put(":content-type", contentType);
        headers.put(":message-type", "event");
        return EventStreamWriter.frame(headers, payload);
    }
}

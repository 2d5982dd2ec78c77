package brume.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Outputs whose body is a stream of events: one body with every event, or one that is written event
 * by event as they come ({@link LiveEvents}).
 */
final class EventStreams {

    static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    /** How a protocol writes the members of an event that are neither header nor payload. */
    record Body(String contentType, BodyWriter writer) {

        static final Body JSON = new Body("application/json", EventStreams::json);
        static final Body XML = new Body("application/xml", EventStreams::xml);
        static final Body CBOR =
                new Body("application/cbor", shape -> cbor(CborShapes.SECONDS, shape));
        static final Body AWS_CBOR =
                new Body(CborProtocol.AWS_CONTENT_TYPE, shape -> cbor(CborShapes.MILLIS, shape));
    }

    /** Writes the members of a structure that belong into a body. */
    @FunctionalInterface
    interface BodyWriter {
        byte[] write(Shape shape);
    }

    private final ServiceModel service;
    private final Body body;

    EventStreams(ServiceModel service, Body body) {
        this.service = service;
        this.body = body;
    }

    /** The member that is a stream of events, or null. */
    static @Nullable Member find(Shape output) {
        for (Member member : output.schema().members()) {
            if (member.traits().eventStream()) {
                return member;
            }
        }
        return null;
    }

    /**
     * The events of {@code stream}.
     *
     * @param initial whether the other members precede them as an event, as the RPC protocols do it
     */
    byte[] encode(Shape output, Member stream, boolean initial) {
        ByteBuilder out = new ByteBuilder(1024);
        if (initial) {
            out.append(initialResponse(output, stream));
        }
        if (output.member(stream.index()) instanceof List<?> events) {
            for (Object event : events) {
                out.append(frame((Shape) event));
            }
        }
        return out.toBytes();
    }

    /** The answer of an RPC protocol: the other members as an event, then the events. */
    HttpResponse respond(Shape output, Member stream, HttpHeaders headers) {
        return output.member(stream.index()) instanceof LiveEvents<?> live
                ? HttpResponse.streaming(
                        200, headers, stream(live, initialResponse(output, stream)))
                : new HttpResponse(200, headers, encode(output, stream, true));
    }

    private byte[] initialResponse(Shape output, Member stream) {
        return frame(
                "event",
                "initial-response",
                new LinkedHashMap<>(),
                body.contentType(),
                body.writer().write(without(output, stream)));
    }

    /** The events of {@code live}, each written as soon as it has come. */
    BodyStream stream(LiveEvents<?> live) {
        return stream(live, new byte[0]);
    }

    private BodyStream stream(LiveEvents<?> live, byte[] first) {
        return new BodyStream() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(first);
                out.flush();
                for (Object event = live.next(); event != null; event = live.next()) {
                    out.write(frame((Shape) event));
                    out.flush();
                }
            }

            @Override
            public void close() {
                live.close();
            }
        };
    }

    /** The frame of an event: the one member of the union that is present. */
    private byte[] frame(Shape event) {
        for (Member member : event.schema().members()) {
            if (event.member(member.index()) instanceof Shape content) {
                boolean exception = service.errors().containsKey(content.schema().name());
                return frame(exception ? "exception" : "event", member.wireName(), content);
            }
        }
        throw new IllegalArgumentException("an event of " + event.schema().name() + " is empty");
    }

    private byte[] frame(String messageType, String type, Shape content) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Member member : content.schema().members()) {
            Object value = content.member(member.index());
            if (member.location() == Member.Location.HEADER && value != null) {
                headers.put(member.wireName(), value);
            }
        }
        Member payload = RestJsonProtocol.payload(content.schema());
        if (payload == null) {
            return frame(
                    messageType, type, headers, body.contentType(), body.writer().write(content));
        }
        Object value = content.member(payload.index());
        return switch (value) {
            case null -> frame(messageType, type, headers, null, new byte[0]);
            case Blob blob ->
                    frame(messageType, type, headers, "application/octet-stream", blob.bytes());
            case String text ->
                    frame(
                            messageType,
                            type,
                            headers,
                            "text/plain",
                            text.getBytes(StandardCharsets.UTF_8));
            case Shape shape ->
                    frame(
                            messageType,
                            type,
                            headers,
                            body.contentType(),
                            body.writer().write(shape));
            default -> throw new IllegalStateException("no payload of an event: " + value);
        };
    }

    private static byte[] frame(
            String messageType,
            String type,
            Map<String, Object> headers,
            @Nullable String contentType,
            byte[] payload) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(messageType.equals("event") ? ":event-type" : ":exception-type", type);
        if (contentType != null) {
            all.put(":content-type", contentType);
        }
        all.put(":message-type", messageType);
        all.putAll(headers);
        return EventStreamWriter.frame(all, payload);
    }

    private static Shape without(Shape shape, Member left) {
        return new Shape() {
            @Override
            public StructSchema<?> schema() {
                return shape.schema();
            }

            @Override
            public @Nullable Object member(int index) {
                return index == left.index() ? null : shape.member(index);
            }
        };
    }

    private static byte[] json(Shape shape) {
        JsonWriter out = new JsonWriter();
        new JsonEncoder(out, false).structure(shape);
        return out.toBytes();
    }

    private static byte[] xml(Shape shape) {
        XmlWriter out = new XmlWriter();
        out.open(shape.schema().name());
        new XmlEncoder(out, true).members(shape);
        out.close(shape.schema().name());
        return out.toBytes();
    }

    private static byte[] cbor(CborShapes shapes, Shape shape) {
        CborWriter out = new CborWriter();
        shapes.write(out, shape);
        return out.toBytes();
    }
}

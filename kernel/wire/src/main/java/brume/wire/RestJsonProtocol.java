package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** restJson1: HTTP bindings, with JSON for what is left. */
final class RestJsonProtocol implements WireProtocol {

    private static final String JSON = "application/json";

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        HttpBindings.read(operation, request, labels, values);
        if (request.body().length == 0) {
            return values;
        }
        Member payload = payload(schema);
        if (payload == null) {
            if (schema.members().stream().anyMatch(m -> m.location() == Member.Location.BODY)) {
                JsonReader in = new JsonReader(request.body(), JsonDecoder.DEPTH_MAX);
                AwsJsonProtocol.decoder(in, operation.service()).members(schema, values);
                in.end();
            }
        } else {
            values[payload.index()] = payloadValue(operation.service(), payload, request.body());
        }
        return values;
    }

    static @Nullable Member payload(StructSchema<?> schema) {
        for (Member member : schema.members()) {
            if (member.location() == Member.Location.PAYLOAD) {
                return member;
            }
        }
        return null;
    }

    private static @Nullable Object payloadValue(
            ServiceModel service, Member payload, byte[] body) {
        return switch (payload.schema().type()) {
            case BLOB -> Blob.of(body);
            case STRING -> Blob.of(body).text();
            default -> {
                JsonReader in = new JsonReader(body, JsonDecoder.DEPTH_MAX);
                Object value = AwsJsonProtocol.decoder(in, service).value(payload.schema());
                in.end();
                yield value;
            }
        };
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        HttpHeaders headers = new HttpHeaders().add("x-amzn-RequestId", requestId);
        int status = HttpBindings.write(output, headers, operation.successStatus());
        Member stream = EventStreams.find(output);
        if (stream != null) {
            EventStreams events = new EventStreams(operation.service(), EventStreams.Body.JSON);
            // As AWS's front end says what the content type of the events is.
            headers.first("Content-Type")
                    .ifPresent(own -> headers.set("x-amzn-Remapped-Content-Type", own));
            headers.set("Content-Type", EventStreams.CONTENT_TYPE);
            return output.member(stream.index()) instanceof LiveEvents<?> live
                    ? HttpResponse.streaming(status, headers, events.stream(live))
                    : new HttpResponse(status, headers, events.encode(output, stream, false));
        }
        Member payload = payload(output.schema());
        byte[] body = {};
        if (payload != null) {
            Object value = output.member(payload.index());
            body = value == null ? body : payloadBytes(payload, value);
            setContentType(headers, payloadType(payload));
        } else if (!(output instanceof Unit) && status != 204) {
            JsonWriter out = new JsonWriter();
            new JsonEncoder(out, false).structure(output);
            body = out.toBytes();
            setContentType(headers, JSON);
        }
        return new HttpResponse(status, headers, body);
    }

    /** A member that is bound to the header has set it already. */
    private static void setContentType(HttpHeaders headers, String contentType) {
        if (headers.first("Content-Type").isEmpty()) {
            headers.add("Content-Type", contentType);
        }
    }

    /** Lambda answers the bytes of Invoke as JSON; a streamed body is bytes. */
    private static String payloadType(Member payload) {
        return switch (payload.schema().type()) {
            case STRING -> "text/plain";
            case BLOB -> payload.traits().streaming() ? "application/octet-stream" : JSON;
            default -> JSON;
        };
    }

    private static byte[] payloadBytes(Member payload, Object value) {
        return switch (value) {
            case Blob blob -> blob.bytes();
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case JsonNode tree -> Documents.text(tree).getBytes(StandardCharsets.UTF_8);
            default -> {
                JsonWriter out = new JsonWriter();
                new JsonEncoder(out, false)
                        .value(payload.schema(), payload.traits().timestampFormat(), value);
                yield out.toBytes();
            }
        };
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", JSON)
                        .add("x-amzn-RequestId", requestId)
                        .add("x-amzn-ErrorType", error.error().name());
        Shape body = error.body();
        if (body != null) {
            HttpBindings.write(body, headers, 0);
        }
        JsonWriter out = new JsonWriter();
        out.openObject();
        JsonErrors.members(out, error);
        out.closeObject();
        return new HttpResponse(error.error().httpStatus(), headers, out.toBytes());
    }

    @Override
    public String serializationErrorCode() {
        return "SerializationException";
    }
}

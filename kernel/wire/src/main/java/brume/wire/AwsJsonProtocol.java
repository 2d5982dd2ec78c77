package brume.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** awsJson1_0 and awsJson1_1: every operation is a POST to / with a JSON object. */
final class AwsJsonProtocol implements WireProtocol {

    private static final byte[] EMPTY = {};

    private final String contentType;

    AwsJsonProtocol(String version) {
        this.contentType = "application/x-amz-json-" + version;
    }

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        if (request.body().length == 0 && values.length == 0) {
            return values;
        }
        JsonReader in = new JsonReader(request.body(), JsonDecoder.DEPTH_MAX);
        decoder(in, operation.service()).members(schema, values);
        in.end();
        return values;
    }

    static JsonDecoder decoder(JsonReader in, ServiceModel service) {
        String namespace = service.traits().errorNamespace();
        return new JsonDecoder(in, false, namespace == null ? "" : namespace);
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        Member stream = EventStreams.find(output);
        if (stream != null) {
            return new EventStreams(operation.service(), EventStreams.Body.JSON)
                    .respond(output, stream, headers(EventStreams.CONTENT_TYPE, requestId));
        }
        byte[] body = EMPTY;
        if (!(output instanceof Unit)) {
            JsonWriter out = new JsonWriter();
            new JsonEncoder(out, false).structure(output);
            body = out.toBytes();
        }
        return response(200, contentType, requestId, body);
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        JsonWriter out = new JsonWriter();
        out.openObject();
        out.name("__type");
        out.string(JsonErrors.type(service, error.error()));
        JsonErrors.members(out, error);
        out.closeObject();
        HttpResponse response =
                response(error.error().httpStatus(), contentType, requestId, out.toBytes());
        if (service.traits().queryCompatible()) {
            String fault = error.error().sender() ? "Sender" : "Receiver";
            response.headers().add("x-amzn-query-error", error.error().code() + ';' + fault);
        }
        return response;
    }

    private static HttpResponse response(
            int status, String contentType, String requestId, byte[] body) {
        return new HttpResponse(status, headers(contentType, requestId), body);
    }

    private static HttpHeaders headers(String contentType, String requestId) {
        return new HttpHeaders()
                .add("Content-Type", contentType)
                .add("x-amzn-RequestId", requestId);
    }

    @Override
    public String serializationErrorCode() {
        return "SerializationException";
    }
}

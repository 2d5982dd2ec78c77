package brume.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * rpc-v2-cbor: every operation is a POST to its own path with a CBOR map; and awsJson1_1 with CBOR
 * maps in the place of JSON objects.
 */
final class CborProtocol implements WireProtocol {

    /** Of awsJson1_1 in CBOR. */
    static final String AWS_CONTENT_TYPE = "application/x-amz-cbor-1.1";

    private final String contentType;
    private final CborShapes shapes;
    private final EventStreams.Body events;

    private CborProtocol(String contentType, CborShapes shapes, EventStreams.Body events) {
        this.contentType = contentType;
        this.shapes = shapes;
        this.events = events;
    }

    static CborProtocol rpcV2() {
        return new CborProtocol("application/cbor", CborShapes.SECONDS, EventStreams.Body.CBOR);
    }

    static CborProtocol awsCbor() {
        return new CborProtocol(AWS_CONTENT_TYPE, CborShapes.MILLIS, EventStreams.Body.AWS_CBOR);
    }

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        if (request.body().length == 0) {
            return values;
        }
        CborReader in = new CborReader(request.body(), JsonDecoder.DEPTH_MAX);
        shapes.members(schema, in, values);
        in.end();
        return values;
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        Member stream = EventStreams.find(output);
        if (stream != null) {
            return new EventStreams(operation.service(), events)
                    .respond(output, stream, headers(EventStreams.CONTENT_TYPE, requestId));
        }
        CborWriter out = new CborWriter();
        shapes.write(out, output);
        return response(200, requestId, out.toBytes());
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        Shape body = error.body();
        boolean hasMessage = !error.getMessage().isEmpty();
        CborWriter out = new CborWriter();
        int count = 1 + (hasMessage ? 1 : 0);
        if (body != null) {
            for (Member member : body.schema().members()) {
                if (!JsonErrors.isMessage(member) && body.member(member.index()) != null) {
                    count++;
                }
            }
        }
        out.map(count);
        out.text("__type");
        out.text(JsonErrors.type(service, error.error()));
        if (hasMessage) {
            out.text("message");
            out.text(error.getMessage());
        }
        if (body != null) {
            shapes.members(out, JsonErrors.withoutMessage(body));
        }
        HttpResponse response = response(error.error().httpStatus(), requestId, out.toBytes());
        if (service.traits().queryCompatible()) {
            String fault = error.error().sender() ? "Sender" : "Receiver";
            response.headers().add("x-amzn-query-error", error.error().code() + ';' + fault);
        }
        return response;
    }

    private HttpResponse response(int status, String requestId, byte[] body) {
        return new HttpResponse(status, headers(contentType, requestId), body);
    }

    private HttpHeaders headers(String type, String requestId) {
        HttpHeaders headers = new HttpHeaders().add("Content-Type", type);
        if (!contentType.equals(AWS_CONTENT_TYPE)) {
            headers.add("smithy-protocol", "rpc-v2-cbor");
        }
        return headers.add("x-amzn-RequestId", requestId);
    }

    @Override
    public String serializationErrorCode() {
        return "SerializationException";
    }
}

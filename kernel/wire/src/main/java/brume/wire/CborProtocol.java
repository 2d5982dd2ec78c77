package brume.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** rpc-v2-cbor: every operation is a POST to its own path with a CBOR map. */
final class CborProtocol implements WireProtocol {

    private static final String CONTENT_TYPE = "application/cbor";

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        if (request.body().length == 0) {
            return values;
        }
        CborReader in = new CborReader(request.body(), JsonDecoder.DEPTH_MAX);
        CborShapes.members(schema, in, values);
        in.end();
        return values;
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        Member stream = EventStreams.find(output);
        if (stream != null) {
            byte[] events =
                    new EventStreams(operation.service(), EventStreams.Body.CBOR)
                            .encode(output, stream, true);
            return response(200, EventStreams.CONTENT_TYPE, requestId, events);
        }
        CborWriter out = new CborWriter();
        CborShapes.write(out, output);
        return response(200, CONTENT_TYPE, requestId, out.toBytes());
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
            CborShapes.members(out, JsonErrors.withoutMessage(body));
        }
        HttpResponse response =
                response(error.error().httpStatus(), CONTENT_TYPE, requestId, out.toBytes());
        if (service.traits().queryCompatible()) {
            String fault = error.error().sender() ? "Sender" : "Receiver";
            response.headers().add("x-amzn-query-error", error.error().code() + ';' + fault);
        }
        return response;
    }

    private static HttpResponse response(
            int status, String contentType, String requestId, byte[] body) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", contentType)
                        .add("smithy-protocol", "rpc-v2-cbor")
                        .add("x-amzn-RequestId", requestId);
        return new HttpResponse(status, headers, body);
    }

    @Override
    public String serializationErrorCode() {
        return "SerializationException";
    }
}

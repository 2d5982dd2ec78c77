package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** restXml as S3 speaks it: HTTP bindings, with XML for what is left. */
final class RestXmlProtocol implements WireProtocol {

    private static final String XML = "application/xml";
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_MODIFIED = 304;

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        HttpBindings.read(operation, request, labels, values);
        byte[] body = request.body();
        if (body.length == 0) {
            return values;
        }
        Member payload = RestJsonProtocol.payload(schema);
        if (payload == null) {
            if (schema.members().stream().anyMatch(m -> m.location() == Member.Location.BODY)) {
                XmlDecoder.members(schema, XmlElement.parse(body), values);
            }
        } else {
            values[payload.index()] =
                    switch (payload.schema().type()) {
                        case BLOB -> Blob.of(body);
                        case STRING -> Blob.of(body).text();
                        default -> XmlDecoder.value(payload, XmlElement.parse(body));
                    };
        }
        return values;
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        HttpHeaders headers = new HttpHeaders();
        ids(headers, requestId);
        int status = HttpBindings.write(output, headers, operation.successStatus());
        Member stream = EventStreams.find(output);
        if (stream != null) {
            byte[] events =
                    new EventStreams(operation.service(), EventStreams.Body.XML)
                            .encode(output, stream, false);
            headers.set("Content-Type", EventStreams.CONTENT_TYPE);
            return new HttpResponse(status, headers, events);
        }
        Member payload = RestJsonProtocol.payload(output.schema());
        byte[] body = {};
        if (payload != null && output.member(payload.index()) instanceof Blob blob) {
            if (headers.first("Content-Type").isEmpty()) {
                headers.add("Content-Type", payloadType(payload));
            }
            if (headers.first("Content-Range").isPresent()) {
                status = PARTIAL_CONTENT;
            }
            return blob.streamed()
                    ? HttpResponse.streamed(status, headers, blob)
                    : new HttpResponse(status, headers, blob.bytes());
        } else if (payload != null) {
            Object value = output.member(payload.index());
            body = value == null ? body : payloadBytes(payload, value);
            if (headers.first("Content-Type").isEmpty()) {
                headers.add("Content-Type", payloadType(payload));
            }
        } else if (output.schema().members().stream()
                .anyMatch(m -> m.location() == Member.Location.BODY)) {
            body = document(operation, output);
            headers.add("Content-Type", XML);
        }
        return new HttpResponse(status, headers, body);
    }

    private static void ids(HttpHeaders headers, String requestId) {
        headers.add("x-amz-request-id", requestId).add("x-amz-id-2", requestId);
    }

    /**
     * The members of the body in one element, which has the name of the model's result wrapper; a
     * member of that very name is the element itself.
     */
    private static byte[] document(OperationModel<?, ?> operation, Shape output) {
        String wrapper = operation.resultWrapper();
        String root = wrapper.isEmpty() ? output.schema().name() : wrapper;
        XmlWriter out = new XmlWriter();
        out.declaration();
        out.start(root);
        String namespace = operation.service().xmlNamespace();
        if (namespace != null) {
            out.attribute("xmlns", namespace);
        }
        out.endOfStart();
        Member unwrapped = output.schema().memberByWireName(root);
        if (unwrapped == null) {
            new XmlEncoder(out, true).members(output);
        } else if (output.member(unwrapped.index()) instanceof String text) {
            out.text(text);
        }
        out.close(root);
        return out.toBytes();
    }

    private static String payloadType(Member payload) {
        return switch (payload.schema().type()) {
            case BLOB -> "application/octet-stream";
            case STRING -> "text/plain";
            default -> XML;
        };
    }

    private static byte[] payloadBytes(Member payload, Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        XmlWriter out = new XmlWriter();
        out.declaration();
        new XmlEncoder(out, true).member(payload, payload.wireName(), value);
        return out.toBytes();
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        HttpHeaders headers = new HttpHeaders();
        ids(headers, requestId);
        Shape members = error.body();
        if (members != null) {
            HttpBindings.write(members, headers, error.error().httpStatus());
        }
        if (error.error().httpStatus() == NOT_MODIFIED) {
            return new HttpResponse(NOT_MODIFIED, headers, new byte[0]);
        }
        XmlWriter out = new XmlWriter();
        out.declaration();
        out.open("Error");
        out.element("Code", error.error().code());
        out.element("Message", error.getMessage());
        XmlErrors.members(out, error);
        out.element("RequestId", requestId);
        out.element("HostId", requestId);
        out.close("Error");
        headers.add("Content-Type", XML);
        return new HttpResponse(error.error().httpStatus(), headers, out.toBytes());
    }

    @Override
    public String serializationErrorCode() {
        return "MalformedXML";
    }
}

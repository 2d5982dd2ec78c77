package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** restXml as S3 speaks it: HTTP bindings, with XML for what is left. */
final class RestXmlProtocol implements WireProtocol {

    private static final String XML = "application/xml";

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
        HttpHeaders headers = new HttpHeaders().add("x-amz-request-id", requestId);
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
        if (payload != null) {
            Object value = output.member(payload.index());
            body = value == null ? body : payloadBytes(payload, value);
            if (headers.first("Content-Type").isEmpty()) {
                headers.add("Content-Type", payloadType(payload));
            }
        } else if (output.schema().members().stream()
                .anyMatch(m -> m.location() == Member.Location.BODY)) {
            XmlWriter out = new XmlWriter();
            out.declaration();
            out.start(output.schema().name());
            String namespace = operation.service().xmlNamespace();
            if (namespace != null) {
                out.attribute("xmlns", namespace);
            }
            out.endOfStart();
            new XmlEncoder(out, true).members(output);
            out.close(output.schema().name());
            body = out.toBytes();
            headers.add("Content-Type", XML);
        }
        return new HttpResponse(status, headers, body);
    }

    private static String payloadType(Member payload) {
        return switch (payload.schema().type()) {
            case BLOB -> "application/octet-stream";
            case STRING -> "text/plain";
            default -> XML;
        };
    }

    private static byte[] payloadBytes(Member payload, Object value) {
        if (value instanceof Blob blob) {
            return blob.bytes();
        } else if (value instanceof String text) {
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
        XmlWriter out = new XmlWriter();
        out.declaration();
        out.open("Error");
        out.element("Code", error.error().code());
        out.element("Message", error.getMessage());
        XmlErrors.members(out, error);
        out.element("RequestId", requestId);
        out.close("Error");
        HttpHeaders headers =
                new HttpHeaders().add("Content-Type", XML).add("x-amz-request-id", requestId);
        return new HttpResponse(error.error().httpStatus(), headers, out.toBytes());
    }

    @Override
    public String serializationErrorCode() {
        return "MalformedXML";
    }
}

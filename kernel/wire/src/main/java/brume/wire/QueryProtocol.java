package brume.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** awsQuery: forms in, XML out; IAM, STS, SNS, and SQS as older clients speak it. */
final class QueryProtocol implements WireProtocol {

    private static final QueryDecoder DECODER =
            new QueryDecoder(false, QueryProtocol::parameterName);

    /** A flattened list whose elements have a name stands under that name. */
    private static String parameterName(Member member) {
        String queryName = member.queryName();
        if (queryName != null) {
            return queryName;
        }
        if (member.schema() instanceof ListSchema list
                && (list.flattened() || member.traits().flattened())
                && !list.element().wireName().equals("member")) {
            return list.element().wireName();
        }
        return member.wireName();
    }

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        DECODER.members(schema, QueryParameters.of(request), values);
        String fromPath = operation.service().traits().queryPath();
        if (fromPath != null && request.path().length() > 1) {
            for (Member member : schema.members()) {
                if (member.name().equals(fromPath) && values[member.index()] == null) {
                    values[member.index()] = request.path();
                }
            }
        }
        return values;
    }

    /** The element around an operation's output; models of JSON services do not name it. */
    static String result(OperationModel<?, ?> operation) {
        boolean unnamed =
                operation.service().traits().queryCompatible()
                        && !operation.output().members().isEmpty();
        return unnamed ? operation.name() + "Result" : operation.resultWrapper();
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        XmlWriter out = new XmlWriter();
        String root = operation.name() + "Response";
        open(out, root, operation.service());
        String result = result(operation);
        if (result.isEmpty()) {
            new XmlEncoder(out, false).members(output);
        } else {
            out.open(result);
            new XmlEncoder(out, false).members(output);
            out.close(result);
        }
        out.open("ResponseMetadata");
        out.element("RequestId", requestId);
        out.close("ResponseMetadata");
        out.close(root);
        return response(200, requestId, out);
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        XmlWriter out = new XmlWriter();
        open(out, "ErrorResponse", service);
        out.open("Error");
        out.element("Type", error.error().sender() ? "Sender" : "Receiver");
        out.element("Code", error.error().code());
        out.element("Message", error.getMessage());
        XmlErrors.members(out, error);
        out.close("Error");
        out.element("RequestId", requestId);
        out.close("ErrorResponse");
        return response(error.error().httpStatus(), requestId, out);
    }

    private static void open(XmlWriter out, String root, ServiceModel service) {
        out.start(root);
        String namespace = service.xmlNamespace();
        if (namespace != null) {
            out.attribute("xmlns", namespace);
        }
        out.endOfStart();
    }

    private static HttpResponse response(int status, String requestId, XmlWriter out) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", "text/xml")
                        .add("x-amzn-RequestId", requestId);
        return new HttpResponse(status, headers, out.toBytes());
    }

    @Override
    public String serializationErrorCode() {
        return "MalformedInput";
    }
}

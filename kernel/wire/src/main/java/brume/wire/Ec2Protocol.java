package brume.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ec2Query: forms with flattened lists in, XML out; EC2 only. */
final class Ec2Protocol implements WireProtocol {

    private static final QueryDecoder DECODER = new QueryDecoder(true, Ec2Protocol::parameterName);

    /** Parameters of every request: the action, and signatures in the query string. */
    private static final Set<String> COMMON =
            Set.of(
                    "Action",
                    "Version",
                    "AWSAccessKeyId",
                    "Expires",
                    "SecurityToken",
                    "Signature",
                    "SignatureMethod",
                    "SignatureVersion",
                    "Timestamp");

    /** The model's queryName, or the name on the wire with a capital (Smithy: ec2QueryName). */
    static String parameterName(Member member) {
        String queryName = member.queryName();
        if (queryName != null) {
            return queryName;
        }
        String name = member.wireName();
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        StructSchema<?> schema = operation.input();
        QueryParameters parameters = QueryParameters.of(request);
        for (String name : parameters.names()) {
            if (!isKnown(schema, name)) {
                throw new ServiceException(
                        ErrorModel.sender("UnknownParameter", 400),
                        "The parameter " + name + " is not recognized");
            }
        }
        @Nullable Object[] values = new Object[schema.members().size()];
        DECODER.members(schema, parameters, values);
        return values;
    }

    private static boolean isKnown(StructSchema<?> schema, String name) {
        return COMMON.contains(name)
                || name.startsWith("X-Amz-")
                || schema.members().stream().anyMatch(m -> parameterName(m).equals(name));
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        XmlWriter out = new XmlWriter();
        out.declaration();
        String root = operation.name() + "Response";
        out.start(root);
        String namespace = operation.service().xmlNamespace();
        if (namespace != null) {
            // The model lacks the slash that EC2 sends.
            out.attribute("xmlns", namespace.endsWith("/") ? namespace : namespace + '/');
        }
        out.endOfStart();
        out.element("requestId", requestId);
        if (output instanceof Unit) {
            out.element("return", "true");
        } else {
            new XmlEncoder(out, true).members(output);
        }
        out.close(root);
        return response(200, requestId, out);
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        XmlWriter out = new XmlWriter();
        out.declaration();
        out.open("Response");
        out.open("Errors");
        out.open("Error");
        out.element("Code", error.error().code());
        out.element("Message", error.getMessage());
        out.close("Error");
        out.close("Errors");
        out.element("RequestID", requestId);
        out.close("Response");
        return response(error.error().httpStatus(), requestId, out);
    }

    private static HttpResponse response(int status, String requestId, XmlWriter out) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", "text/xml;charset=UTF-8")
                        .add("x-amzn-requestid", requestId);
        return new HttpResponse(status, headers, out.toBytes());
    }

    @Override
    public String serializationErrorCode() {
        return "InvalidParameterValue";
    }
}

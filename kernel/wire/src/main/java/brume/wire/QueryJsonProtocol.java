package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * awsQuery with answers in JSON, for clients that say {@code Accept: application/json}, API
 * Gateway's integrations above all. Absent members are null. Source: LocalStack's recordings
 * test_get_parameter_query_protocol and test_sqs_request_and_response_xml_templates_integration.
 */
final class QueryJsonProtocol implements WireProtocol {

    private static final QueryProtocol FORM = new QueryProtocol();

    @Override
    public @Nullable Object[] decode(
            OperationModel<?, ?> operation, HttpRequest request, Map<String, String> labels) {
        return FORM.decode(operation, request, labels);
    }

    @Override
    public HttpResponse encode(OperationModel<?, ?> operation, Shape output, String requestId) {
        ObjectNode root = Documents.object();
        ObjectNode response = root.putObject(operation.name() + "Response");
        response.putObject("ResponseMetadata").put("RequestId", requestId);
        String result = QueryProtocol.result(operation);
        if (!result.isEmpty()) {
            JsonNode tree = ShapeJson.toTree(output);
            complete(tree, output);
            response.set(result, tree);
        }
        return response(200, requestId, root);
    }

    /** Adds what a shape lacks. */
    private static void complete(JsonNode tree, @Nullable Object value) {
        if (value instanceof Shape shape && tree instanceof ObjectNode object) {
            for (Member member : shape.schema().members()) {
                Object content = shape.member(member.index());
                if (content == null) {
                    object.putNull(member.name());
                } else {
                    complete(object.path(member.name()), content);
                }
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                complete(tree.path(i), list.get(i));
            }
        }
    }

    @Override
    public HttpResponse encodeError(
            ServiceModel service, ServiceException error, String requestId) {
        ObjectNode root = Documents.object();
        root.putObject("Error")
                .put("Type", error.error().sender() ? "Sender" : "Receiver")
                .put("Code", error.error().code())
                .put("Message", error.getMessage());
        root.put("RequestId", requestId);
        return response(error.error().httpStatus(), requestId, root);
    }

    private static HttpResponse response(int status, String requestId, ObjectNode root) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", "application/json")
                        .add("x-amzn-RequestId", requestId);
        return new HttpResponse(status, headers, Documents.write(root));
    }

    @Override
    public String serializationErrorCode() {
        return FORM.serializationErrorCode();
    }
}

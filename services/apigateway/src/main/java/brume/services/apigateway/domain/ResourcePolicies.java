package brume.services.apigateway.domain;

import brume.api.apigateway.RestApi;
import brume.base.Scope;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resource policies of REST APIs as they are written and read. Source: Developer Guide, "Control
 * access to a REST API with API Gateway resource policies" and "Access policy language overview for
 * Amazon API Gateway"; how an API shows its policy: LocalStack's recording
 * test_create_execute_api_vpc_endpoint.
 */
public final class ResourcePolicies {

    private static final String SHORT = "execute-api:/";

    private ResourcePolicies() {}

    /**
     * The policy with its resources as whole ARNs: {@code execute-api:/stage/METHOD/path} means the
     * API that has the policy.
     *
     * @return null for an empty text, which removes a policy
     * @throws brume.wire.ServiceException BadRequestException if it is no policy
     */
    public static @Nullable String complete(@Nullable String text, Scope scope, String apiId) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > ApigatewayQuotas.POLICY_BYTES.value()) {
            throw ApiErrors.bad(
                    "Resource policy size exceeds the limit of "
                            + ApigatewayQuotas.POLICY_BYTES.value()
                            + " bytes");
        }
        try {
            JsonNode policy = Documents.parse(text);
            String prefix = scope.arn("execute-api", apiId).toString();
            if (policy.path("Statement") instanceof ObjectNode statement) {
                complete(statement, prefix);
            }
            for (JsonNode statement : policy.path("Statement")) {
                if (statement instanceof ObjectNode object) {
                    complete(object, prefix);
                }
            }
            String complete = Documents.text(policy);
            var ignored = PolicyDocument.parse(complete, PolicyKind.RESOURCE);
            return complete;
        } catch (IllegalArgumentException | MalformedPolicyException e) {
            throw ApiErrors.bad(
                    "Invalid policy document. Please check the policy syntax and ensure that"
                            + " Principals are valid.");
        }
    }

    private static void complete(ObjectNode statement, String prefix) {
        for (String element : List.of("Resource", "NotResource")) {
            JsonNode resources = statement.get(element);
            if (resources instanceof ArrayNode list && list.size() == 1) {
                // AWS keeps a list of one as that one.
                statement.set(element, complete(list.get(0), prefix));
            } else if (resources instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, complete(list.get(i), prefix));
                }
            } else if (resources != null) {
                statement.set(element, complete(resources, prefix));
            }
        }
    }

    private static JsonNode complete(JsonNode resource, String prefix) {
        return resource.isTextual() && resource.textValue().startsWith(SHORT)
                ? TextNode.valueOf(prefix + resource.textValue().substring(SHORT.length() - 1))
                : resource;
    }

    /**
     * The API as it is shown: its policy is the inside of a JSON text, with every slash escaped.
     */
    public static RestApi shown(RestApi api) {
        String policy = api.policy();
        if (policy == null) {
            return api;
        }
        String quoted = Documents.text(TextNode.valueOf(policy)).replace("/", "\\/");
        return api.toBuilder().policy(quoted.substring(1, quoted.length() - 1)).build();
    }
}

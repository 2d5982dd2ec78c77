package brume.services.dynamodb.policy;

import brume.base.Arn;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.value.InvalidRequest;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What DynamoDB checks of a policy before it attaches it, with its texts. Sources: Developer Guide,
 * "Resource-based policies", and answers of AWS recorded by ack-api-quirks (DDB-TABLE-211, 352 and
 * 356). Whether the principals exist is not checked.
 */
public final class PolicyForm {

    private static final String INVALID = "Invalid policy document: ";

    private PolicyForm() {}

    /**
     * The canonical text of a policy for a table or, if {@code ofStream}, for a stream.
     *
     * @throws InvalidRequest if it may not be attached
     */
    public static String canonical(String policy, boolean ofStream) {
        long bytesMax = DynamodbQuotas.RESOURCE_POLICY_BYTES_MAX.value();
        if (policy.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw InvalidRequest.parameters(
                    "Maximum policy size of " + bytesMax + " bytes exceeded");
        }
        JsonNode canonical = CanonicalPolicy.of(tree(policy));
        if (!canonical.isObject() || canonical.path("Statement").isEmpty()) {
            throw invalid("Could not parse the policy: Statement is empty!");
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode statement : canonical.get("Statement")) {
            if (!statement.has("Resource") && !statement.has("NotResource")) {
                throw invalid("Missing required field Resource");
            }
            if (statement.has("Sid") && !ids.add(statement.get("Sid").asText())) {
                throw invalid("The Statement Ids in the policy are not unique");
            }
        }
        String text = Documents.text(canonical);
        try {
            PolicyDocument.parse(text, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw InvalidRequest.parameters(INVALID + e.getMessage());
        }
        canonical.get("Statement").forEach(statement -> check(statement, ofStream));
        return text;
    }

    private static JsonNode tree(String policy) {
        try {
            return Documents.parse(policy);
        } catch (IllegalArgumentException e) {
            throw invalid("This policy contains invalid Json");
        }
    }

    private static void check(JsonNode statement, boolean ofStream) {
        List<String> foreign =
                texts(statement, "Action").stream()
                        .filter(action -> !PolicyActions.governs(action, ofStream))
                        .map(action -> '"' + action + '"')
                        .toList();
        if (!foreign.isEmpty()) {
            throw invalid("The following action names are invalid: " + String.join(", ", foreign));
        }
        for (String resource : texts(statement, "Resource")) {
            String relative = Arn.find(resource).map(Arn::resource).orElse("*");
            boolean open = relative.contains("*") || relative.contains("?");
            if (!open && relative.contains("/stream/") != ofStream) {
                throw invalid(
                        "The relative-id \"%s\" is invalid for ARN \"%s\""
                                .formatted(relative, resource));
            }
        }
        if (PublicAccess.isGrantedBy(statement)) {
            throw new InvalidRequest(
                    "Resource-based policy grants unbounded access in one or more elements. Please"
                            + " revise the policy to ensure least-privilege form of access");
        }
    }

    /** The entries of an element or of its negation. */
    private static List<String> texts(JsonNode statement, String element) {
        JsonNode value = statement.path(statement.has(element) ? element : "Not" + element);
        List<String> texts = new ArrayList<>();
        (value.isArray() ? value : List.of(value)).forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static InvalidRequest invalid(String reason) {
        return InvalidRequest.parameters(INVALID + reason);
    }
}

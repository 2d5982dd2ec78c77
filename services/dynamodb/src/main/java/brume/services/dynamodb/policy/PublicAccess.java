package brume.services.dynamodb.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether a statement lets in everybody. Source: Developer Guide, "Blocking public access with
 * resource-based policies in DynamoDB", which reasons more deeply: here one condition with fixed
 * values of a trusted key makes a statement non-public.
 */
final class PublicAccess {

    private static final Set<String> TRUSTED_KEYS =
            Set.of(
                    "aws:principalaccount",
                    "aws:principalarn",
                    "aws:principalorgid",
                    "aws:principalorgpaths",
                    "aws:sourceaccount",
                    "aws:sourcearn",
                    "aws:sourcevpc",
                    "aws:sourcevpce",
                    "aws:userid",
                    "aws:principalservicename",
                    "aws:principalservicenameslist",
                    "aws:principalisawsservice",
                    "aws:ec2instancesourcevpc",
                    "aws:sourceorgid",
                    "aws:sourceorgpaths");

    private PublicAccess() {}

    static boolean isGrantedBy(JsonNode statement) {
        return statement.path("Effect").asText().equals("Allow")
                && everybody(statement.path("Principal"))
                && !bounded(statement.path("Condition"));
    }

    private static boolean everybody(JsonNode principal) {
        JsonNode names = principal.isObject() ? principal.path("AWS") : principal;
        for (JsonNode name : names.isArray() ? names : List.of(names)) {
            if (name.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean bounded(JsonNode conditions) {
        for (Map.Entry<String, JsonNode> operator : conditions.properties()) {
            String name = operator.getKey();
            if (name.contains("Not") || name.equals("Null") || name.endsWith("IfExists")) {
                continue;
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                if (TRUSTED_KEYS.contains(key.getKey().toLowerCase(Locale.ROOT))
                        && fixed(key.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fixed(JsonNode values) {
        for (JsonNode value : values.isArray() ? values : List.of(values)) {
            String text = value.asText();
            if (text.contains("*") || text.contains("?") || text.contains("${")) {
                return false;
            }
        }
        return true;
    }
}

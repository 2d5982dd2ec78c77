package brume.services.dynamodb.policy;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form in which DynamoDB keeps and shows a policy: without white space, members in a fixed
 * order, a list of one as its entry, an account as the ARN of its root. Two policies of the same
 * form are the same policy. Source: answers of AWS recorded by ack-api-quirks (DDB-TABLE-208, 351
 * to 355). Whatever is not a policy is left as it is, for the checks to find.
 */
final class CanonicalPolicy {

    private static final String LEGACY_VERSION = "2008-10-17";
    private static final List<String> STATEMENT =
            List.of(
                    "Sid",
                    "Effect",
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Condition");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private CanonicalPolicy() {}

    static JsonNode of(JsonNode policy) {
        if (!policy.isObject()) {
            return policy;
        }
        ObjectNode canonical = Documents.object();
        canonical.put("Version", LEGACY_VERSION);
        copy(policy, canonical, List.of("Version", "Id"));
        JsonNode statements = policy.get("Statement");
        if (statements != null) {
            ArrayNode list = canonical.putArray("Statement");
            for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
                list.add(statement.isObject() ? statement(statement) : statement);
            }
        }
        rest(policy, canonical);
        return canonical;
    }

    private static ObjectNode statement(JsonNode statement) {
        ObjectNode ordered = Documents.object();
        copy(statement, ordered, STATEMENT);
        rest(statement, ordered);
        ObjectNode canonical = Documents.object();
        for (Map.Entry<String, JsonNode> member : ordered.properties()) {
            canonical.set(member.getKey(), member(member.getKey(), member.getValue()));
        }
        return canonical;
    }

    private static JsonNode member(String name, JsonNode value) {
        return switch (name) {
            case "Effect" -> effect(value);
            case "Principal", "NotPrincipal" -> principals(value);
            case "Action", "NotAction", "Resource", "NotResource" -> entryOrList(value);
            case "Condition" -> conditions(value);
            default -> value;
        };
    }

    private static JsonNode effect(JsonNode value) {
        for (String effect : List.of("Allow", "Deny")) {
            if (effect.equalsIgnoreCase(value.textValue())) {
                return TextNode.valueOf(effect);
            }
        }
        return value;
    }

    private static JsonNode principals(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode canonical = Documents.object();
        for (Map.Entry<String, JsonNode> kind : value.properties()) {
            JsonNode names = kind.getValue();
            canonical.set(
                    kind.getKey(),
                    kind.getKey().equals("AWS") ? accounts(names) : entryOrList(names));
        }
        return canonical;
    }

    /** The principals of AWS accounts, each once. */
    private static JsonNode accounts(JsonNode names) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode name : names.isArray() ? names : List.of(names)) {
            if (!name.isTextual()) {
                return names;
            }
            String text = name.textValue();
            found.add(ACCOUNT.matcher(text).matches() ? "arn:aws:iam::" + text + ":root" : text);
        }
        ArrayNode list = Documents.array();
        found.forEach(list::add);
        return entryOrList(list);
    }

    private static JsonNode conditions(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode canonical = Documents.object();
        for (Map.Entry<String, JsonNode> operator : value.properties()) {
            if (!operator.getValue().isObject()) {
                return value;
            }
            ObjectNode keys = canonical.putObject(operator.getKey());
            operator.getValue()
                    .properties()
                    .forEach(key -> keys.set(key.getKey(), entryOrList(key.getValue())));
        }
        return canonical;
    }

    private static JsonNode entryOrList(JsonNode value) {
        return value.isArray() && value.size() == 1 ? value.get(0) : value;
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> names) {
        for (String name : names) {
            if (from.has(name)) {
                to.set(name, from.get(name));
            }
        }
    }

    private static void rest(JsonNode from, ObjectNode to) {
        from.properties().stream()
                .filter(member -> !to.has(member.getKey()))
                .forEach(member -> to.set(member.getKey(), member.getValue()));
    }
}

package brume.services.sns.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which messages a subscription gets. The attributes of a message are made into a flat document, so
 * that both scopes are one evaluation. Source: SNS Developer Guide, "Amazon SNS subscription filter
 * policies".
 */
public final class FilterPolicy {

    private static final String OR = "$or";

    private final JsonNode policy;

    private FilterPolicy(JsonNode policy) {
        this.policy = policy;
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException with the reason, if it is none
     */
    public static FilterPolicy parse(String json) {
        JsonNode policy;
        try {
            policy = Documents.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("failed to parse JSON. " + e.getMessage(), e);
        }
        if (!policy.isObject()) {
            throw new IllegalArgumentException("Filter policy must be a JSON object");
        }
        if (policy.size() > SnsQuotas.FILTER_KEYS.value()) {
            throw new IllegalArgumentException("Filter policy can not have more than 5 keys");
        }
        check(policy);
        return new FilterPolicy(policy);
    }

    private static void check(JsonNode policy) {
        for (Map.Entry<String, JsonNode> entry : policy.properties()) {
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                check(value);
            } else if (!value.isArray()) {
                throw new IllegalArgumentException(
                        '"' + entry.getKey() + "\" must be an object or an array");
            } else if (value.isEmpty()) {
                throw new IllegalArgumentException("Empty arrays are not allowed");
            } else if (entry.getKey().equals(OR)) {
                value.forEach(FilterPolicy::check);
            } else {
                value.forEach(FilterPolicy::checkCondition);
            }
        }
    }

    private static void checkCondition(JsonNode condition) {
        if (condition.isArray()) {
            throw new IllegalArgumentException(
                    "Match value must be String, number, true, false, or null");
        }
        if (!condition.isObject()) {
            return;
        }
        if (condition.size() != 1) {
            throw new IllegalArgumentException("Only one key allowed in match expression");
        }
        Map.Entry<String, JsonNode> only = condition.properties().iterator().next();
        JsonNode value = only.getValue();
        boolean valid =
                switch (only.getKey()) {
                    case "exists" -> value.isBoolean();
                    case "prefix", "suffix", "equals-ignore-case", "wildcard", "cidr" ->
                            value.isTextual();
                    case "numeric" -> isNumeric(value);
                    case "anything-but" -> !value.isNull();
                    default ->
                            throw new IllegalArgumentException(
                                    "Unrecognized match type " + only.getKey());
                };
        if (!valid) {
            throw new IllegalArgumentException("Invalid value of match type " + only.getKey());
        }
        if (only.getKey().equals("cidr")) {
            throw new IllegalArgumentException("match type cidr is not implemented by Brume");
        }
    }

    private static boolean isNumeric(JsonNode value) {
        if (!value.isArray() || (value.size() != 2 && value.size() != 4)) {
            return false;
        }
        for (int i = 0; i < value.size(); i += 2) {
            if (!List.of("=", "<", "<=", ">", ">=").contains(value.get(i).asText())
                    || !value.get(i + 1).isNumber()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a message with this body passes. */
    public boolean matchesBody(String body) {
        try {
            JsonNode document = Documents.parse(body);
            return document.isObject() && matches(policy, List.of(document));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a message with these attributes passes. */
    public boolean matchesAttributes(Collection<MessageAttribute> attributes) {
        ObjectNode document = Documents.object();
        for (MessageAttribute attribute : attributes) {
            attribute.filterable().ifPresent(value -> document.set(attribute.name(), value));
        }
        return matches(policy, List.of(document));
    }

    private static boolean matches(JsonNode policy, List<JsonNode> documents) {
        for (Map.Entry<String, JsonNode> entry : policy.properties()) {
            if (!matchesKey(entry.getKey(), entry.getValue(), documents)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesKey(String key, JsonNode rule, List<JsonNode> documents) {
        if (key.equals(OR) && rule.isArray()) {
            for (JsonNode alternative : rule) {
                if (matches(alternative, documents)) {
                    return true;
                }
            }
            return false;
        }
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode document : documents) {
            flatten(document.get(key), values);
        }
        if (rule.isObject()) {
            return matches(rule, values);
        }
        for (JsonNode condition : rule) {
            if (holds(condition, values)) {
                return true;
            }
        }
        return false;
    }

    /** The elements of arrays stand for the value. */
    private static void flatten(
            @org.jspecify.annotations.Nullable JsonNode value, List<JsonNode> into) {
        if (value == null) {
            return;
        }
        if (value.isArray()) {
            value.forEach(element -> flatten(element, into));
        } else {
            into.add(value);
        }
    }

    private static boolean holds(JsonNode condition, List<JsonNode> values) {
        List<JsonNode> leaves = values.stream().filter(JsonNode::isValueNode).toList();
        if (condition.has("exists")) {
            return condition.get("exists").asBoolean() != leaves.isEmpty();
        }
        if (condition.has("anything-but")) {
            JsonNode excluded = condition.get("anything-but");
            return leaves.stream().anyMatch(value -> !isExcluded(excluded, value));
        }
        return leaves.stream().anyMatch(value -> holds(condition, value));
    }

    private static boolean isExcluded(JsonNode excluded, JsonNode value) {
        if (excluded.isArray()) {
            for (JsonNode one : excluded) {
                if (holds(one, value)) {
                    return true;
                }
            }
            return false;
        }
        if (excluded.isObject()) {
            Map.Entry<String, JsonNode> only = excluded.properties().iterator().next();
            for (JsonNode text :
                    only.getValue().isArray() ? only.getValue() : List.of(only.getValue())) {
                ObjectNode one = Documents.object();
                one.set(only.getKey(), text);
                if (holds(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return holds(excluded, value);
    }

    private static boolean holds(JsonNode condition, JsonNode value) {
        if (!condition.isObject()) {
            return condition.isNumber() && value.isNumber()
                    ? condition.decimalValue().compareTo(value.decimalValue()) == 0
                    : condition.equals(value);
        }
        Map.Entry<String, JsonNode> only = condition.properties().iterator().next();
        String text = only.getValue().asText();
        return switch (only.getKey()) {
            case "numeric" -> value.isNumber() && isWithin(only.getValue(), value.decimalValue());
            case "prefix" -> value.isTextual() && value.textValue().startsWith(text);
            case "suffix" -> value.isTextual() && value.textValue().endsWith(text);
            case "equals-ignore-case" ->
                    value.isTextual()
                            && value.textValue()
                                    .toLowerCase(Locale.ROOT)
                                    .equals(text.toLowerCase(Locale.ROOT));
            case "wildcard" -> value.isTextual() && isLike(text, value.textValue());
            default -> false;
        };
    }

    private static boolean isWithin(JsonNode bounds, BigDecimal value) {
        for (int i = 0; i < bounds.size(); i += 2) {
            int order = value.compareTo(bounds.get(i + 1).decimalValue());
            boolean within =
                    switch (bounds.get(i).asText()) {
                        case "=" -> order == 0;
                        case "<" -> order < 0;
                        case "<=" -> order <= 0;
                        case ">" -> order > 0;
                        default -> order >= 0;
                    };
            if (!within) {
                return false;
            }
        }
        return true;
    }

    /** Stars stand for anything; the two-pointer walk goes back to the last star only. */
    private static boolean isLike(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}

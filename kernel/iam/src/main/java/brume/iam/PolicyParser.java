package brume.iam;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy documents. Source of the grammar: IAM User Guide, "Grammar of the IAM JSON policy
 * language"; of the texts: answers of IAM as recorded in public test suites.
 */
final class PolicyParser {

    private static final Set<String> TOP = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT =
            Set.of(
                    "Sid",
                    "Effect",
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Condition");

    private final PolicyKind kind;

    PolicyParser(PolicyKind kind) {
        this.kind = kind;
    }

    PolicyDocument parse(String json) {
        JsonNode root = tree(json);
        requireSyntax(root.isObject() && onlyFields(root, TOP));
        String version = version(root);
        String id = root.has("Id") ? text(root.get("Id")) : "";
        JsonNode statements = root.get("Statement");
        requireSyntax(statements != null && (statements.isObject() || statements.isArray()));
        List<Statement> compiled = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        boolean variables = version.equals(PolicyDocument.VERSION_2012);
        for (JsonNode node : statements.isArray() ? statements : List.of(statements)) {
            Statement statement = statement(node, variables);
            if (!statement.sid().isEmpty() && !sids.add(statement.sid())) {
                throw new MalformedPolicyException(
                        "Statement IDs (SID) in a single policy must be unique.");
            }
            compiled.add(statement);
        }
        requireSyntax(!compiled.isEmpty());
        return new PolicyDocument(kind, version, id, List.copyOf(compiled));
    }

    private static JsonNode tree(String json) {
        try {
            return Documents.parse(json);
        } catch (IllegalArgumentException e) {
            MalformedPolicyException malformed =
                    new MalformedPolicyException(PolicyDocument.SYNTAX_ERRORS);
            malformed.initCause(e);
            throw malformed;
        }
    }

    private String version(JsonNode root) {
        String version = root.has("Version") ? text(root.get("Version")) : "";
        if (version.equals(PolicyDocument.VERSION_2012)) {
            return version;
        }
        requireSyntax(version.isEmpty() || version.equals(PolicyDocument.VERSION_2008));
        if (kind == PolicyKind.IDENTITY || kind == PolicyKind.PERMISSIONS_BOUNDARY) {
            throw new MalformedPolicyException(
                    "Policy document must be version 2012-10-17 or greater.");
        }
        return PolicyDocument.VERSION_2008;
    }

    private Statement statement(JsonNode node, boolean variables) {
        requireSyntax(node.isObject() && onlyFields(node, STATEMENT));
        requireSyntax(!(node.has("Action") && node.has("NotAction")));
        requireSyntax(!(node.has("Resource") && node.has("NotResource")));
        requireSyntax(!(node.has("Principal") && node.has("NotPrincipal")));
        Effect effect = effect(node);
        String sid = node.has("Sid") ? text(node.get("Sid")) : "";
        return new Statement(
                sid,
                effect,
                principals(node),
                actions(node),
                resources(node, variables),
                conditions(node.get("Condition"), variables));
    }

    private static Effect effect(JsonNode node) {
        String effect = text(node.get("Effect"));
        // IAM takes the two words in any case, although its grammar shows one.
        if (effect.equalsIgnoreCase("Allow")) {
            return Effect.ALLOW;
        }
        requireSyntax(effect.equalsIgnoreCase("Deny"));
        return Effect.DENY;
    }

    private Statement.Matchers<PrincipalPattern> principals(JsonNode node) {
        boolean negated = node.has("NotPrincipal");
        JsonNode element = node.get(negated ? "NotPrincipal" : "Principal");
        if (element == null) {
            if (kind.namesPrincipals()) {
                throw new MalformedPolicyException("Missing required field Principal");
            }
            return Statement.Matchers.absent();
        }
        if (!kind.namesPrincipals()) {
            throw new MalformedPolicyException("Policy document should not specify a principal.");
        }
        List<PrincipalPattern> patterns = new ArrayList<>();
        if (element.isTextual()) {
            requireSyntax(element.textValue().equals("*"));
            patterns.add(new PrincipalPattern.Everyone());
        } else {
            requireSyntax(element.isObject() && !element.isEmpty());
            for (Map.Entry<String, JsonNode> entry : element.properties()) {
                for (String value : texts(entry.getValue())) {
                    patterns.add(PrincipalPattern.of(entry.getKey(), value));
                }
            }
        }
        return new Statement.Matchers<>(true, negated, List.copyOf(patterns));
    }

    private static Statement.Matchers<ActionPattern> actions(JsonNode node) {
        boolean negated = node.has("NotAction");
        JsonNode element = node.get(negated ? "NotAction" : "Action");
        List<String> texts = element == null ? List.of() : texts(element);
        if (texts.isEmpty()) {
            throw new MalformedPolicyException("Policy statement must contain actions.");
        }
        return new Statement.Matchers<>(
                true, negated, texts.stream().map(ActionPattern::new).toList());
    }

    private Statement.Matchers<ArnPattern> resources(JsonNode node, boolean variables) {
        boolean negated = node.has("NotResource");
        JsonNode element = node.get(negated ? "NotResource" : "Resource");
        if (kind == PolicyKind.TRUST) {
            if (element != null) {
                throw new MalformedPolicyException(
                        "Has prohibited field " + (negated ? "NotResource" : "Resource"));
            }
            return Statement.Matchers.absent();
        }
        List<String> texts = element == null ? List.of() : texts(element);
        if (texts.isEmpty()) {
            throw new MalformedPolicyException("Policy statement must contain resources.");
        }
        List<ArnPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            checkResource(text);
            patterns.add(new ArnPattern(text, variables));
        }
        return new Statement.Matchers<>(true, negated, List.copyOf(patterns));
    }

    private static void checkResource(String text) {
        if (text.equals("*")) {
            return;
        }
        String[] parts = text.split(":", 4);
        if (parts.length == 1) {
            throw new MalformedPolicyException(
                    "Resource " + text + " must be in ARN format or \"*\".");
        }
        boolean partition =
                parts[1].equals("*") || parts[1].equals("aws") || parts[1].startsWith("aws-");
        if (!parts[0].equals("arn") || (!partition && !parts[1].startsWith("${"))) {
            throw new MalformedPolicyException(
                    "Partition \"" + parts[1] + "\" is not valid for resource \"" + text + "\".");
        }
        if (parts.length == 2) {
            throw new MalformedPolicyException(
                    "Resource vendor must be fully qualified and cannot contain regexes.");
        }
    }

    private static List<Condition> conditions(@Nullable JsonNode element, boolean variables) {
        if (element == null) {
            return List.of();
        }
        requireSyntax(element.isObject());
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : element.properties()) {
            requireSyntax(operator.getValue().isObject());
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(
                        new Condition(
                                operator.getKey(),
                                key.getKey(),
                                scalars(key.getValue()),
                                variables));
            }
        }
        return List.copyOf(conditions);
    }

    private static boolean onlyFields(JsonNode object, Set<String> names) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!names.contains(field.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static String text(@Nullable JsonNode node) {
        if (node == null || !node.isTextual()) {
            throw new MalformedPolicyException(PolicyDocument.SYNTAX_ERRORS);
        }
        return node.textValue();
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        requireSyntax(node.isArray());
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : node) {
            texts.add(text(entry));
        }
        return texts;
    }

    /** Values of a condition: IAM also takes numbers and booleans without quotes. */
    private static List<String> scalars(JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : node.isArray() ? node : List.of(node)) {
            requireSyntax(entry.isTextual() || entry.isNumber() || entry.isBoolean());
            texts.add(entry.asText());
        }
        return texts;
    }

    private static void requireSyntax(boolean holds) {
        if (!holds) {
            throw new MalformedPolicyException(PolicyDocument.SYNTAX_ERRORS);
        }
    }
}

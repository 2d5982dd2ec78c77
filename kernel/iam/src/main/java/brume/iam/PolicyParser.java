package brume.iam;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

    private static final Set<String> VERSIONS =
            Set.of("", PolicyDocument.VERSION_2008, PolicyDocument.VERSION_2012);
    private static final List<String> LISTS =
            List.of("Action", "NotAction", "Resource", "NotResource");

    /** Not the escapes of literal characters, {@code ${*} ${?} ${$}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^*?$},][^},]*)");

    private final PolicyKind kind;

    PolicyParser(PolicyKind kind) {
        this.kind = kind;
    }

    /**
     * Reads a document. The passes follow IAM's order, which shows in documents with several
     * faults: the form, the version, "legacy parsing", the ids, then what the elements say.
     */
    PolicyDocument parse(String json) {
        JsonNode root = tree(json);
        List<JsonNode> statements = statements(root);
        statements.forEach(this::checkForm);
        String version = version(root);
        ResourceFormat resources = new ResourceFormat();
        statements.forEach(PolicyParser::checkLegacyValues);
        statements.forEach(node -> resources.check(resourceTexts(node)));
        checkIds(statements);
        boolean variables = version.equals(PolicyDocument.VERSION_2012);
        statements.forEach(node -> checkHasActions(node));
        resources.requireValid();
        List<Statement> compiled = new ArrayList<>();
        for (JsonNode node : statements) {
            compiled.add(statement(node, variables));
        }
        String id = root.has("Id") ? text(root.get("Id")) : "";
        return new PolicyDocument(
                kind, version, id, List.copyOf(compiled), contextKeys(statements, variables));
    }

    private static List<JsonNode> statements(JsonNode root) {
        requireSyntax(root.isObject() && onlyFields(root, TOP));
        requireSyntax(!root.has("Id") || root.get("Id").isTextual());
        String version = root.has("Version") ? text(root.get("Version")) : "";
        requireSyntax(VERSIONS.contains(version));
        JsonNode element = root.get("Statement");
        requireSyntax(element != null && (element.isObject() || element.isArray()));
        List<JsonNode> statements = new ArrayList<>();
        (element.isArray() ? element : List.of(element)).forEach(statements::add);
        requireSyntax(!statements.isEmpty());
        return statements;
    }

    private void checkForm(JsonNode node) {
        requireSyntax(node.isObject() && onlyFields(node, STATEMENT));
        requireSyntax(!(node.has("Action") && node.has("NotAction")));
        requireSyntax(!(node.has("Resource") && node.has("NotResource")));
        requireSyntax(!(node.has("Principal") && node.has("NotPrincipal")));
        String effect = text(node.get("Effect"));
        requireSyntax(effect.equalsIgnoreCase("Allow") || effect.equalsIgnoreCase("Deny"));
        requireSyntax(!node.has("Sid") || node.get("Sid").isTextual());
        for (String list : LISTS) {
            if (node.has(list)) {
                texts(node.get(list));
            }
        }
        // Operators and values are checked where they are compiled; nothing of it is kept here.
        conditions(node.get("Condition"), true);
    }

    /** The two faults that IAM answers with {@link PolicyDocument#LEGACY_PARSING}. */
    private static void checkLegacyValues(JsonNode node) {
        String effect = text(node.get("Effect"));
        boolean legible = effect.equals("Allow") || effect.equals("Deny");
        for (Map.Entry<String, JsonNode> operator : node.path("Condition").properties()) {
            boolean dates = operator.getKey().contains("Date");
            for (JsonNode values : operator.getValue()) {
                legible &= !dates || scalars(values).stream().allMatch(PolicyDate::isValid);
            }
        }
        if (!legible) {
            throw new MalformedPolicyException(PolicyDocument.LEGACY_PARSING);
        }
    }

    private static void checkIds(List<JsonNode> statements) {
        Set<String> sids = new HashSet<>();
        for (JsonNode node : statements) {
            String sid = sid(node);
            if (!sid.isEmpty() && !sids.add(sid)) {
                throw new MalformedPolicyException(
                        "Statement IDs (SID) in a single policy must be unique.");
            }
        }
    }

    private static void checkHasActions(JsonNode node) {
        JsonNode element = node.get(node.has("NotAction") ? "NotAction" : "Action");
        if (element == null || texts(element).isEmpty()) {
            throw new MalformedPolicyException("Policy statement must contain actions.");
        }
    }

    private static List<String> contextKeys(List<JsonNode> statements, boolean variables) {
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode node : statements) {
            List<String> texts = new ArrayList<>(resourceTexts(node));
            for (Map.Entry<String, JsonNode> operator : node.path("Condition").properties()) {
                for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                    keys.add(key.getKey());
                    texts.addAll(scalars(key.getValue()));
                }
            }
            for (String text : variables ? texts : List.<String>of()) {
                VARIABLE.matcher(text).results().forEach(found -> keys.add(found.group(1).strip()));
            }
        }
        return List.copyOf(keys);
    }

    private static List<String> resourceTexts(JsonNode node) {
        JsonNode element = node.get(node.has("NotResource") ? "NotResource" : "Resource");
        return element == null ? List.of() : texts(element);
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
        if (kind == PolicyKind.IDENTITY || kind == PolicyKind.PERMISSIONS_BOUNDARY) {
            throw new MalformedPolicyException(
                    "Policy document must be version 2012-10-17 or greater.");
        }
        return PolicyDocument.VERSION_2008;
    }

    private Statement statement(JsonNode node, boolean variables) {
        return new Statement(
                sid(node),
                text(node.get("Effect")).equals("Allow") ? Effect.ALLOW : Effect.DENY,
                principals(node),
                actions(node),
                resources(node, variables),
                conditions(node.get("Condition"), variables));
    }

    private static String sid(JsonNode node) {
        return node.has("Sid") ? text(node.get("Sid")) : "";
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

    private Statement.Matchers<ActionPattern> actions(JsonNode node) {
        boolean negated = node.has("NotAction");
        List<String> texts = texts(node.get(negated ? "NotAction" : "Action"));
        List<ActionPattern> patterns = texts.stream().map(ActionPattern::new).toList();
        if (kind == PolicyKind.TRUST
                && !texts.stream().allMatch(text -> text.regionMatches(true, 0, "sts:", 0, 4))) {
            throw new MalformedPolicyException(
                    "AssumeRole policy may only specify STS AssumeRole actions.");
        }
        return new Statement.Matchers<>(true, negated, patterns);
    }

    private Statement.Matchers<ArnPattern> resources(JsonNode node, boolean variables) {
        boolean negated = node.has("NotResource");
        if (kind == PolicyKind.TRUST) {
            if (negated || node.has("Resource")) {
                throw new MalformedPolicyException(
                        "Has prohibited field " + (negated ? "NotResource" : "Resource"));
            }
            return Statement.Matchers.absent();
        }
        List<String> texts = resourceTexts(node);
        if (texts.isEmpty()) {
            throw new MalformedPolicyException("Policy statement must contain resources.");
        }
        return new Statement.Matchers<>(
                true,
                negated,
                texts.stream().map(text -> new ArnPattern(text, variables)).toList());
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
            // IAM passes over a null among the entries.
            if (!entry.isNull()) {
                texts.add(text(entry));
            }
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

package brume.services.states.domain.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which variables the states of a definition refer to: by the name of the state, those outside of
 * every state excepted (there are none). Source: the API reference of DescribeStateMachine and
 * LocalStack's recordings of v2/test_sfn_api_variable_references.
 */
public final class VariableReferences {

    /** Fields of a state that hold other states. */
    private static final Set<String> WORKFLOWS = Set.of("Branches", "ItemProcessor", "Iterator");

    /** Fields of a state that hold no expression, whatever they look like. */
    private static final Set<String> LITERAL = Set.of("Result", "ResultPath");

    private static final Pattern NAME =
            Pattern.compile("(?<![\\w$])\\$([\\p{L}_][\\p{L}\\p{N}_]*)");

    /** A text in quotes, which may hold what looks like a variable. */
    private static final Pattern QUOTED =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"");

    /** A name that a JSONata expression gives a value itself. */
    private static final Pattern LOCAL = Pattern.compile("\\$([\\p{L}_][\\p{L}\\p{N}_]*)\\s*:=");

    private static final Pattern PARAMETERS = Pattern.compile("(?:function|λ)\\s*\\(([^)]*)\\)");

    private final Map<String, List<String>> found = new LinkedHashMap<>();

    private VariableReferences() {}

    /** The variables of each state that refers to any, in alphabetical order. */
    public static Map<String, List<String>> of(JsonNode definition) {
        VariableReferences references = new VariableReferences();
        references.workflow(
                definition, "JSONata".equals(definition.path("QueryLanguage").asText()));
        return references.found;
    }

    private void workflow(JsonNode workflow, boolean inherited) {
        for (var state : workflow.path("States").properties()) {
            String language = state.getValue().path("QueryLanguage").asText("");
            boolean jsonata = language.isEmpty() ? inherited : language.equals("JSONata");
            Set<String> names = new TreeSet<>();
            for (var field : state.getValue().properties()) {
                if (WORKFLOWS.contains(field.getKey())) {
                    workflows(field.getValue(), inherited);
                } else if (!LITERAL.contains(field.getKey())) {
                    collect(field.getKey(), field.getValue(), jsonata, names);
                }
            }
            if (!names.isEmpty()) {
                found.put(state.getKey(), List.copyOf(names));
            }
        }
    }

    private void workflows(JsonNode field, boolean inherited) {
        if (field instanceof ObjectNode workflow) {
            workflow(workflow, inherited);
        } else {
            field.forEach(branch -> workflow(branch, inherited));
        }
    }

    private static void collect(String key, JsonNode value, boolean jsonata, Set<String> names) {
        if (value.isObject()) {
            value.properties()
                    .forEach(each -> collect(each.getKey(), each.getValue(), jsonata, names));
        } else if (value.isArray()) {
            value.forEach(each -> collect(key, each, jsonata, names));
        } else if (value.isTextual() && jsonata) {
            String text = value.textValue();
            if (text.startsWith("{%") && text.endsWith("%}")) {
                names.addAll(ofJsonata(text));
            }
        } else if (value.isTextual() && isExpression(key)) {
            NAME.matcher(QUOTED.matcher(value.textValue()).replaceAll("''"))
                    .results()
                    .forEach(match -> names.add(match.group(1)));
        }
    }

    private static boolean isExpression(String key) {
        return key.endsWith(".$")
                || (key.endsWith("Path") && !LITERAL.contains(key))
                || key.equals("Variable");
    }

    private static Set<String> ofJsonata(String expression) {
        String text = QUOTED.matcher(expression).replaceAll("''");
        Set<String> own = new HashSet<>(Set.of("states"));
        LOCAL.matcher(text).results().forEach(match -> own.add(match.group(1)));
        PARAMETERS
                .matcher(text)
                .results()
                .flatMap(list -> NAME.matcher(list.group(1)).results())
                .forEach(match -> own.add(match.group(1)));
        Set<String> names = new HashSet<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            boolean called = text.substring(name.end()).stripLeading().startsWith("(");
            if (!called && !own.contains(name.group(1))) {
                names.add(name.group(1));
            }
        }
        return names;
    }
}

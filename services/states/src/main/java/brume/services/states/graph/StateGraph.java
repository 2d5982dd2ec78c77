package brume.services.states.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a picture of a workflow shows: its states, where each goes to, and the workflows inside of
 * Parallel and Map states. It is read from the definition's text and not from its compiled form, so
 * that a definition which is still being written can be drawn too.
 *
 * @param start the name of the first state
 */
record StateGraph(String start, Map<String, Node> nodes) {

    /** Workflows in workflows that are drawn; AWS's own limit of nesting is far lower. */
    private static final int DEPTH_MAX = 32;

    /** The name of the circle at which a workflow ends; no state's name can be empty. */
    static final String END = "";

    private static final Set<String> ENDING_TYPES = Set.of("Succeed", "Fail");
    private static final int LABEL_LENGTH_MAX = 32;

    /**
     * A state.
     *
     * @param inner the branches of a Parallel state, the one processor of a Map state
     * @param retries whether errors of the state are retried
     */
    record Node(
            String name, String type, List<Edge> edges, List<StateGraph> inner, boolean retries) {}

    /**
     * A way out of a state.
     *
     * @param target the next state, or {@link #END}
     * @param label why this way is taken; empty for the only or usual one
     * @param onError whether an error takes it (Catch)
     */
    record Edge(String target, String label, boolean onError) {}

    /**
     * Reads a definition.
     *
     * @throws IllegalArgumentException if it has no states, names a state that it does not have, or
     *     nests deeper than 32 workflows
     */
    static StateGraph of(JsonNode definition) {
        return of(definition, 1);
    }

    /** Whether any of the states can be the last one. */
    boolean ends() {
        return nodes.values().stream()
                .flatMap(node -> node.edges.stream())
                .anyMatch(edge -> edge.target.equals(END));
    }

    private static StateGraph of(JsonNode workflow, int depth) {
        JsonNode states = workflow.path("States");
        String start = workflow.path("StartAt").asText();
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("more than " + DEPTH_MAX + " nested workflows");
        }
        if (!states.has(start)) {
            throw new IllegalArgumentException("StartAt names no state: \"" + start + '"');
        }
        Map<String, Node> nodes = new LinkedHashMap<>();
        states.properties()
                .forEach(state -> {
                    Node node = node(state.getKey(), state.getValue(), depth);
                    nodes.put(node.name, node);
                });
        for (Node node : nodes.values()) {
            for (Edge edge : node.edges) {
                if (!edge.target.equals(END) && !nodes.containsKey(edge.target)) {
                    throw new IllegalArgumentException(
                            '"' + node.name + "\" goes to a missing state: \"" + edge.target + '"');
                }
            }
        }
        return new StateGraph(start, nodes);
    }

    private static Node node(String name, JsonNode state, int depth) {
        String type = state.path("Type").asText();
        List<Edge> edges = new ArrayList<>();
        for (JsonNode choice : state.path("Choices")) {
            edges.add(new Edge(choice.path("Next").asText(), condition(choice), false));
        }
        if (state.has("Default")) {
            edges.add(new Edge(state.path("Default").asText(), "Default", false));
        }
        if (state.has("Next")) {
            edges.add(new Edge(state.path("Next").asText(), "", false));
        } else if (state.path("End").asBoolean() || ENDING_TYPES.contains(type)) {
            edges.add(new Edge(END, "", false));
        }
        for (JsonNode catcher : state.path("Catch")) {
            List<String> errors = new ArrayList<>();
            catcher.path("ErrorEquals").forEach(error -> errors.add(error.asText()));
            String label = shortened("Catch " + String.join(", ", errors));
            edges.add(new Edge(catcher.path("Next").asText(), label, true));
        }
        List<StateGraph> inner = new ArrayList<>();
        state.path("Branches").forEach(branch -> inner.add(of(branch, depth + 1)));
        JsonNode processor = state.path(state.has("Iterator") ? "Iterator" : "ItemProcessor");
        if (!processor.isMissingNode()) {
            inner.add(of(processor, depth + 1));
        }
        return new Node(name, type, edges, inner, state.has("Retry"));
    }

    /** A rule in a few characters; a longer one shows what it tests, but not all of it. */
    private static String condition(JsonNode choice) {
        if (choice.has("Condition")) {
            return shortened(choice.path("Condition").asText());
        }
        for (Map.Entry<String, JsonNode> field : choice.properties()) {
            if (field.getKey().equals("Not")) {
                return shortened("not (" + condition(field.getValue()) + ')');
            }
            if (field.getKey().equals("And") || field.getKey().equals("Or")) {
                List<String> parts = new ArrayList<>();
                field.getValue().forEach(part -> parts.add(condition(part)));
                return shortened(String.join(' ' + field.getKey() + ' ', parts));
            }
        }
        for (Map.Entry<String, JsonNode> field : choice.properties()) {
            if (!Set.of("Variable", "Next", "Comment", "Assign", "Output")
                    .contains(field.getKey())) {
                String variable = choice.path("Variable").asText();
                return shortened(variable + ' ' + field.getKey() + ' ' + field.getValue());
            }
        }
        return "";
    }

    private static String shortened(String text) {
        return text.length() <= LABEL_LENGTH_MAX
                ? text
                : text.substring(0, LABEL_LENGTH_MAX - 1) + '…';
    }
}

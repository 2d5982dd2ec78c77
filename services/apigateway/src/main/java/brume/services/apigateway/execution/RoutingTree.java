package brume.services.apigateway.execution;

import brume.services.apigateway.domain.ResourceRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a deployment by their path. A literal part is preferred to a variable and a
 * variable to a greedy one; a resource without the method does not stand in the way of a less
 * specific one that has it. Source: LocalStack's validated
 * test_proxy_routing_with_hardcoded_resource_sibling.
 */
final class RoutingTree {

    /** Deeper requests cannot match; a resource path is far shorter. */
    private static final int PARTS_MAX = 512;

    private final Node root = new Node();

    /** Adds a method at a resource's path. */
    void add(String resourcePath, String httpMethod, CompiledMethod method) {
        Node node = root;
        for (String part : parts(resourcePath)) {
            node = node.child(part);
        }
        node.methods.put(httpMethod, method);
    }

    /** The method that answers a request, with the values of the path's variables. */
    Optional<Match> find(String path, String httpMethod) {
        List<String> parts = parts(path);
        if (parts.size() > PARTS_MAX) {
            return Optional.empty();
        }
        return find(root, parts, 0, httpMethod, new ArrayList<>());
    }

    private static Optional<Match> find(
            Node node, List<String> parts, int at, String httpMethod, List<String> values) {
        if (at == parts.size()) {
            CompiledMethod method = node.methods.get(httpMethod);
            if (method == null) {
                method = node.methods.get("ANY");
            }
            return method == null ? Optional.empty() : Optional.of(new Match(method, values));
        }
        Node literal = node.literals.get(parts.get(at));
        if (literal != null) {
            Optional<Match> found = find(literal, parts, at + 1, httpMethod, values);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.variable != null && !parts.get(at).isEmpty()) {
            List<String> extended = new ArrayList<>(values);
            extended.add(node.variableName);
            extended.add(parts.get(at));
            Optional<Match> found = find(node.variable, parts, at + 1, httpMethod, extended);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.greedy != null) {
            List<String> extended = new ArrayList<>(values);
            extended.add(node.greedyName);
            extended.add(String.join("/", parts.subList(at, parts.size())));
            return find(node.greedy, parts, parts.size(), httpMethod, extended);
        }
        return Optional.empty();
    }

    /** The parts between slashes; leading and trailing slashes do not count. */
    private static List<String> parts(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        List<String> parts = new ArrayList<>();
        if (from == to) {
            return parts;
        }
        int start = from;
        for (int i = from; i < to; i++) {
            if (path.charAt(i) == '/') {
                parts.add(path.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(path.substring(start, to));
        return parts;
    }

    /**
     * A found method.
     *
     * @param values names and values of the path's variables, alternating
     */
    record Match(CompiledMethod method, List<String> values) {

        /** Of a request whose path or method is not there. */
        static final Match NONE = new Match(CompiledMethod.NONE, List.of());

        Map<String, String> pathParameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i += 2) {
                parameters.put(values.get(i), values.get(i + 1));
            }
            return parameters;
        }
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, CompiledMethod> methods = new HashMap<>();
        @Nullable Node variable;
        @Nullable Node greedy;
        String variableName = "";
        String greedyName = "";

        Node child(String part) {
            if (ResourceRules.isGreedy(part)) {
                Node known = greedy == null ? new Node() : greedy;
                greedy = known;
                greedyName = part.substring(1, part.length() - 2);
                return known;
            }
            if (ResourceRules.isVariable(part)) {
                Node known = variable == null ? new Node() : variable;
                variable = known;
                variableName = part.substring(1, part.length() - 1);
                return known;
            }
            return literals.computeIfAbsent(part, name -> new Node());
        }
    }
}

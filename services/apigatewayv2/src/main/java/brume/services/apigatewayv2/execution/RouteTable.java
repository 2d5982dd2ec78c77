package brume.services.apigatewayv2.execution;

import brume.services.apigatewayv2.domain.RouteKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a deployment. A literal part is preferred to a variable, a variable to a greedy
 * one, a method to ANY, and everything to $default. Source: Developer Guide, "Create routes for
 * HTTP APIs", routing of requests.
 */
final class RouteTable {

    /** Deeper requests cannot match; a route is far shorter. */
    private static final int PARTS_MAX = 512;

    private final Node root = new Node();
    private @Nullable CompiledRoute byDefault;

    void add(CompiledRoute route) {
        RouteKey key = route.key();
        if (key.isDefault()) {
            byDefault = route;
            return;
        }
        Node node = root;
        for (String part : key.parts()) {
            node = node.child(part);
        }
        node.routes.put(key.method(), route);
    }

    /**
     * A found route.
     *
     * @param variables the path's variables, percent-encoded as they came
     */
    record Match(CompiledRoute route, Map<String, String> variables) {}

    Optional<Match> find(String path, String method) {
        List<String> raw = RouteKey.split(path);
        Optional<Match> found =
                raw.size() > PARTS_MAX
                        ? Optional.empty()
                        : find(root, raw, 0, method, new ArrayList<>());
        return found.or(() -> Optional.ofNullable(byDefault).map(r -> new Match(r, Map.of())));
    }

    private static Optional<Match> find(
            Node node, List<String> parts, int at, String method, List<String> values) {
        if (at == parts.size()) {
            return node.route(method).map(route -> match(route, values));
        }
        String part = parts.get(at);
        Node literal = node.literals.get(RequestData.decodedPath(part));
        if (literal != null) {
            Optional<Match> found = find(literal, parts, at + 1, method, values);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.variable != null && !part.isEmpty()) {
            List<String> extended = new ArrayList<>(values);
            extended.add(part);
            Optional<Match> found = find(node.variable, parts, at + 1, method, extended);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.greedy == null) {
            return Optional.empty();
        }
        List<String> extended = new ArrayList<>(values);
        extended.add(String.join("/", parts.subList(at, parts.size())));
        return node.greedy.route(method).map(route -> match(route, extended));
    }

    /** Variables have the names that their own route gives them. */
    private static Match match(CompiledRoute route, List<String> values) {
        Map<String, String> variables = new LinkedHashMap<>();
        int next = 0;
        for (String part : route.key().parts()) {
            if (RouteKey.isVariable(part)) {
                variables.put(RouteKey.name(part), values.get(next));
                next++;
            }
        }
        return new Match(route, variables);
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, CompiledRoute> routes = new HashMap<>();
        @Nullable Node variable;
        @Nullable Node greedy;

        Node child(String part) {
            if (RouteKey.isGreedy(part)) {
                Node known = greedy == null ? new Node() : greedy;
                greedy = known;
                return known;
            }
            if (RouteKey.isVariable(part)) {
                Node known = variable == null ? new Node() : variable;
                variable = known;
                return known;
            }
            return literals.computeIfAbsent(part, name -> new Node());
        }

        Optional<CompiledRoute> route(String method) {
            CompiledRoute route = routes.get(method);
            return Optional.ofNullable(route == null ? routes.get(RouteKey.ANY) : route);
        }
    }
}

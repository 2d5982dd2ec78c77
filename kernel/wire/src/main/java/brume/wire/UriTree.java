package brume.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The URI patterns of one REST service, prepared as a tree of path segments. A literal segment is
 * preferred to a label, and a label to a greedy label; among operations on the same path the one
 * that demands more of the query string and headers is preferred. A slash at the end makes no
 * difference, except that it belongs to a greedy label.
 */
final class UriTree {

    /** A request's operation and the raw labels of its path. */
    record Match(String operation, Map<String, String> labels) {}

    /** Keys of S3 have up to 1,024 characters, which may all be slashes. */
    private static final int SEGMENTS_MAX = 1_100;

    private final Node root = new Node();

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final List<Leaf> leaves = new ArrayList<>();
        final List<Leaf> greedyLeaves = new ArrayList<>();
        @Nullable Node label;
    }

    /** An operation at the end of its path, with its labels' names in order. */
    private record Leaf(
            String operation,
            String method,
            List<String> labelNames,
            Map<String, String> queryLiterals,
            String requiredHeader) {

        int demands() {
            return queryLiterals.size() + (requiredHeader.isEmpty() ? 0 : 1);
        }

        boolean fits(Candidate candidate) {
            return method.equals(candidate.request.method())
                    && (requiredHeader.isEmpty()
                            || candidate.request.header(requiredHeader).isPresent())
                    && queryLiterals.entrySet().stream()
                            .allMatch(e ->
                                    candidate.query.contains(
                                            e.getValue().isEmpty()
                                                    ? e.getKey()
                                                    : e.getKey() + '=' + e.getValue()));
        }
    }

    /**
     * A request that is looked for.
     *
     * @param query the names of its parameters, and {@code name=value} of each
     */
    private record Candidate(HttpRequest request, List<String> segments, Set<String> query) {

        /** The segments from {@code at} on, with the slash at the end. */
        String rest(int at) {
            String rest = String.join("/", segments.subList(at, segments.size()));
            return request.path().endsWith("/") ? rest + '/' : rest;
        }
    }

    UriTree(List<ServiceModel.OperationName> operations) {
        operations.forEach(this::add);
    }

    private void add(ServiceModel.OperationName operation) {
        String pattern = operation.uriPattern();
        int question = pattern.indexOf('?');
        String path = question < 0 ? pattern : pattern.substring(0, question);
        Map<String, String> query = new HashMap<>();
        if (question >= 0) {
            FormText.forEach(pattern.substring(question + 1), 16, query::put);
        }
        List<String> names = new ArrayList<>();
        Node node = root;
        for (String segment : segments(path)) {
            if (segment.startsWith("{") && segment.endsWith("+}")) {
                names.add(segment.substring(1, segment.length() - 2));
                node.greedyLeaves.add(leaf(operation, names, query));
                return;
            } else if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.label == null) {
                    node.label = new Node();
                }
                node = node.label;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node());
            }
        }
        node.leaves.add(leaf(operation, names, query));
    }

    private static Leaf leaf(
            ServiceModel.OperationName operation, List<String> names, Map<String, String> query) {
        return new Leaf(
                operation.name(), operation.httpMethod(), names, query, operation.requiredHeader());
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        if (!segments.isEmpty() && segments.getFirst().isEmpty()) {
            segments.removeFirst();
        }
        if (!segments.isEmpty() && segments.getLast().isEmpty()) {
            segments.removeLast();
        }
        return segments;
    }

    /**
     * Finds the operation.
     *
     * @throws WireFormatException if an escape in the path or query is broken
     */
    Optional<Match> find(HttpRequest request) {
        List<String> segments = segments(request.path());
        if (segments.size() > SEGMENTS_MAX) {
            return Optional.empty();
        }
        Set<String> query = new HashSet<>();
        FormText.forEach(
                request.query(),
                HttpBindings.QUERY_COUNT_MAX,
                (name, value) -> {
                    query.add(name);
                    query.add(name + '=' + value);
                });
        return Optional.ofNullable(
                find(root, new Candidate(request, segments, query), 0, new ArrayList<>()));
    }

    private static @Nullable Match find(
            Node node, Candidate candidate, int at, List<String> labels) {
        if (at == candidate.segments.size()) {
            return best(node.leaves, labels, candidate);
        }
        String segment = candidate.segments.get(at);
        Node literal = node.literals.get(FormText.decode(segment, false));
        if (literal != null) {
            Match match = find(literal, candidate, at + 1, labels);
            if (match != null) {
                return match;
            }
        }
        if (node.label != null && !segment.isEmpty()) {
            labels.add(segment);
            Match match = find(node.label, candidate, at + 1, labels);
            labels.removeLast();
            if (match != null) {
                return match;
            }
        }
        if (node.greedyLeaves.isEmpty()) {
            return null;
        }
        List<String> all = new ArrayList<>(labels);
        all.add(candidate.rest(at));
        return best(node.greedyLeaves, all, candidate);
    }

    private static @Nullable Match best(
            List<Leaf> leaves, List<String> labels, Candidate candidate) {
        Leaf best = null;
        for (Leaf leaf : leaves) {
            boolean better = best == null || leaf.demands() > best.demands();
            if (better && leaf.fits(candidate)) {
                best = leaf;
            }
        }
        if (best == null) {
            return null;
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            named.put(best.labelNames().get(i), FormText.decode(labels.get(i), false));
        }
        return new Match(best.operation(), named);
    }
}

package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query request as a tree: {@code Filter.1.Value.2} is a path of four names.
 */
final class QueryParameters {

    /** Most parameters of a request. */
    static final int COUNT_MAX = 10_000;

    /** Most names in a parameter's path. */
    static final int DEPTH_MAX = 32;

    private final Map<String, QueryParameters> children = new LinkedHashMap<>();
    private @Nullable String value;

    private QueryParameters() {}

    /**
     * Reads the query string and the body.
     *
     * @throws WireFormatException if an escape is broken or a limit is exceeded
     */
    static QueryParameters of(HttpRequest request) {
        QueryParameters root = new QueryParameters();
        FormText.forEach(request.query(), COUNT_MAX, root::put);
        if (!Utf8.isValid(request.body(), 0, request.body().length)) {
            throw new WireFormatException("The request contains malformed UTF-8");
        }
        FormText.forEach(new String(request.body(), StandardCharsets.UTF_8), COUNT_MAX, root::put);
        return root;
    }

    private void put(String name, String text) {
        QueryParameters node = this;
        int from = 0;
        for (int depth = 0; from <= name.length(); depth++) {
            if (depth >= DEPTH_MAX) {
                throw new WireFormatException("The parameter " + name + " is nested too deeply");
            }
            int dot = name.indexOf('.', from);
            int to = dot < 0 ? name.length() : dot;
            node =
                    node.children.computeIfAbsent(
                            name.substring(from, to), n -> new QueryParameters());
            from = to + 1;
        }
        node.value = text;
    }

    @Nullable QueryParameters child(String name) {
        return children.get(name);
    }

    @Nullable String value() {
        return value;
    }

    Set<String> names() {
        return children.keySet();
    }

    /** Whether the parameter stands without parts and without text, as clients send empty lists. */
    boolean isEmptyText() {
        return children.isEmpty() && "".equals(value);
    }

    /** The parts that are numbered, in the order of their numbers. */
    List<QueryParameters> numbered() {
        List<Map.Entry<String, QueryParameters>> parts = new ArrayList<>();
        for (Map.Entry<String, QueryParameters> child : children.entrySet()) {
            String name = child.getKey();
            boolean digits = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
            if (digits && name.length() <= 9) {
                parts.add(child);
            }
        }
        parts.sort(Comparator.comparingInt(part -> Integer.parseInt(part.getKey())));
        return parts.stream().map(Map.Entry::getValue).toList();
    }
}

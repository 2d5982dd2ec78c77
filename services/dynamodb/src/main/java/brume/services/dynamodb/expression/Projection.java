package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A projection: the parts of an item to be returned.
 *
 * @param flat whether each part stands under the last name of its path, as PartiQL answers it,
 *     rather than in its place within the item
 */
public record Projection(List<Path> paths, boolean flat) {

    public Projection(List<Path> paths) {
        this(paths, false);
    }

    /**
     * Parses a ProjectionExpression.
     *
     * @throws brume.services.dynamodb.value.InvalidRequest with AWS's text
     */
    public static Projection parse(String expression, Placeholders placeholders) {
        return Expressions.parse(
                "ProjectionExpression",
                expression,
                tokens -> {
                    Diagnostics diagnostics = new Diagnostics();
                    PathParser parser =
                            new PathParser(
                                    tokens,
                                    placeholders,
                                    diagnostics,
                                    Diagnostics.Fault.PLACEHOLDER);
                    Overlaps overlaps = new Overlaps(diagnostics);
                    List<Path> paths = new ArrayList<>();
                    do {
                        Path path = parser.path();
                        overlaps.add(path);
                        paths.add(path);
                    } while (tokens.takeIf(","));
                    tokens.expectEnd();
                    diagnostics.throwForProjection();
                    return new Projection(List.copyOf(paths));
                });
    }

    /** The parts of {@code item} at these paths; list elements close ranks in their order. */
    public Map<String, Value> apply(Map<String, Value> item) {
        if (flat) {
            return flattened(item);
        }
        Map<String, Value> result = new LinkedHashMap<>();
        Map<String, Tree> nested = new LinkedHashMap<>();
        for (Path path : paths) {
            if (path.isNested()) {
                nested.computeIfAbsent(path.attribute(), name -> new Tree()).add(path, 1);
            } else {
                Value value = item.get(path.attribute());
                if (value != null) {
                    result.put(path.attribute(), value);
                }
            }
        }
        nested.forEach((name, tree) -> {
            Value value = item.get(name);
            Value part = value == null ? null : tree.select(value);
            if (part != null) {
                result.put(name, part);
            }
        });
        return result;
    }

    private Map<String, Value> flattened(Map<String, Value> item) {
        Map<String, Value> result = new LinkedHashMap<>();
        for (Path path : paths) {
            Value value = path.find(item);
            if (value != null) {
                result.put(path.label(), value);
            }
        }
        return result;
    }

    /** The steps of several paths that begin alike. */
    private static final class Tree {

        private final Map<String, Tree> names = new LinkedHashMap<>();
        private final TreeMap<Integer, Tree> indexes = new TreeMap<>();

        void add(Path path, int from) {
            if (from == path.steps().size()) {
                return;
            }
            Tree child =
                    switch (path.steps().get(from)) {
                        case Path.Name(String name) ->
                                names.computeIfAbsent(name, key -> new Tree());
                        case Path.Index(int index) ->
                                indexes.computeIfAbsent(index, key -> new Tree());
                    };
            child.add(path, from + 1);
        }

        @Nullable Value select(Value value) {
            if (names.isEmpty() && indexes.isEmpty()) {
                return value;
            }
            if (value instanceof Value.M map && !names.isEmpty()) {
                Map<String, Value> entries = new LinkedHashMap<>();
                names.forEach((name, tree) -> {
                    Value child = map.entries().get(name);
                    Value part = child == null ? null : tree.select(child);
                    if (part != null) {
                        entries.put(name, part);
                    }
                });
                return entries.isEmpty() ? null : new Value.M(entries);
            }
            if (value instanceof Value.L list && !indexes.isEmpty()) {
                List<Value> elements = new ArrayList<>();
                indexes.forEach((index, tree) -> {
                    Value part =
                            index < list.elements().size()
                                    ? tree.select(list.elements().get(index))
                                    : null;
                    if (part != null) {
                        elements.add(part);
                    }
                });
                return elements.isEmpty() ? null : new Value.L(elements);
            }
            return null;
        }
    }
}

package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A document path: an attribute and the way into its maps and lists. */
public record Path(List<Step> steps) {

    /** Most steps of a path. Source: Service quotas, "Nested attribute depth". */
    public static final int DEPTH_MAX = 32;

    /** One step of a path. */
    public sealed interface Step {}

    /** Into a map. */
    public record Name(String name) implements Step {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Into a list. */
    public record Index(int index) implements Step {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** The path that is a whole attribute. */
    public static Path of(String attribute) {
        return new Path(List.of(new Name(attribute)));
    }

    /** The top-level attribute. */
    public String attribute() {
        return ((Name) steps.getFirst()).name();
    }

    /** The last name of the path, with the indexes that follow it. */
    public String label() {
        StringBuilder label = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Name) {
                label.setLength(0);
            }
            label.append(step);
        }
        return label.toString();
    }

    public boolean isNested() {
        return steps.size() > 1;
    }

    /** The value at this path of {@code item}, or null. */
    public @Nullable Value find(Map<String, Value> item) {
        Value value = item.get(attribute());
        for (int i = 1; i < steps.size() && value != null; i++) {
            value = child(value, steps.get(i));
        }
        return value;
    }

    static @Nullable Value child(Value value, Step step) {
        return switch (step) {
            case Name name -> value instanceof Value.M map ? map.entries().get(name.name()) : null;
            case Index index ->
                    value instanceof Value.L list && index.index() < list.elements().size()
                            ? list.elements().get(index.index())
                            : null;
        };
    }

    /** As messages show it. */
    @Override
    public String toString() {
        return steps.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}

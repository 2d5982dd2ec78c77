package brume.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a shape breaks of its model's constraints, in the words of AWS's framework. The
 * forms of the messages are those that LocalStack's snapshots recorded from AWS. AWS lists the
 * values of an enumeration in an order that follows no rule; ours is the model's, which a spec file
 * may change.
 */
final class Violations {

    /** Most violations that AWS lists. */
    static final int COUNT_MAX = 10;

    private static final int DEPTH_MAX = 300;

    private final List<String> messages = new ArrayList<>();
    private final boolean hidesValues;
    private final boolean nullElements;

    /**
     * @param hidesValues whether messages leave the values out
     * @param nullElements whether the constraints of elements include that they are not null
     */
    Violations(boolean hidesValues, boolean nullElements) {
        this.hidesValues = hidesValues;
        this.nullElements = nullElements;
    }

    List<String> messages() {
        return messages;
    }

    private boolean full() {
        return messages.size() >= COUNT_MAX;
    }

    /** Checks a structure whose members' paths start with {@code prefix}. */
    void structure(Shape shape, String prefix, String bodyPrefix, int depth) {
        if (depth > DEPTH_MAX) {
            return;
        }
        for (Member member : shape.schema().members()) {
            if (full()) {
                return;
            }
            Object value = shape.member(member.index());
            boolean body = member.location() == Member.Location.BODY;
            if (value == null) {
                if (member.required()) {
                    String path = path(prefix, bodyPrefix, body, member);
                    messages.add(message("null", path, "Member must not be null"));
                }
            } else if (Constrained.is(member)) {
                value(member, value, path(prefix, bodyPrefix, body, member), depth);
            }
        }
    }

    private static String path(String prefix, String bodyPrefix, boolean body, Member member) {
        return prefix + (body ? bodyPrefix : "") + ShapeText.lowerFirst(member.name());
    }

    private void value(Member member, Object value, String path, int depth) {
        Schema schema = member.schema();
        boolean sensitive = hidesValues || member.traits().sensitive();
        for (String constraint : ConstraintCheck.broken(schema, value)) {
            add(value, sensitive, path, constraint);
        }
        switch (schema) {
            case ListSchema list -> {
                if (value instanceof List<?> elements) {
                    list(list, elements, sensitive, path, depth);
                }
            }
            case MapSchema map -> map(map, (Map<?, ?>) value, sensitive, path, depth);
            case StructSchema<?> structure -> {
                if (value instanceof Shape shape) {
                    structure(shape, path + '.', "", depth + 1);
                }
            }
            case ScalarSchema scalar -> {}
        }
    }

    /** Constraints of scalar elements are reported once, for the list as a whole. */
    private void list(
            ListSchema schema, List<?> elements, boolean sensitive, String path, int depth) {
        if (schema.element().schema() instanceof ScalarSchema scalar) {
            for (Object element : elements) {
                if (element == null || !ConstraintCheck.broken(scalar, element).isEmpty()) {
                    add(
                            elements,
                            sensitive,
                            path,
                            "Member must satisfy constraint: " + all(scalar));
                    return;
                }
            }
            return;
        }
        int number = 0;
        for (Object element : elements) {
            number++;
            if (element != null && !full()) {
                value(schema.element(), element, path + '.' + number + ".member", depth + 1);
            }
        }
    }

    private void map(
            MapSchema schema, Map<?, ?> entries, boolean sensitive, String path, int depth) {
        if (schema.key().schema() instanceof ScalarSchema keys) {
            for (Object key : entries.keySet()) {
                if (!ConstraintCheck.broken(keys, key).isEmpty()) {
                    add(entries, sensitive, path, "Map keys must satisfy constraint: " + all(keys));
                    break;
                }
            }
        }
        if (schema.value().schema() instanceof ScalarSchema values) {
            for (Object value : entries.values()) {
                if (value == null || !ConstraintCheck.broken(values, value).isEmpty()) {
                    add(
                            entries,
                            sensitive,
                            path,
                            "Map value must satisfy constraint: " + all(values));
                    return;
                }
            }
            return;
        }
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            Object value = entry.getValue();
            if (value != null && !full()) {
                value(schema.value(), value, path + '.' + entry.getKey() + ".member", depth + 1);
            }
        }
    }

    private String all(ScalarSchema schema) {
        List<String> constraints = new ArrayList<>(ConstraintCheck.all(schema));
        if (nullElements) {
            constraints.add("Member must not be null");
        }
        return constraints.toString();
    }

    private void add(@Nullable Object value, boolean sensitive, String path, String constraint) {
        if (!full()) {
            // IAM, which hides values, hides those that it would allow, too.
            String sentence =
                    hidesValues && constraint.startsWith("Member must satisfy enum value set")
                            ? "Member must satisfy enum value set"
                            : constraint;
            String shown = sensitive ? "" : '\'' + ShapeText.of(value) + '\'';
            messages.add(message(shown, path, sentence));
        }
    }

    private static String message(String value, String path, String constraint) {
        return "Value "
                + value
                + (value.isEmpty() ? "at '" : " at '")
                + path
                + "' failed to satisfy constraint: "
                + constraint;
    }
}

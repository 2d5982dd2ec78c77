package brume.services.apigatewayv2.store;

import brume.wire.Member;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * The shapes of this API are alike: what is created, kept, updated and shown has the same members,
 * in records of different names. So one goes into another through its members.
 */
public final class Shapes {

    private Shapes() {}

    public static ObjectNode tree(Shape shape) {
        return (ObjectNode) ShapeJson.toTree(shape);
    }

    public static <T extends Shape> T of(StructSchema<T> schema, JsonNode tree) {
        return ShapeJson.fromTree(schema, tree);
    }

    /** The same members in another record; those that it does not have are left out. */
    public static <T extends Shape> T as(StructSchema<T> schema, Shape shape) {
        return ShapeJson.fromBytes(schema, ShapeJson.toBytes(shape));
    }

    /** The text of a member, by its name in the model. */
    public static Optional<String> find(Shape shape, String name) {
        for (Member member : shape.schema().members()) {
            if (member.name().equals(name)) {
                return Optional.ofNullable((String) shape.member(member.index()));
            }
        }
        return Optional.empty();
    }

    /** The text of a member that is there. */
    public static String text(Shape shape, String name) {
        return find(shape, name)
                .orElseThrow(() -> new IllegalArgumentException("no member " + name));
    }

    /**
     * What comes of an update: members that it names replace those before.
     *
     * @param merged members that are changed entry by entry; an empty value removes its entry
     */
    public static <T extends Shape> T updated(T before, Shape update, Set<String> merged) {
        ObjectNode tree = tree(before);
        for (var member : tree(update).properties()) {
            String name = member.getKey();
            if (merged.contains(name) && tree.path(name).isObject()) {
                merge((ObjectNode) tree.get(name), member.getValue());
            } else {
                tree.set(name, withoutEmpty(merged.contains(name), member.getValue()));
            }
        }
        @SuppressWarnings("unchecked") // The schema of a record is that of its own type.
        StructSchema<T> schema = (StructSchema<T>) before.schema();
        return of(schema, tree);
    }

    private static JsonNode withoutEmpty(boolean merged, JsonNode value) {
        if (!merged) {
            return value;
        }
        ObjectNode entries = brume.wire.Documents.object();
        merge(entries, value);
        return entries;
    }

    private static void merge(ObjectNode entries, JsonNode update) {
        for (var entry : update.properties()) {
            JsonNode value = entry.getValue();
            boolean empty = value.isTextual() ? value.textValue().isEmpty() : value.isEmpty();
            if (empty) {
                entries.remove(entry.getKey());
            } else {
                entries.set(entry.getKey(), value);
            }
        }
    }
}

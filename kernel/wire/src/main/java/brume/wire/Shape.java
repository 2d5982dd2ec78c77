package brume.wire;

import org.jspecify.annotations.Nullable;

/**
 * A generated record of an AWS structure; its schema knows names, types, bindings and constraints.
 */
public interface Shape {

    StructSchema<?> schema();

    /**
     * The value of the member with this index in the schema, or null if it is absent: String, Blob,
     * Boolean, Integer, Long, Float, Double, Instant, JsonNode (document), List, Map or Shape.
     */
    @Nullable Object member(int index);
}

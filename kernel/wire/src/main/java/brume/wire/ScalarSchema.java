package brume.wire;

/** A value without parts. */
public record ScalarSchema(String name, ShapeType type, Constraints constraints) implements Schema {

    public static ScalarSchema of(String name, ShapeType type) {
        return new ScalarSchema(name, type, Constraints.NONE);
    }
}

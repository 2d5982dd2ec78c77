package brume.wire;

/** The type of a value, as the service's model describes it. */
public sealed interface Schema permits ScalarSchema, ListSchema, MapSchema, StructSchema {

    /** The shape's name in the model. */
    String name();

    ShapeType type();
}

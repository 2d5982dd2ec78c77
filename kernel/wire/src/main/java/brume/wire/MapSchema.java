package brume.wire;

/** A map from strings; {@code key} and {@code value} carry schemas and names on the wire. */
public record MapSchema(
        String name, Member key, Member value, boolean flattened, Constraints constraints)
        implements Schema {

    @Override
    public ShapeType type() {
        return ShapeType.MAP;
    }
}

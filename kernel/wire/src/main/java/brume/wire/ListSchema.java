package brume.wire;

/** A list; {@code element} carries the element's schema and its name on the wire. */
public record ListSchema(String name, Member element, boolean flattened, Constraints constraints)
        implements Schema {

    @Override
    public ShapeType type() {
        return ShapeType.LIST;
    }
}

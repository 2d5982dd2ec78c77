package brume.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The input or output of an operation that has none. */
public record Unit() implements Shape {

    public static final Unit INSTANCE = new Unit();

    public static final StructSchema<Unit> SCHEMA =
            new StructSchema<>("Unit", false, List.of(), values -> INSTANCE);

    @Override
    public StructSchema<Unit> schema() {
        return SCHEMA;
    }

    @Override
    public @Nullable Object member(int index) {
        throw new IndexOutOfBoundsException(index);
    }
}

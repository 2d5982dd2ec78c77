package brume.services.s3.op;

import brume.wire.Member;
import brume.wire.Shape;
import brume.wire.StructSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Members of inputs and outputs by their names on the wire: many operations share headers, and
 * their records have no other type in common.
 */
final class Fields<T extends Shape> {

    private final StructSchema<T> schema;
    private final @Nullable Object[] values;

    private Fields(StructSchema<T> schema) {
        this.schema = schema;
        this.values = new Object[schema.members().size()];
    }

    /** An output without members. */
    static <T extends Shape> Fields<T> of(StructSchema<T> schema) {
        return new Fields<>(schema);
    }

    /** Gives a member a value; null leaves it absent, and an output without it stays without. */
    Fields<T> put(String wireName, @Nullable Object value) {
        Member member = schema.memberByWireName(wireName);
        if (member != null) {
            values[member.index()] = value;
        }
        return this;
    }

    T build() {
        return schema.create(values);
    }

    /** The text of an input's member; empty if it is absent, or empty itself. */
    static Optional<String> text(Shape input, String wireName) {
        return value(input, wireName).map(Object::toString).filter(text -> !text.isEmpty());
    }

    static Optional<Object> value(Shape input, String wireName) {
        Member member = input.schema().memberByWireName(wireName);
        return member == null
                ? Optional.empty()
                : Optional.ofNullable(input.member(member.index()));
    }

    /** The text of a member that the route has filled. */
    static String require(Shape input, String wireName) {
        return text(input, wireName)
                .orElseThrow(() -> Faults.malformedRequest(wireName + " is missing"));
    }
}

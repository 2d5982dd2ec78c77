package brume.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A structure: its members in order, and how to build its record from their values.
 *
 * @param <T> the generated record
 */
public final class StructSchema<T extends Shape> implements Schema {

    private final String name;
    private final List<Member> members;
    private final Map<String, Member> byWireName = new HashMap<>();
    private final Function<@Nullable Object[], T> factory;
    private final boolean union;

    public StructSchema(
            String name,
            boolean union,
            List<Member> members,
            Function<@Nullable Object[], T> factory) {
        this.name = name;
        this.union = union;
        this.members = List.copyOf(members);
        this.factory = factory;
        for (Member member : members) {
            byWireName.put(member.wireName(), member);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ShapeType type() {
        return ShapeType.STRUCTURE;
    }

    public List<Member> members() {
        return members;
    }

    public boolean union() {
        return union;
    }

    /** The member with this name on the wire, or null. */
    public @Nullable Member memberByWireName(String wireName) {
        return byWireName.get(wireName);
    }

    /** Builds the record; {@code values} is indexed as {@link #members()}, with null for absent ones. */
    public T create(@Nullable Object[] values) {
        return factory.apply(values);
    }
}

package brume.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A structure: its members in order, and how to build its record from their values.
 *
 * @param <T> the generated record
 */
public final class StructSchema<T extends Shape> implements Schema {

    private final String name;
    private final boolean union;
    private final Supplier<List<Member>> source;
    private final Function<@Nullable Object[], T> factory;
    private volatile @Nullable Layout layout;

    /** The members, made on first use so that loading a service's classes stays cheap. */
    private record Layout(
            List<Member> members, Map<String, Member> byWireName, MemberTable<Member> table) {}

    public StructSchema(
            String name,
            boolean union,
            Supplier<List<Member>> source,
            Function<@Nullable Object[], T> factory) {
        this.name = name;
        this.union = union;
        this.source = source;
        this.factory = factory;
    }

    public StructSchema(
            String name,
            boolean union,
            List<Member> members,
            Function<@Nullable Object[], T> factory) {
        this(name, union, () -> members, factory);
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
        return layout().members();
    }

    public boolean union() {
        return union;
    }

    /** The member with this name on the wire, or null. */
    public @Nullable Member memberByWireName(String wireName) {
        return layout().byWireName().get(wireName);
    }

    /** Builds the record; {@code values} is indexed as {@link #members()}, with null for absent ones. */
    public T create(@Nullable Object[] values) {
        return factory.apply(values);
    }

    /** The members by the bytes of their wire names. */
    MemberTable<Member> table() {
        return layout().table();
    }

    private Layout layout() {
        Layout made = layout;
        if (made == null) {
            List<Member> members = List.copyOf(source.get());
            Map<String, Member> byWireName = new HashMap<>();
            for (Member member : members) {
                byWireName.put(member.wireName(), member);
            }
            made = new Layout(members, byWireName, MemberTable.of(byWireName));
            layout = made;
        }
        return made;
    }
}

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
    @SuppressWarnings("ArrayRecordComponent")
    private record Layout(
            List<Member> members,
            Map<String, Member> byWireName,
            MemberTable<Member> bodyTable,
            MemberTable<Member> modelTable,
            byte[][] jsonNames,
            byte[][] modelNames) {

        static Layout of(List<Member> members) {
            Map<String, Member> byWireName = new HashMap<>();
            Map<String, Member> body = new HashMap<>();
            Map<String, Member> model = new HashMap<>();
            for (Member member : members) {
                byWireName.put(member.wireName(), member);
                if (member.location() == Member.Location.BODY) {
                    body.put(member.wireName(), member);
                }
                String name = member.name();
                char first = name.charAt(0);
                model.putIfAbsent(Character.toUpperCase(first) + name.substring(1), member);
                model.putIfAbsent(Character.toLowerCase(first) + name.substring(1), member);
            }
            members.forEach(member -> model.put(member.name(), member));
            return new Layout(
                    members,
                    byWireName,
                    MemberTable.of(body),
                    MemberTable.of(model),
                    quoted(members, Member::wireName),
                    quoted(members, Member::name));
        }

        private static byte[][] quoted(List<Member> members, Function<Member, String> name) {
            return members.stream()
                    .map(member -> JsonWriter.quotedName(name.apply(member)))
                    .toArray(byte[][]::new);
        }
    }

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

    /**
     * Builds the record; {@code values} is indexed as {@link #members()}, with null for absent
     * ones.
     */
    public T create(@Nullable Object[] values) {
        return factory.apply(values);
    }

    /** The members of the body by the bytes of their wire names. */
    MemberTable<Member> table() {
        return layout().bodyTable();
    }

    /**
     * The members by the bytes of their names in the model, with either case of the first letter.
     */
    MemberTable<Member> modelTable() {
        return layout().modelTable();
    }

    /** The names on the wire as JSON, with quotes and colon. */
    byte[][] jsonNames() {
        return layout().jsonNames();
    }

    /** The names in the model as JSON, with quotes and colon. */
    byte[][] modelNames() {
        return layout().modelNames();
    }

    private Layout layout() {
        Layout made = layout;
        if (made == null) {
            made = Layout.of(List.copyOf(source.get()));
            layout = made;
        }
        return made;
    }
}

package brume.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads shapes from the parameters of awsQuery and ec2Query. */
final class QueryDecoder {

    private final boolean alwaysFlattened;
    private final Function<Member, String> names;

    /**
     * @param alwaysFlattened whether lists have no name between theirs and the number
     * @param names the parameter of a structure's member
     */
    QueryDecoder(boolean alwaysFlattened, Function<Member, String> names) {
        this.alwaysFlattened = alwaysFlattened;
        this.names = names;
    }

    void members(StructSchema<?> schema, QueryParameters in, @Nullable Object[] values) {
        for (Member member : schema.members()) {
            QueryParameters part = in.child(names.apply(member));
            if (part == null && member.queryName() != null) {
                part = in.child(member.wireName());
            }
            if (part != null) {
                values[member.index()] = value(member, part);
            }
        }
    }

    private @Nullable Object value(Member member, QueryParameters in) {
        Schema schema = member.schema();
        return switch (schema) {
            case ScalarSchema scalar -> {
                String text = in.value();
                yield text == null ? null : ScalarText.parse(scalar.type(), text, member.name());
            }
            case StructSchema<?> structure -> structure(structure, in);
            case ListSchema list -> list(list, isFlattened(member, list.flattened()), in);
            case MapSchema map -> map(map, isFlattened(member, map.flattened()), in);
        };
    }

    private boolean isFlattened(Member member, boolean flattened) {
        return alwaysFlattened || flattened || member.traits().flattened();
    }

    private <T extends Shape> T structure(StructSchema<T> schema, QueryParameters in) {
        @Nullable Object[] values = new Object[schema.members().size()];
        members(schema, in, values);
        return schema.create(values);
    }

    private @Nullable List<Object> list(ListSchema schema, boolean flattened, QueryParameters in) {
        QueryParameters elements = flattened ? in : in.child(schema.element().wireName());
        if (elements == null) {
            return in.isEmptyText() ? List.of() : null;
        }
        List<Object> list = new ArrayList<>();
        for (QueryParameters part : elements.numbered()) {
            Object element = value(schema.element(), part);
            if (element != null) {
                list.add(element);
            }
        }
        return list.isEmpty() && !in.isEmptyText() ? null : list;
    }

    private @Nullable Map<String, Object> map(
            MapSchema schema, boolean flattened, QueryParameters in) {
        QueryParameters entries = flattened ? in : in.child("entry");
        if (entries == null) {
            return in.isEmptyText() ? Map.of() : null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (QueryParameters part : entries.numbered()) {
            QueryParameters key = part.child(schema.key().wireName());
            QueryParameters value = part.child(schema.value().wireName());
            String name = key == null ? null : key.value();
            Object content = value == null ? null : value(schema.value(), value);
            if (name == null || content == null) {
                throw new WireFormatException("A map entry lacks its key or value");
            }
            map.put(name, content);
        }
        return map;
    }
}

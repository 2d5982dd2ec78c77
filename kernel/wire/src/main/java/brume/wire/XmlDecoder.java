package brume.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads shapes from XML elements. */
final class XmlDecoder {

    private XmlDecoder() {}

    static void members(StructSchema<?> schema, XmlElement in, @Nullable Object[] values) {
        for (Member member : schema.members()) {
            if (member.location() != Member.Location.BODY) {
                continue;
            }
            if (member.traits().xmlAttribute()) {
                String text = in.attribute(member.wireName());
                if (text != null) {
                    values[member.index()] =
                            ScalarText.parse(member.schema().type(), text, member.name());
                }
                continue;
            }
            List<XmlElement> found = in.children(member.wireName());
            if (found.isEmpty()) {
                found = in.children(elementName(member));
            }
            if (!found.isEmpty()) {
                values[member.index()] = member(member, found);
            }
        }
    }

    /** A flattened list whose elements have a name may stand under that name, too. */
    private static String elementName(Member member) {
        if (member.schema() instanceof ListSchema list
                && (list.flattened() || member.traits().flattened())
                && !list.element().wireName().equals("member")) {
            return list.element().wireName();
        }
        return member.wireName();
    }

    /** Reads one member from all elements of its name, of which flattened collections have many. */
    private static Object member(Member member, List<XmlElement> found) {
        Schema schema = member.schema();
        boolean flattened = member.traits().flattened();
        if (schema instanceof ListSchema list) {
            boolean flat = flattened || list.flattened();
            return list(list, flat ? found : found.getFirst().children(list.element().wireName()));
        } else if (schema instanceof MapSchema map) {
            boolean flat = flattened || map.flattened();
            return map(map, flat ? found : found.getFirst().children("entry"));
        }
        return value(member, found.getFirst());
    }

    static Object value(Member member, XmlElement in) {
        return switch (member.schema()) {
            case StructSchema<?> structure -> structure(structure, in);
            case ScalarSchema scalar -> ScalarText.parse(scalar.type(), in.text(), member.name());
            case ListSchema list -> list(list, in.children(list.element().wireName()));
            case MapSchema map -> map(map, in.children("entry"));
        };
    }

    private static <T extends Shape> T structure(StructSchema<T> schema, XmlElement in) {
        @Nullable Object[] values = new Object[schema.members().size()];
        members(schema, in, values);
        return schema.create(values);
    }

    private static List<Object> list(ListSchema schema, List<XmlElement> elements) {
        List<Object> list = new ArrayList<>();
        elements.forEach(element -> list.add(value(schema.element(), element)));
        return list;
    }

    private static Map<String, Object> map(MapSchema schema, List<XmlElement> entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (XmlElement entry : entries) {
            List<XmlElement> key = entry.children(schema.key().wireName());
            List<XmlElement> value = entry.children(schema.value().wireName());
            if (key.isEmpty() || value.isEmpty()) {
                throw new WireFormatException("A map entry lacks its key or value");
            }
            map.put(key.getFirst().text(), value(schema.value(), value.getFirst()));
        }
        return map;
    }
}

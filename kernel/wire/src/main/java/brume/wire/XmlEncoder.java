package brume.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes shapes as XML elements. */
final class XmlEncoder {

    private final XmlWriter out;
    private final boolean millis;

    /**
     * @param millis whether timestamps always show milliseconds
     */
    XmlEncoder(XmlWriter out, boolean millis) {
        this.out = out;
        this.millis = millis;
    }

    /** The members of the body, without an element around them. */
    void members(Shape shape) {
        for (Member member : shape.schema().members()) {
            Object value = shape.member(member.index());
            boolean body = member.location() == Member.Location.BODY;
            if (value != null && body && !member.traits().xmlAttribute()) {
                member(member, member.wireName(), value);
            }
        }
    }

    /** An element with this name, or several for flattened collections. */
    void member(Member member, String name, Object value) {
        Schema schema = member.schema();
        boolean flattened = member.traits().flattened();
        if (schema instanceof ListSchema list && (flattened || list.flattened())) {
            String own = list.element().wireName();
            String elementName = own.equals("member") ? name : own;
            for (Object element : (List<?>) value) {
                member(list.element(), elementName, element);
            }
        } else if (schema instanceof MapSchema map && (flattened || map.flattened())) {
            String own = member.queryName() == null ? name : member.queryName();
            ((Map<?, ?>) value).forEach((key, content) -> entry(map, own, key, content));
        } else {
            start(member, name, value);
            content(member, schema, value);
            out.close(name);
        }
    }

    private void start(Member member, String name, Object value) {
        out.start(name);
        namespace(member.traits());
        if (value instanceof Shape shape) {
            for (Member attribute : shape.schema().members()) {
                Object text = shape.member(attribute.index());
                if (attribute.traits().xmlAttribute() && text != null) {
                    out.attribute(attribute.wireName(), text(attribute.traits(), text));
                }
            }
        }
        out.endOfStart();
    }

    private void namespace(Member.Traits traits) {
        String uri = traits.xmlNamespace();
        if (uri != null) {
            String prefix = traits.xmlNamespacePrefix();
            out.attribute(prefix == null ? "xmlns" : "xmlns:" + prefix, uri);
        }
    }

    private void content(Member member, Schema schema, Object value) {
        switch (schema) {
            case StructSchema<?> structure -> members((Shape) value);
            case ListSchema list -> {
                for (Object element : (List<?>) value) {
                    member(list.element(), list.element().wireName(), element);
                }
            }
            case MapSchema map ->
                    ((Map<?, ?>) value)
                            .forEach((key, content) -> entry(map, "entry", key, content));
            case ScalarSchema scalar -> out.text(text(member.traits(), value));
        }
    }

    private void entry(MapSchema map, String name, @Nullable Object key, Object content) {
        out.open(name);
        out.element(map.key().wireName(), String.valueOf(key));
        member(map.value(), map.value().wireName(), content);
        out.close(name);
    }

    private String text(Member.Traits traits, Object value) {
        if (millis && value instanceof Instant instant && traits.timestampFormat() == null) {
            return Timestamps.isoMillis(instant);
        }
        return ScalarText.print(value, traits.timestampFormat(), Timestamps.ISO);
    }
}

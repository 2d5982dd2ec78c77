package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes shapes as JSON; absent members are left out. */
final class JsonEncoder {

    private final JsonWriter out;
    private final boolean modelNames;

    /**
     * @param modelNames whether to write the names of the model, every member, and exact
     *     timestamps, instead of what belongs into a message's body
     */
    JsonEncoder(JsonWriter out, boolean modelNames) {
        this.out = out;
        this.modelNames = modelNames;
    }

    void structure(Shape shape) {
        out.openObject();
        members(shape);
        out.closeObject();
    }

    /** The members of the body, without the braces. */
    void members(Shape shape) {
        StructSchema<?> schema = shape.schema();
        List<Member> members = schema.members();
        byte[][] names = modelNames ? schema.modelNames() : schema.jsonNames();
        for (int i = 0; i < names.length; i++) {
            Object value = shape.member(i);
            if (value == null) {
                continue;
            }
            Member member = members.get(i);
            if (modelNames || member.location() == Member.Location.BODY) {
                out.name(names[i]);
                if (value instanceof String text) {
                    out.string(text);
                } else {
                    value(member.schema(), member.traits().timestampFormat(), value);
                }
            }
        }
    }

    @SuppressWarnings("IfChainToSwitch") // The chain is faster than a switch over types.
    void value(Schema schema, @Nullable String timestampFormat, Object value) {
        // The frequent types first: this is the hottest branch of an answer.
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Shape shape) {
            structure(shape);
        } else if (value instanceof Map<?, ?> map) {
            map(schema, map);
        } else if (value instanceof List<?> list) {
            list(schema, list);
        } else {
            scalar(timestampFormat, value);
        }
    }

    private void scalar(@Nullable String timestampFormat, Object value) {
        switch (value) {
            case Boolean bool -> out.bool(bool);
            case Integer number -> out.integer(number);
            case Long number -> out.integer(number);
            case Double number -> out.number(number.doubleValue());
            case Float number -> out.number(number.floatValue());
            case Instant instant -> timestamp(instant, timestampFormat);
            case Blob blob -> out.blob(blob.bytes());
            case JsonNode tree -> out.raw(Documents.text(tree).getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalStateException("not a shape's value: " + value.getClass());
        }
    }

    private void timestamp(Instant instant, @Nullable String format) {
        if (modelNames) {
            out.string(instant.toString());
        } else if (format == null || format.equals(Timestamps.EPOCH)) {
            out.decimal(Timestamps.epoch(instant));
        } else {
            out.string(Timestamps.format(instant, format, Timestamps.EPOCH));
        }
    }

    private void map(Schema schema, Map<?, ?> map) {
        Member target = ((MapSchema) schema).value();
        out.openObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            out.name((String) entry.getKey());
            if (value == null) {
                out.nullValue();
            } else {
                value(target.schema(), target.traits().timestampFormat(), value);
            }
        }
        out.closeObject();
    }

    private void list(Schema schema, List<?> list) {
        // A member that stands for an event stream refers to the event and holds a list of them.
        Member target = schema instanceof ListSchema listSchema ? listSchema.element() : null;
        out.openArray();
        for (Object value : list) {
            if (value == null) {
                out.nullValue();
            } else if (target == null) {
                value(schema, null, value);
            } else {
                value(target.schema(), target.traits().timestampFormat(), value);
            }
        }
        out.closeArray();
    }
}

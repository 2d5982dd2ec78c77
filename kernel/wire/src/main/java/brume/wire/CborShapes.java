package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shapes as CBOR, under the model's names (Smithy: rpcv2Cbor ignores every renaming trait). */
final class CborShapes {

    /** With times in seconds, as RFC 8949 has them. */
    static final CborShapes SECONDS = new CborShapes(false);

    /** With times in whole milliseconds under the same tag, as awsJson1_1 in CBOR has them. */
    static final CborShapes MILLIS = new CborShapes(true);

    private static final int TIMESTAMP_TAG = 1;

    private final boolean millis;

    private CborShapes(boolean millis) {
        this.millis = millis;
    }

    <T extends Shape> T structure(StructSchema<T> schema, CborReader in) {
        @Nullable Object[] values = new Object[schema.members().size()];
        members(schema, in, values);
        return schema.create(values);
    }

    void members(StructSchema<?> schema, CborReader in, @Nullable Object[] values) {
        MemberTable<Member> table = schema.modelTable();
        int count = in.open(CborReader.MAP);
        for (int i = 0; in.next(count, i); i++) {
            byte[] name = in.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            Member member = table.find(name, 0, name.length);
            if (member == null) {
                in.skip();
            } else {
                values[member.index()] = value(member.schema(), in);
            }
        }
    }

    @Nullable Object value(Schema schema, CborReader in) {
        if (in.isNull()) {
            in.skip();
            return null;
        }
        return switch (schema) {
            case ScalarSchema scalar -> scalar(scalar.type(), in);
            case StructSchema<?> structure -> structure(structure, in);
            case ListSchema list -> list(list, in);
            case MapSchema map -> map(map, in);
        };
    }

    private List<Object> list(ListSchema schema, CborReader in) {
        List<Object> list = new ArrayList<>();
        int count = in.open(CborReader.ARRAY);
        for (int i = 0; in.next(count, i); i++) {
            list.add(element(schema.element().schema(), in));
        }
        return list;
    }

    private Map<String, Object> map(MapSchema schema, CborReader in) {
        Map<String, Object> map = new LinkedHashMap<>();
        int count = in.open(CborReader.MAP);
        for (int i = 0; in.next(count, i); i++) {
            String key = in.text();
            map.put(key, element(schema.value().schema(), in));
        }
        return map;
    }

    private Object element(Schema schema, CborReader in) {
        Object value = value(schema, in);
        if (value != null) {
            return value;
        }
        if (schema instanceof StructSchema<?> structure) {
            return structure.create(new Object[structure.members().size()]);
        }
        throw new WireFormatException("Null value in a list or map");
    }

    private Object scalar(ShapeType type, CborReader in) {
        return switch (type) {
            case STRING -> in.text();
            case BLOB -> Blob.of(in.blob());
            case BOOLEAN -> {
                if (!in.isBoolean()) {
                    throw CborReader.malformed();
                }
                yield in.bool();
            }
            case INTEGER -> {
                long value = integer(in);
                if (value != (int) value) {
                    throw new WireFormatException("NUMBER_VALUE cannot be converted to Integer");
                }
                yield (int) value;
            }
            case LONG -> integer(in);
            case FLOAT -> (float) floating(in);
            case DOUBLE -> floating(in);
            case TIMESTAMP -> timestamp(in);
            case DOCUMENT -> throw new WireFormatException("Documents are not supported in CBOR");
            case LIST, MAP, STRUCTURE -> throw new IllegalStateException(type.name());
        };
    }

    private static long integer(CborReader in) {
        if (!in.isFloating()) {
            return in.integer();
        }
        double value = in.floating();
        if (value != Math.rint(value) || Math.abs(value) > 0x1p53) {
            throw new WireFormatException("DECIMAL_VALUE cannot be converted to Long");
        }
        return (long) value;
    }

    private static double floating(CborReader in) {
        return in.isFloating() ? in.floating() : in.integer();
    }

    private Instant timestamp(CborReader in) {
        if (in.major() == CborReader.TAG && in.tag() != TIMESTAMP_TAG) {
            throw new WireFormatException("Unable to parse timestamp");
        }
        if (!in.isFloating()) {
            return Timestamps.ofEpoch(BigDecimal.valueOf(in.integer(), millis ? 3 : 0));
        }
        double seconds = in.floating();
        if (!Double.isFinite(seconds) || Math.abs(seconds) > 1e13) {
            throw new WireFormatException("Unable to parse timestamp");
        }
        // A double has no more than microseconds to give at present.
        return Timestamps.ofEpoch(
                BigDecimal.valueOf(seconds).setScale(6, java.math.RoundingMode.HALF_EVEN));
    }

    void write(CborWriter out, Shape shape) {
        out.map(count(shape));
        members(out, shape);
    }

    static int count(Shape shape) {
        int count = 0;
        for (Member member : shape.schema().members()) {
            if (shape.member(member.index()) != null) {
                count++;
            }
        }
        return count;
    }

    void members(CborWriter out, Shape shape) {
        for (Member member : shape.schema().members()) {
            Object value = shape.member(member.index());
            if (value != null) {
                out.text(member.name());
                write(out, value);
            }
        }
    }

    private void write(CborWriter out, @Nullable Object value) {
        switch (value) {
            case null -> out.nullValue();
            case String text -> out.text(text);
            case Shape shape -> write(out, shape);
            case Map<?, ?> map -> {
                out.map(map.size());
                map.forEach((key, content) -> {
                    out.text((String) key);
                    write(out, content);
                });
            }
            case List<?> list -> {
                out.array(list.size());
                list.forEach(element -> write(out, element));
            }
            case Boolean bool -> out.bool(bool);
            case Integer number -> out.integer(number);
            case Long number -> out.integer(number);
            case Double number -> out.number(number.doubleValue());
            case Float number -> out.number(number.floatValue());
            case Instant instant -> timestamp(out, instant);
            case Blob blob -> out.blob(blob.bytes());
            case JsonNode tree -> out.text(Documents.text(tree));
            default -> throw new IllegalStateException("not a shape's value: " + value.getClass());
        }
    }

    private void timestamp(CborWriter out, Instant instant) {
        out.tag(TIMESTAMP_TAG);
        if (millis) {
            out.integer(instant.toEpochMilli());
            return;
        }
        BigDecimal seconds = Timestamps.epoch(instant);
        if (seconds.scale() <= 0) {
            out.integer(seconds.longValueExact());
        } else {
            out.number(seconds.doubleValue());
        }
    }
}

package brume.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads shapes from JSON. Unknown members are skipped; a value of a wrong type is refused in the
 * words of AWS's JSON services, as the tests of the dynalite project record them.
 */
final class JsonDecoder {

    /** Deepest nesting of a request; DynamoDB's 32 levels take 65. */
    static final int DEPTH_MAX = 256;

    private final JsonReader in;
    private final boolean modelNames;
    private final String namespace;

    /**
     * @param modelNames whether members stand under their names in the model, not on the wire
     * @param namespace the package of structures in messages, or empty
     */
    JsonDecoder(JsonReader in, boolean modelNames, String namespace) {
        this.in = in;
        this.modelNames = modelNames;
        this.namespace = namespace;
    }

    <T extends Shape> T structure(StructSchema<T> schema) {
        @Nullable Object[] values = new Object[schema.members().size()];
        members(schema, values);
        return schema.create(values);
    }

    /** Reads an object into the members of the body. */
    void members(StructSchema<?> schema, @Nullable Object[] values) {
        switch (in.peek()) {
            case '{' -> {}
            case '[' ->
                    throw new WireFormatException(
                            "Unrecognized collection type class " + typeName(schema));
            default -> {
                in.skip();
                throw new WireFormatException("Unexpected value type in payload");
            }
        }
        MemberTable<Member> table = modelNames ? schema.modelTable() : schema.table();
        in.openObject();
        while (in.nextKey()) {
            Member member = in.find(table);
            if (member == null) {
                in.skip();
            } else {
                values[member.index()] =
                        member.traits().eventStream()
                                ? events(member.schema())
                                : value(member.schema());
            }
        }
    }

    @Nullable Object value(Schema schema) {
        if (in.peek() == 'n') {
            in.nullValue();
            return null;
        }
        if (schema instanceof ScalarSchema scalar) {
            return scalar(scalar.type());
        } else if (schema instanceof StructSchema<?> structure) {
            return structure(structure);
        } else if (schema instanceof MapSchema map) {
            return map(map);
        } else {
            return list((ListSchema) schema);
        }
    }

    /** An event stream in the stored form of a shape: the list of its events. */
    private List<Object> events(Schema event) {
        List<Object> events = new ArrayList<>();
        in.openArray();
        while (in.nextElement()) {
            events.add(element(event));
        }
        return events;
    }

    private Map<String, Object> map(MapSchema schema) {
        Schema target = schema.value().schema();
        byte first = in.peek();
        if (first == '[') {
            throw new WireFormatException(
                    "Unrecognized collection type java.util.Map<java.lang.String, "
                            + typeName(target)
                            + ">");
        } else if (first != '{') {
            in.skip();
            throw new WireFormatException("Unexpected field type");
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        in.openObject();
        while (in.nextKey()) {
            String key = in.keyText();
            entries.put(key, element(target));
        }
        return entries;
    }

    private List<Object> list(ListSchema schema) {
        byte first = in.peek();
        if (first == '{') {
            throw collectionUnexpected();
        } else if (first != '[') {
            in.skip();
            throw new WireFormatException("Unexpected field type");
        }
        Schema target = schema.element().schema();
        List<Object> elements = new ArrayList<>();
        in.openArray();
        while (in.nextElement()) {
            elements.add(element(target));
        }
        return elements;
    }

    /** A null inside a list or map has no type here: an empty structure, otherwise an error. */
    private Object element(Schema target) {
        Object value = value(target);
        if (value != null) {
            return value;
        }
        if (target instanceof StructSchema<?> structure) {
            return structure.create(new Object[structure.members().size()]);
        }
        throw new WireFormatException("Null value in a list or map");
    }

    private Object scalar(ShapeType type) {
        return switch (type) {
            case STRING -> text(type);
            case BLOB -> blob();
            case BOOLEAN -> bool();
            case INTEGER -> Math.toIntExact(integer(type, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case LONG -> integer(type, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> (float) floating(type);
            case DOUBLE -> floating(type);
            case TIMESTAMP ->
                    in.peek() == '"'
                            ? Timestamps.parse(in.string())
                            : Timestamps.ofEpoch(decimal(type));
            case DOCUMENT -> document();
            case LIST, MAP, STRUCTURE -> throw new IllegalStateException(type.name());
        };
    }

    private Object document() {
        try {
            return Documents.parse(in.raw());
        } catch (IllegalArgumentException e) {
            throw JsonReader.malformed();
        }
    }

    private String text(ShapeType type) {
        if (in.peek() == '"') {
            return in.string();
        }
        throw wrongType(type);
    }

    private Blob blob() {
        byte first = in.peek();
        if (first == '"') {
            return Base64Text.decode(in.string());
        } else if (first == '[') {
            throw new WireFormatException("Unrecognized collection type class java.nio.ByteBuffer");
        } else if (first == '{') {
            throw collectionUnexpected();
        }
        in.skip();
        throw new WireFormatException("only base-64-encoded strings are convertible to bytes");
    }

    private Boolean bool() {
        byte first = in.peek();
        if (first == 't' || first == 'f') {
            return in.bool();
        } else if (first != '"') {
            throw wrongType(ShapeType.BOOLEAN);
        }
        return switch (in.string().toUpperCase(Locale.ROOT)) {
            case "TRUE", "1", "YES" -> true;
            case "FALSE", "0", "NO" -> false;
            default -> throw new WireFormatException("Unexpected token received from parser");
        };
    }

    /** Fractions are cut off, as AWS does it. */
    private long integer(ShapeType type, long least, long greatest) {
        String text = number(type);
        long value;
        if (text.length() <= 18 && isWhole(text)) {
            value = Long.parseLong(text);
        } else {
            double approximate = Double.parseDouble(text);
            if (Math.abs(approximate) > 1e19) {
                throw new WireFormatException("NUMBER_VALUE cannot be converted to " + name(type));
            }
            if (Math.abs(approximate) < 1) {
                // Also spares numbers like 1e-999999999 their many digits.
                return 0;
            }
            try {
                value = new BigDecimal(text).toBigInteger().longValueExact();
            } catch (ArithmeticException e) {
                throw new WireFormatException("NUMBER_VALUE cannot be converted to " + name(type));
            }
        }
        if (value < least || value > greatest) {
            throw new WireFormatException("NUMBER_VALUE cannot be converted to " + name(type));
        }
        return value;
    }

    private static boolean isWhole(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }

    private double floating(ShapeType type) {
        if (in.peek() == '"') {
            return switch (in.string()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default ->
                        throw new WireFormatException(
                                "STRING_VALUE cannot be converted to " + name(type));
            };
        }
        return Double.parseDouble(number(type));
    }

    /** A number of any size; BigDecimal cannot hold exponents of more than 31 bits. */
    private BigDecimal decimal(ShapeType type) {
        try {
            return new BigDecimal(number(type));
        } catch (NumberFormatException e) {
            throw unconvertible("NUMBER_VALUE", type);
        }
    }

    private String number(ShapeType type) {
        byte first = in.peek();
        if (first == '-' || (first >= '0' && first <= '9')) {
            return in.numberText();
        }
        throw wrongType(type);
    }

    /** What AWS says about a value that is not of type {@code wanted}. */
    private WireFormatException wrongType(ShapeType wanted) {
        return switch (in.peek()) {
            case '[' ->
                    new WireFormatException(
                            "Unrecognized collection type class java.lang." + name(wanted));
            case '{' -> collectionUnexpected();
            case '"' -> {
                in.string();
                yield unconvertible("STRING_VALUE", wanted);
            }
            case 't', 'f' -> unconvertible(in.bool() ? "TRUE_VALUE" : "FALSE_VALUE", wanted);
            default -> {
                boolean whole = isWhole(in.numberText());
                yield unconvertible(whole ? "NUMBER_VALUE" : "DECIMAL_VALUE", wanted);
            }
        };
    }

    private static WireFormatException unconvertible(String token, ShapeType wanted) {
        return new WireFormatException(token + " cannot be converted to " + name(wanted));
    }

    private static WireFormatException collectionUnexpected() {
        return new WireFormatException("Start of structure or map found where not expected");
    }

    private String typeName(Schema schema) {
        if (schema instanceof StructSchema<?> structure) {
            return namespace.isEmpty() ? structure.name() : namespace + '.' + structure.name();
        }
        return "java.lang." + name(schema.type());
    }

    /** The simple name of the Java class by which AWS's messages call a type. */
    private static String name(ShapeType type) {
        return switch (type) {
            case TIMESTAMP -> "Date";
            case DOCUMENT, STRUCTURE -> "Object";
            default -> type.name().charAt(0) + type.name().substring(1).toLowerCase(Locale.ROOT);
        };
    }
}

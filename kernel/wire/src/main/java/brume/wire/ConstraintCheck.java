package brume.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares one value with the constraints of its own schema. */
final class ConstraintCheck {

    private ConstraintCheck() {}

    private static Constraints of(Schema schema) {
        return switch (schema) {
            case ScalarSchema scalar -> scalar.constraints();
            case ListSchema list -> list.constraints();
            case MapSchema map -> map.constraints();
            case StructSchema<?> structure -> Constraints.NONE;
        };
    }

    /** The sentences of the constraints that {@code value} breaks. */
    static List<String> broken(Schema schema, Object value) {
        Constraints constraints = of(schema);
        if (constraints.isNone() || keeps(schema, constraints, value)) {
            return List.of();
        }
        List<String> broken = new ArrayList<>();
        String text = value instanceof String string ? string : null;
        String pattern = constraints.pattern();
        if (pattern != null && text != null && !ModelPattern.matches(pattern, text)) {
            broken.add(patternSentence(pattern));
        }
        List<String> values = constraints.values();
        if (text != null && !values.isEmpty() && !values.contains(text)) {
            broken.add(valuesSentence(values));
        }
        Long max = constraints.max();
        if (max != null && exceeds(schema, value, max)) {
            broken.add(maxSentence(schema, max));
        }
        Long min = constraints.min();
        if (min != null && fallsBelow(schema, value, min)) {
            broken.add(minSentence(schema, min));
        }
        return broken;
    }

    private static boolean keeps(Schema schema, Constraints constraints, Object value) {
        Long max = constraints.max();
        Long min = constraints.min();
        if ((max != null && exceeds(schema, value, max))
                || (min != null && fallsBelow(schema, value, min))) {
            return false;
        }
        if (value instanceof String text) {
            String pattern = constraints.pattern();
            List<String> values = constraints.values();
            return (values.isEmpty() || values.contains(text))
                    && (pattern == null || ModelPattern.matches(pattern, text));
        }
        return true;
    }

    /** The sentences of every constraint, in the order in which AWS shows those of elements. */
    static List<String> all(ScalarSchema schema) {
        Constraints constraints = schema.constraints();
        List<String> all = new ArrayList<>();
        Long max = constraints.max();
        if (max != null) {
            all.add(maxSentence(schema, max));
        }
        Long min = constraints.min();
        if (min != null) {
            all.add(minSentence(schema, min));
        }
        String pattern = constraints.pattern();
        if (pattern != null) {
            all.add(patternSentence(pattern));
        }
        if (!constraints.values().isEmpty()) {
            all.add(valuesSentence(constraints.values()));
        }
        return all;
    }

    private static boolean exceeds(Schema schema, Object value, long max) {
        if (isNumber(schema.type())) {
            if (value instanceof Double || value instanceof Float) {
                return !(((Number) value).doubleValue() <= max);
            }
            return ((Number) value).longValue() > max;
        }
        return length(value) > max;
    }

    private static boolean fallsBelow(Schema schema, Object value, long min) {
        if (isNumber(schema.type())) {
            if (value instanceof Double || value instanceof Float) {
                return !(((Number) value).doubleValue() >= min);
            }
            return ((Number) value).longValue() < min;
        }
        long length = length(value);
        return length >= 0 && length < min;
    }

    /** The length of a value, or -1 if it has none. */
    private static long length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Blob blob -> blob.length();
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> -1;
        };
    }

    private static boolean isNumber(ShapeType type) {
        return switch (type) {
            case INTEGER, LONG, FLOAT, DOUBLE -> true;
            default -> false;
        };
    }

    private static String patternSentence(String pattern) {
        return "Member must satisfy regular expression pattern: " + pattern;
    }

    private static String valuesSentence(List<String> values) {
        return "Member must satisfy enum value set: " + values;
    }

    private static String maxSentence(Schema schema, long max) {
        return "Member must have "
                + (isNumber(schema.type()) ? "value" : "length")
                + " less than or equal to "
                + bound(schema, max);
    }

    private static String minSentence(Schema schema, long min) {
        return "Member must have "
                + (isNumber(schema.type()) ? "value" : "length")
                + " greater than or equal to "
                + bound(schema, min);
    }

    private static String bound(Schema schema, long bound) {
        boolean fraction = schema.type() == ShapeType.DOUBLE || schema.type() == ShapeType.FLOAT;
        return fraction ? Double.toString((double) bound) : Long.toString(bound);
    }
}

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
        Number max = constraints.max();
        if (max != null && exceeds(schema, value, max)) {
            broken.add(maxSentence(schema, max));
        }
        Number min = constraints.min();
        if (min != null && fallsBelow(schema, value, min)) {
            broken.add(minSentence(schema, min));
        }
        return broken;
    }

    private static boolean keeps(Schema schema, Constraints constraints, Object value) {
        Number max = constraints.max();
        Number min = constraints.min();
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
        Number max = constraints.max();
        if (max != null) {
            all.add(maxSentence(schema, max));
        }
        Number min = constraints.min();
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

    private static boolean exceeds(Schema schema, Object value, Number max) {
        if (!isNumber(schema.type())) {
            return length(value) > max.longValue();
        }
        return isFraction(value, max)
                ? !(((Number) value).doubleValue() <= max.doubleValue())
                : ((Number) value).longValue() > max.longValue();
    }

    private static boolean fallsBelow(Schema schema, Object value, Number min) {
        if (!isNumber(schema.type())) {
            long length = length(value);
            return length >= 0 && length < min.longValue();
        }
        return isFraction(value, min)
                ? !(((Number) value).doubleValue() >= min.doubleValue())
                : ((Number) value).longValue() < min.longValue();
    }

    private static boolean isFraction(Object value, Number bound) {
        return value instanceof Double || value instanceof Float || bound instanceof Double;
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

    private static String maxSentence(Schema schema, Number max) {
        return "Member must have "
                + (isNumber(schema.type()) ? "value" : "length")
                + " less than or equal to "
                + bound(schema, max);
    }

    private static String minSentence(Schema schema, Number min) {
        return "Member must have "
                + (isNumber(schema.type()) ? "value" : "length")
                + " greater than or equal to "
                + bound(schema, min);
    }

    private static String bound(Schema schema, Number bound) {
        boolean fraction = schema.type() == ShapeType.DOUBLE || schema.type() == ShapeType.FLOAT;
        return fraction ? Double.toString(bound.doubleValue()) : bound.toString();
    }
}

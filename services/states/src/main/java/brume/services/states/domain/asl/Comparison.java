package brume.services.states.domain.asl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A choice operator that compares two values, for example {@code NumericLessThanEquals}. Values of
 * another type than the operator's do not satisfy it.
 */
public record Comparison(Kind kind, Relation relation) {

    /** The type of the values. */
    public enum Kind {
        STRING("String"),
        NUMERIC("Numeric"),
        BOOLEAN("Boolean"),
        TIMESTAMP("Timestamp");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** How the first value has to stand to the second. */
    public enum Relation {
        EQUALS("Equals"),
        LESS_THAN("LessThan"),
        GREATER_THAN("GreaterThan"),
        LESS_THAN_EQUALS("LessThanEquals"),
        GREATER_THAN_EQUALS("GreaterThanEquals"),
        MATCHES("Matches");

        private final String suffix;

        Relation(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The operator with this name (without {@code Path}), or empty. */
    public static Optional<Comparison> find(String operator) {
        for (Kind kind : Kind.values()) {
            for (Relation relation : Relation.values()) {
                boolean exists =
                        switch (kind) {
                            case STRING -> true;
                            case BOOLEAN -> relation == Relation.EQUALS;
                            case NUMERIC, TIMESTAMP -> relation != Relation.MATCHES;
                        };
                if (exists && operator.equals(kind.prefix + relation.suffix)) {
                    return Optional.of(new Comparison(kind, relation));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether {@code constant} is of the type that the operator compares. */
    boolean accepts(JsonNode constant) {
        return switch (kind) {
            case STRING -> constant.isTextual();
            case NUMERIC -> constant.isNumber();
            case BOOLEAN -> constant.isBoolean();
            case TIMESTAMP ->
                    constant.isTextual() && Timestamps.find(constant.textValue()).isPresent();
        };
    }

    boolean holds(JsonNode left, JsonNode right) {
        if (!accepts(left) || !accepts(right)) {
            return false;
        }
        if (relation == Relation.MATCHES) {
            return matches(left.textValue(), right.textValue());
        }
        int order =
                switch (kind) {
                    case STRING -> left.textValue().compareTo(right.textValue());
                    case NUMERIC -> left.decimalValue().compareTo(right.decimalValue());
                    case BOOLEAN -> Boolean.compare(left.booleanValue(), right.booleanValue());
                    case TIMESTAMP -> instant(left).compareTo(instant(right));
                };
        return switch (relation) {
            case EQUALS, MATCHES -> order == 0;
            case LESS_THAN -> order < 0;
            case GREATER_THAN -> order > 0;
            case LESS_THAN_EQUALS -> order <= 0;
            case GREATER_THAN_EQUALS -> order >= 0;
        };
    }

    private static Instant instant(JsonNode value) {
        return Timestamps.find(value.textValue()).orElseThrow();
    }

    /** {@code *} stands for any characters, {@code \*} for itself; linear in both lengths. */
    private static boolean matches(String text, String pattern) {
        int at = 0;
        int in = 0;
        int star = -1;
        int mark = 0;
        while (at < text.length()) {
            boolean escaped = in + 1 < pattern.length() && pattern.charAt(in) == '\\';
            int literal = escaped ? in + 1 : in;
            if (!escaped && in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                mark = at;
            } else if (literal < pattern.length() && pattern.charAt(literal) == text.charAt(at)) {
                in = literal + 1;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++mark;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}

package brume.services.logs.pattern;

import java.util.Map;

/**
 * A compiled filter pattern. Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric
 * filters, subscription filters, filter log events, and Live Tail". Matching costs a time linear in
 * the message, whatever the pattern is.
 */
public interface FilterPattern {

    /** The pattern of a request that has none. */
    FilterPattern EVERYTHING = message -> true;

    boolean matches(String message);

    /** The values that a matching message has for the fields that the pattern names. */
    default Map<String, String> extract(String message) {
        return Map.of();
    }

    /**
     * Compiles a pattern.
     *
     * @throws InvalidFilterPatternException if it breaks the syntax
     */
    static FilterPattern parse(String text) {
        String pattern = text.strip();
        if (pattern.isEmpty()) {
            return EVERYTHING;
        }
        return switch (pattern.charAt(0)) {
            case '{' -> JsonPattern.parse(pattern);
            case '[' -> FieldPattern.parse(pattern);
            default -> TermPattern.parse(pattern);
        };
    }
}

package brume.services.logs.pattern;

/**
 * A compiled filter pattern. Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric
 * filters, subscription filters, filter log events, and Live Tail".
 */
@FunctionalInterface
public interface FilterPattern {

    /** The pattern of a request that has none. */
    FilterPattern EVERYTHING = message -> true;

    boolean matches(String message);

    /**
     * Compiles a pattern.
     *
     * @throws InvalidFilterPatternException if it breaks the syntax
     * @throws UnsupportedPatternException if it uses regular expressions, which are not built
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

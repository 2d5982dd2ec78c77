package brume.services.logs.op;

import brume.api.logs.LogsErrors;
import brume.services.logs.pattern.FilterPattern;
import brume.services.logs.pattern.InvalidFilterPatternException;
import org.jspecify.annotations.Nullable;

/** The filter patterns of requests. */
final class Patterns {

    private Patterns() {}

    static FilterPattern parse(@Nullable String text) {
        try {
            return text == null ? FilterPattern.EVERYTHING : FilterPattern.parse(text);
        } catch (InvalidFilterPatternException e) {
            throw LogsErrors.invalidParameterException(e.reason());
        }
    }
}

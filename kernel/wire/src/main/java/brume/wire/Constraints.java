package brume.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model demands of a value.
 *
 * @param min least length of a string, blob, list or map, or least value of a number: a Long, or a
 *     Double if the model says a fraction
 * @param max greatest length or value, likewise
 * @param pattern regular expression that a string must match as a whole
 * @param values the allowed values of an enumeration, empty if any value is allowed
 */
public record Constraints(
        @Nullable Number min, @Nullable Number max, @Nullable String pattern, List<String> values) {

    public static final Constraints NONE = new Constraints(null, null, null, List.of());

    public boolean isNone() {
        return min == null && max == null && pattern == null && values.isEmpty();
    }
}

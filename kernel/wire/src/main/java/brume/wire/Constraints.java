package brume.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model demands of a value.
 *
 * @param min least length of a string, blob, list or map, or least value of a number
 * @param max greatest length or value
 * @param pattern regular expression that a string must match as a whole
 * @param values the allowed values of an enumeration, empty if any value is allowed
 */
public record Constraints(
        @Nullable Long min, @Nullable Long max, @Nullable String pattern, List<String> values) {

    public static final Constraints NONE = new Constraints(null, null, null, List.of());

    public boolean isNone() {
        return min == null && max == null && pattern == null && values.isEmpty();
    }
}

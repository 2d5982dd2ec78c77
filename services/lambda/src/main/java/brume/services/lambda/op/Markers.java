package brume.services.lambda.op;

import brume.api.lambda.LambdaErrors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Marker and MaxItems of the List operations. */
final class Markers {

    private Markers() {}

    /**
     * One page.
     *
     * @param next the marker of the following page, or null if this is the last one
     */
    record Page<T>(List<T> items, @Nullable String next) {

        /** Cuts a list that was read with one element more than the page may have. */
        static <T> Page<T> of(List<T> found, int limit, Function<T, String> name) {
            return found.size() > limit
                    ? new Page<>(found.subList(0, limit), encode(name.apply(found.get(limit - 1))))
                    : new Page<>(found, null);
        }
    }

    static int limit(@Nullable Integer maxItems, int most) {
        return maxItems == null ? most : Math.min(most, maxItems);
    }

    private static String encode(String name) {
        return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<String> decode(@Nullable String marker) {
        if (marker == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** A marker that is a number. */
    static Optional<Long> number(@Nullable String marker) {
        try {
            return decode(marker).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private static RuntimeException invalid() {
        return LambdaErrors.invalidParameterValueException("The marker is not valid.");
    }
}

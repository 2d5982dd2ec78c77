package brume.services.states.op;

import brume.api.states.StatesErrors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Page sizes and page tokens. A token is where the last page ended, in Base64. */
final class Pages {

    private static final int DEFAULT = 100;
    private static final int MAX = 1000;

    /** What every token begins with, so that other texts in base 64 are none. */
    private static final String MARK = "after:";

    private Pages() {}

    /** AWS reads 0 as the default. */
    static int size(@Nullable Integer maxResults) {
        return maxResults == null || maxResults == 0 ? DEFAULT : Math.min(maxResults, MAX);
    }

    static String token(String position) {
        byte[] bytes = (MARK + position).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    static Optional<String> position(@Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (!text.startsWith(MARK)) {
                throw invalid();
            }
            return Optional.of(text.substring(MARK.length()));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** The number that a token stands for. */
    static Optional<Long> number(@Nullable String token) {
        try {
            return position(token).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    static brume.wire.ServiceException invalid() {
        return StatesErrors.invalidToken("Invalid Token: 'Invalid token'");
    }
}

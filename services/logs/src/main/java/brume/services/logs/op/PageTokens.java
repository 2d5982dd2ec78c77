package brume.services.logs.op;

import brume.api.logs.LogsErrors;
import brume.wire.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Page tokens that say after which text the next page starts. */
final class PageTokens {

    private PageTokens() {}

    static String after(@Nullable String token) {
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    static String of(String last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    static ServiceException invalid() {
        return LogsErrors.invalidParameterException("The specified nextToken is invalid.");
    }
}

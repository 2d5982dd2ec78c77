package brume.services.sqs.op;

import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.SqsQuotas;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of names; the token is the last name of the page. */
record Pages(List<String> names, @Nullable String nextToken) {

    static int limit(@Nullable Integer requested) {
        if (requested == null) {
            return (int) SqsQuotas.PAGE.value();
        }
        if (requested < 1 || requested > SqsQuotas.PAGE.value()) {
            throw MessageRules.invalid(
                    requested.toString(), "MaxResults", "Must be between 1 and 1000, if provided.");
        }
        return requested;
    }

    static @Nullable String after(@Nullable String token) {
        if (token == null) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw MessageRules.invalid(token, "NextToken", "Invalid or expired token.");
        }
    }

    /** A page of what was found; only who has asked for pages gets a token. */
    static Pages of(List<String> found, @Nullable Integer requested) {
        int limit = limit(requested);
        if (found.size() <= limit) {
            return new Pages(found, null);
        }
        List<String> page = found.subList(0, limit);
        String token =
                Base64.getEncoder().encodeToString(page.getLast().getBytes(StandardCharsets.UTF_8));
        return new Pages(page, requested == null ? null : token);
    }
}

package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.wire.CommonErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of lists that are sorted by name; a token says after which name the next one starts. */
final class PageTokens {

    private static final int PAGE_DEFAULT = 100;

    private PageTokens() {}

    record Page<T>(List<T> items, @Nullable String token) {}

    static <T> Page<T> page(
            List<T> sorted,
            Function<T, String> name,
            @Nullable String token,
            @Nullable Integer limit) {
        String after = after(token);
        int size = limit == null ? PAGE_DEFAULT : limit;
        List<T> items = new ArrayList<>();
        for (T item : sorted) {
            if (name.apply(item).compareTo(after) > 0) {
                if (items.size() == size) {
                    return new Page<>(items, of(name.apply(items.getLast())));
                }
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }

    private static String after(@Nullable String token) {
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CommonErrors.validation(EventsApi.MODEL, "Parameter NextToken is not valid.");
        }
    }

    private static String of(String last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }
}

package brume.services.iam.store;

import brume.api.iam.IamApi;
import brume.wire.CommonErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, in the order of a key.
 *
 * @param marker where the next page starts, or null if this is the last one
 */
public record Page<T>(List<T> items, @Nullable String marker) {

    /** "If you do not include this parameter, the number of items defaults to 100." */
    public static final int ITEMS_DEFAULT = 100;

    /** What a client asked for. */
    public record Request(@Nullable String marker, @Nullable Integer maxItems) {

        public int size() {
            return maxItems == null ? ITEMS_DEFAULT : maxItems;
        }

        /** The key of the last item of the page before, or empty text. */
        public String after() {
            if (marker == null) {
                return "";
            }
            try {
                return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw CommonErrors.validation(IamApi.MODEL, "Invalid Marker.");
            }
        }
    }

    /** The requested page of {@code sorted}, whose order is that of {@code key}. */
    public static <T> Page<T> of(List<T> sorted, Function<T, String> key, Request request) {
        String after = request.after();
        List<T> items = new ArrayList<>();
        for (T item : sorted) {
            if (key.apply(item).compareTo(after) > 0) {
                if (items.size() == request.size()) {
                    return new Page<>(items, markerAfter(key.apply(items.getLast())));
                }
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }

    /** The marker of a page that begins after an item of this key. */
    public static String markerAfter(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    public boolean truncated() {
        return marker != null;
    }

    public <U> Page<U> map(Function<T, U> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), marker);
    }
}

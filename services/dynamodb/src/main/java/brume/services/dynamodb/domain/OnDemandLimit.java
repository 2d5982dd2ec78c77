package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/** The most request units a second that an on-demand table or index serves; null is no limit. */
public record OnDemandLimit(@Nullable Long read, @Nullable Long write) {

    /** What a request sends to take a limit away. */
    public static final long REMOVED = -1;

    public static final OnDemandLimit NONE = new OnDemandLimit(null, null);

    /** With what a request names; what it does not name stays. */
    public OnDemandLimit changedTo(@Nullable Long newRead, @Nullable Long newWrite) {
        return new OnDemandLimit(merged(read, newRead), merged(write, newWrite));
    }

    private static @Nullable Long merged(@Nullable Long before, @Nullable Long wanted) {
        if (wanted == null) {
            return before;
        }
        return wanted == REMOVED ? null : wanted;
    }
}

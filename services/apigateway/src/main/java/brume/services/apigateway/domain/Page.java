package brume.services.apigateway.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param position where the next page begins, or null after the last one
 */
public record Page<T>(List<T> items, @Nullable String position) {

    public static final int LIMIT_DEFAULT = 25;

    /** Source: the API reference, "The maximum number of returned results per page ... 500". */
    public static final int LIMIT_MAX = 500;

    /**
     * The effective limit of a list operation; one below zero is none. Source: LocalStack's
     * recording test_negative_get_usage_plan_api_keys.
     */
    public static int limit(@Nullable Integer requested) {
        if (requested == null || requested < 1) {
            return LIMIT_DEFAULT;
        }
        return Math.min(requested, LIMIT_MAX);
    }
}

package brume.services.logs.domain;

import java.time.Duration;
import java.util.Map;

/**
 * A log group.
 *
 * @param id its number: what its streams and events are kept under
 * @param retentionDays how long events are kept; 0 for ever
 * @param logGroupClass STANDARD or INFREQUENT_ACCESS
 */
public record Group(
        String name,
        long id,
        long createdMillis,
        int retentionDays,
        String logGroupClass,
        Map<String, String> tags) {

    public Group withRetention(int days) {
        return new Group(name, id, createdMillis, days, logGroupClass, tags);
    }

    public Group withTags(Map<String, String> newTags) {
        return new Group(name, id, createdMillis, retentionDays, logGroupClass, newTags);
    }

    /** Events with an earlier timestamp have expired; {@link Long#MIN_VALUE} if none ever does. */
    public long expiredBefore(long nowMillis) {
        return retentionDays == 0
                ? Long.MIN_VALUE
                : nowMillis - Duration.ofDays(retentionDays).toMillis();
    }
}

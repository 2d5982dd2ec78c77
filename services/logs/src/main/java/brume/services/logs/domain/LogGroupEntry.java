package brume.services.logs.domain;

import brume.base.Scope;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log group.
 *
 * @param id unique over all time, so that a group that is made again starts empty
 * @param createdMillis since the epoch
 */
public record LogGroupEntry(
        String name,
        long id,
        long createdMillis,
        String logGroupClass,
        @Nullable Integer retentionDays,
        NavigableMap<String, String> tags) {

    /** The ARN as tagging operations take it; other answers add {@code :*}. */
    public String arn(Scope scope) {
        return scope.arn("logs", "log-group:" + name).toString();
    }

    /** The time before which events have expired at {@code nowMillis}; 0 if none ever does. */
    public long expiredBefore(long nowMillis) {
        return retentionDays == null
                ? 0
                : Math.max(0, nowMillis - Duration.ofDays(retentionDays).toMillis());
    }

    public LogGroupEntry withRetention(@Nullable Integer days) {
        return new LogGroupEntry(name, id, createdMillis, logGroupClass, days, tags);
    }

    public LogGroupEntry withTags(NavigableMap<String, String> changed) {
        return new LogGroupEntry(
                name, id, createdMillis, logGroupClass, retentionDays, new TreeMap<>(changed));
    }
}

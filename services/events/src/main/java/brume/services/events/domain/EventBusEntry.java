package brume.services.events.domain;

import brume.base.Scope;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event bus.
 *
 * @param policy who else may put events on it, as JSON
 */
public record EventBusEntry(
        String name,
        Instant created,
        Instant modified,
        @Nullable String description,
        @Nullable String policy,
        SortedMap<String, String> tags) {

    /** The bus that every account has in every region. */
    public static final String DEFAULT = "default";

    public static EventBusEntry defaultBus() {
        return new EventBusEntry(
                DEFAULT, Instant.EPOCH, Instant.EPOCH, null, null, new TreeMap<>());
    }

    public static String arn(Scope scope, String name) {
        return scope.arn("events", "event-bus/" + name).toString();
    }

    public EventBusEntry withPolicy(@Nullable String changed, Instant now) {
        return new EventBusEntry(name, created, now, description, changed, tags);
    }

    public EventBusEntry withTags(SortedMap<String, String> changed) {
        return new EventBusEntry(name, created, modified, description, policy, changed);
    }
}

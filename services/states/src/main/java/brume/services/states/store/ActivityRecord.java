package brume.services.states.store;

import java.time.Instant;
import java.util.Map;

/** An activity as it is stored. */
public record ActivityRecord(String name, Instant created, Map<String, String> tags) {

    public ActivityRecord withTags(Map<String, String> changed) {
        return new ActivityRecord(name, created, changed);
    }

    /** A task of an execution that waits for a worker. */
    public record Offer(String machine, String execution, long branch, long ticket) {}
}

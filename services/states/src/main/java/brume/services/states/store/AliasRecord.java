package brume.services.states.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name for one or two versions of a state machine. */
public record AliasRecord(
        String name,
        @Nullable String description,
        List<Route> routes,
        Instant created,
        Instant updated) {

    /**
     * A version and its share of the executions.
     *
     * @param weight in percent
     */
    public record Route(long version, int weight) {}

    public boolean isRoutedTo(long version) {
        return routes.stream().anyMatch(route -> route.version() == version);
    }
}

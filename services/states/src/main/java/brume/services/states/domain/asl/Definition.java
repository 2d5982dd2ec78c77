package brume.services.states.domain.asl;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A compiled state machine definition.
 *
 * @param timeoutSeconds of a whole execution, or null
 */
public record Definition(Workflow workflow, @Nullable Long timeoutSeconds) {

    /** The Map state with this name. */
    public Optional<State.MapItems> findMap(String name) {
        return workflow.findMap(name);
    }
}

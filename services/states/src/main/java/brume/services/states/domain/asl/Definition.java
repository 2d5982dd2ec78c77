package brume.services.states.domain.asl;

import org.jspecify.annotations.Nullable;

/**
 * A compiled state machine definition.
 *
 * @param timeoutSeconds of a whole execution, or null
 */
public record Definition(Workflow workflow, @Nullable Long timeoutSeconds) {}

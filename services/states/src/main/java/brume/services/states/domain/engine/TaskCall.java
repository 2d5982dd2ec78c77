package brume.services.states.domain.engine;

import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Payload;

/**
 * A call that a task waits for.
 *
 * @param otherRole whether the task names a role of its own (Credentials)
 */
public record TaskCall(TaskResource resource, Payload input, boolean otherRole) {}

package brume.services.states.domain.engine;

import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A call that a task waits for.
 *
 * @param roleArn the role that the task names as its own (Credentials), or null for the machine's
 */
public record TaskCall(TaskResource resource, Payload input, @Nullable String roleArn) {}

package brume.services.states.domain.engine;

import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an execution is: everything that does not change while it runs.
 *
 * @param roleArn null for the test of a state that is given no role
 * @param redriveCount as the context object shows it; null for a synchronous Express execution,
 *     whose context object has none
 */
public record ExecutionFacts(
        WorkflowType type,
        String arn,
        String name,
        String stateMachineArn,
        String stateMachineName,
        @Nullable String roleArn,
        String region,
        Instant start,
        Payload input,
        @Nullable Integer redriveCount) {

    /** The ARN of the state machine itself, also for a child execution of a map run. */
    public String baseMachineArn() {
        int slash = stateMachineArn.indexOf('/');
        return slash < 0 ? stateMachineArn : stateMachineArn.substring(0, slash);
    }

    /** The ARN of a map run that this execution has begun. */
    public String mapRunArn(String label, String uuid) {
        return baseMachineArn().replaceFirst(":stateMachine:", ":mapRun:")
                + '/'
                + label
                + ':'
                + uuid;
    }
}

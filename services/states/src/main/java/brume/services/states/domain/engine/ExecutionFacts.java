package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import java.time.Instant;

/** What an execution is: everything that never changes after its start. */
public record ExecutionFacts(
        String arn,
        String name,
        String stateMachineArn,
        String stateMachineName,
        String roleArn,
        String region,
        Instant start,
        Payload input) {}

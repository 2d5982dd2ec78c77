package brume.services.states.domain.engine;

import java.time.Instant;

/** Something that has to happen outside of the execution, caused in the same commit. */
public sealed interface Effect {

    /** The task of a branch is to be called. */
    record Call(Branch branch, long ticket) implements Effect {}

    /** A worker of the activity is to take the task of a branch. */
    record Offer(Branch branch, long ticket, String activityArn) implements Effect {}

    /** The branch waits for the end of an execution that its task has started. */
    record Watch(Branch branch, long ticket, String executionArn) implements Effect {}

    /** A map run is to begin; {@code express} is the type of its child executions. */
    record StartMapRun(Branch branch, long ticket, MapRunPlan plan, boolean express)
            implements Effect {}

    /** A map run that was over is to go on. */
    record RedriveMapRun(Branch branch, long ticket, String uuid) implements Effect {}

    /** The interpreter is to be told when it is time. */
    record Timer(Branch branch, long ticket, Purpose purpose, Instant due) implements Effect {}

    /** A message that an earlier effect appended is not needed any more. */
    record Withdraw(String message) implements Effect {}

    /** What a timer is for. */
    enum Purpose {
        WAIT,
        RETRY,
        TASK_TIMEOUT,
        HEARTBEAT,
        EXECUTION_TIMEOUT,
        CONTINUE
    }
}

package brume.services.states.store;

import brume.base.Scope;
import java.time.Instant;

/**
 * An asynchronous Express execution that has been acknowledged and has not ended.
 *
 * @param revision of the state machine that it was started with
 */
public record ExpressRecord(Id id, String revision, String roleArn, Instant start, String input) {

    /**
     * Names an Express execution.
     *
     * @param run tells executions of the same name apart
     */
    public record Id(Scope scope, String stateMachine, String name, String run) {

        public String arn() {
            return scope.arn("states", "express:" + stateMachine + ':' + name + ':' + run)
                    .toString();
        }

        /** The name of the state machine itself, also of a child of a map run. */
        public String baseMachine() {
            int slash = stateMachine.indexOf('/');
            return slash < 0 ? stateMachine : stateMachine.substring(0, slash);
        }

        public String stateMachineArn() {
            return scope.arn("states", "stateMachine:" + stateMachine).toString();
        }
    }

    /** How it is stored: without what its key says. */
    record Row(String revision, String roleArn, Instant start, String input) {}
}

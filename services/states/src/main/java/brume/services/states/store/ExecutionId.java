package brume.services.states.store;

import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import java.util.Optional;

/** Names an execution of a state machine. */
public record ExecutionId(Scope scope, String stateMachine, String name) {

    public String arn() {
        return scope.arn("states", "execution:" + stateMachine + ':' + name).toString();
    }

    public String stateMachineArn() {
        return scope.arn("states", "stateMachine:" + stateMachine).toString();
    }

    /** The name of the state machine itself: that of a child of a map run has the label besides. */
    public String baseMachine() {
        int slash = stateMachine.indexOf('/');
        return slash < 0 ? stateMachine : stateMachine.substring(0, slash);
    }

    /** Whether it is a child execution of a map run. */
    public boolean isMapChild() {
        return stateMachine.indexOf('/') >= 0;
    }

    /** The execution that an ARN names, or empty if it is not the ARN of an execution. */
    public static Optional<ExecutionId> find(String arn) {
        return Arn.find(arn)
                .filter(parsed -> parsed.service().equals("states"))
                .filter(parsed -> AccountId.isValid(parsed.account()))
                .flatMap(ExecutionId::find);
    }

    private static Optional<ExecutionId> find(Arn arn) {
        String[] parts = arn.resource().split(":", 3);
        if (parts.length != 3 || !parts[0].equals("execution")) {
            return Optional.empty();
        }
        Scope scope = new Scope(new AccountId(arn.account()), new Region(arn.region()));
        return Optional.of(new ExecutionId(scope, parts[1], parts[2]));
    }
}

package brume.services.ec2.op;

import brume.api.ec2.Ec2Errors;
import brume.api.ec2.InstanceStateChange;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Moves several instances to another state, all of them or none. */
record StateChanges(Ec2Store store) {

    /** What is asked of one instance. */
    @FunctionalInterface
    interface Step {
        /** The instance on its way to where it should be, or itself if it is there. */
        Ec2Instance apply(Transaction transaction, Ec2Instance instance, long now);
    }

    List<InstanceStateChange> apply(List<String> ids, Call call, Step step) {
        long now = call.time().toEpochMilli();
        if (ids.isEmpty()) {
            throw Ec2Errors.missingParameter("The request must contain the parameter InstanceId");
        }
        return store.transact(tx -> {
            List<InstanceStateChange> changes = new ArrayList<>();
            for (Ec2Instance instance : store.getAll(tx, call.scope(), Kind.INSTANCE, ids, now)) {
                Ec2Instance changed = step.apply(tx, instance, now);
                if (!changed.equals(instance)) {
                    store.put(tx, call.scope(), Kind.INSTANCE, changed);
                }
                changes.add(change(instance, changed, now));
            }
            return changes;
        });
    }

    private static InstanceStateChange change(Ec2Instance from, Ec2Instance to, long now) {
        return InstanceStateChange.builder()
                .instanceId(from.id())
                .previousState(InstanceShapes.state(from.state(now)))
                .currentState(InstanceShapes.state(to.state(now)))
                .build();
    }

    /** The error for an instance whose state does not permit what is asked. */
    static RuntimeException refused(Ec2Instance instance, String participle) {
        return Ec2Errors.incorrectInstanceState(
                "The instance '"
                        + instance.id()
                        + "' is not in a state from which it can be "
                        + participle
                        + '.');
    }

    static boolean isOneOf(PowerState state, PowerState... states) {
        return List.of(states).contains(state);
    }
}

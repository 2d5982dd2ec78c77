package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.ServiceException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tags of state machines and activities; versions and other resources have none. */
public final class Tagging {

    private final Store store;
    private final StateMachines machines;
    private final Activities activities;

    public Tagging(Store store, StateMachines machines, Activities activities) {
        this.store = store;
        this.machines = machines;
        this.activities = activities;
    }

    /** The tags of the resource that an ARN names. */
    Map<String, String> get(Call call, String arn) {
        return store.read(reader ->
                Arns.isActivity(arn)
                        ? activity(reader, call, arn).tags()
                        : machine(reader, call, arn).tags());
    }

    /** Replaces the tags of the resource that an ARN names. */
    void change(Call call, String arn, UnaryOperator<Map<String, String>> change) {
        store.transact(transaction -> {
            change(transaction, call, arn, change);
            return null;
        });
    }

    private void change(
            Transaction transaction,
            Call call,
            String arn,
            UnaryOperator<Map<String, String>> change) {
        if (Arns.isActivity(arn)) {
            ActivityRecord activity = activity(transaction, call, arn);
            ActivityRecord changed = activity.withTags(change.apply(activity.tags()));
            activities.put(transaction, call.scope(), changed);
        } else {
            StateMachineRecord machine = machine(transaction, call, arn);
            StateMachineRecord changed = machine.withTags(change.apply(machine.tags()));
            machines.put(transaction, call.scope(), changed);
        }
    }

    private ActivityRecord activity(Reader reader, Call call, String arn) {
        return activities.find(reader, Arns.activity(call, arn)).orElseThrow(() -> notFound(arn));
    }

    private StateMachineRecord machine(Reader reader, Call call, String arn) {
        return machines.find(reader, call.scope(), Arns.machineName(call, arn))
                .orElseThrow(() -> notFound(arn));
    }

    private static ServiceException notFound(String arn) {
        return StatesErrors.resourceNotFound("Resource not found: '" + arn + "'");
    }
}

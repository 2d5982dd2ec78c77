package brume.services.states.op;

import brume.api.states.DeleteActivityInput;
import brume.api.states.DeleteActivityOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.Activities;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Deletes an activity, or does nothing if there is none. */
public final class DeleteActivity implements Operation<DeleteActivityInput, DeleteActivityOutput> {

    private final Store store;
    private final Activities activities;

    public DeleteActivity(Store store, Activities activities) {
        this.store = store;
        this.activities = activities;
    }

    @Override
    public OperationModel<DeleteActivityInput, DeleteActivityOutput> model() {
        return StatesApi.DELETE_ACTIVITY;
    }

    @Override
    public List<Permission> permissions(DeleteActivityInput input, Call call) {
        return List.of(Permission.of(model().action(), input.activityArn()));
    }

    @Override
    public DeleteActivityOutput handle(DeleteActivityInput input, Call call) {
        Activities.Id id = Arns.activity(call, input.activityArn());
        store.transact(transaction -> {
            activities.delete(transaction, id);
            return null;
        });
        return DeleteActivityOutput.builder().build();
    }
}

package brume.services.states.op;

import brume.api.states.CreateActivityInput;
import brume.api.states.CreateActivityOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates an activity; one of the same name is answered as it is, whatever its tags. */
public final class CreateActivity implements Operation<CreateActivityInput, CreateActivityOutput> {

    private final Store store;
    private final Activities activities;

    public CreateActivity(Store store, Activities activities) {
        this.store = store;
        this.activities = activities;
    }

    @Override
    public OperationModel<CreateActivityInput, CreateActivityOutput> model() {
        return StatesApi.CREATE_ACTIVITY;
    }

    @Override
    public List<Permission> permissions(CreateActivityInput input, Call call) {
        Activities.Id id = new Activities.Id(call.scope(), input.name());
        return List.of(Permission.of(model().action(), id.arn()));
    }

    @Override
    public CreateActivityOutput handle(CreateActivityInput input, Call call) {
        Arns.checkName(input.name());
        MachineChecks.encryption(input.encryptionConfiguration());
        Activities.Id id = new Activities.Id(call.scope(), input.name());
        ActivityRecord activity =
                new ActivityRecord(
                        input.name(), call.time(), MachineChecks.tags(input.tags(), Map.of()));
        ActivityRecord stored = store.transact(transaction -> add(transaction, id, activity));
        return CreateActivityOutput.builder()
                .activityArn(id.arn())
                .creationDate(stored.created())
                .build();
    }

    private ActivityRecord add(Transaction transaction, Activities.Id id, ActivityRecord activity) {
        Optional<ActivityRecord> present = activities.find(transaction, id);
        if (present.isPresent()) {
            return present.get();
        }
        int max = (int) StatesQuotas.ACTIVITIES.value();
        if (activities.list(transaction, id.scope(), Optional.empty(), max).size() == max) {
            throw StatesErrors.activityLimitExceeded(
                    "The maximum number of activities has been reached: " + max);
        }
        activities.put(transaction, id.scope(), activity);
        return activity;
    }
}

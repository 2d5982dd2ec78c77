package brume.services.states.op;

import brume.api.states.GetActivityTaskInput;
import brume.api.states.GetActivityTaskOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.store.Activities;
import brume.services.states.worker.ActivityPolls;
import brume.services.states.worker.ActivityPolls.Poll;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Gives a task of an activity to a worker, which may wait for one for a minute. */
public final class GetActivityTask
        implements Operation<GetActivityTaskInput, GetActivityTaskOutput> {

    private final Store store;
    private final Activities activities;
    private final ActivityPolls polls;

    public GetActivityTask(Store store, Activities activities, ActivityPolls polls) {
        this.store = store;
        this.activities = activities;
        this.polls = polls;
    }

    @Override
    public OperationModel<GetActivityTaskInput, GetActivityTaskOutput> model() {
        return StatesApi.GET_ACTIVITY_TASK;
    }

    @Override
    public List<Permission> permissions(GetActivityTaskInput input, Call call) {
        return List.of(Permission.of(model().action(), input.activityArn()));
    }

    @Override
    public GetActivityTaskOutput handle(GetActivityTaskInput input, Call call) {
        Activities.Id id = Arns.activity(call, input.activityArn());
        if (store.read(reader -> activities.find(reader, id)).isEmpty()) {
            throw Arns.noActivity(input.activityArn());
        }
        return switch (poll(id, input)) {
            case Poll.Taken taken ->
                    GetActivityTaskOutput.builder()
                            .taskToken(taken.task().token())
                            .input(taken.task().input().text())
                            .build();
            case Poll.Nothing _ -> GetActivityTaskOutput.builder().build();
            case Poll.TooManyWorkers _ ->
                    throw StatesErrors.activityWorkerLimitExceeded(
                            "Activity Worker Limit Exceeded: '" + input.activityArn() + "'");
        };
    }

    private Poll poll(Activities.Id id, GetActivityTaskInput input) {
        try {
            return polls.poll(id, input.workerName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Poll.Nothing();
        }
    }
}

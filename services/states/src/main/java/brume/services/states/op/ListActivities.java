package brume.services.states.op;

import brume.api.states.ActivityListItem;
import brume.api.states.ListActivitiesInput;
import brume.api.states.ListActivitiesOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the activities of the account and region by name. */
public final class ListActivities implements Operation<ListActivitiesInput, ListActivitiesOutput> {

    private final Store store;
    private final Activities activities;

    public ListActivities(Store store, Activities activities) {
        this.store = store;
        this.activities = activities;
    }

    @Override
    public OperationModel<ListActivitiesInput, ListActivitiesOutput> model() {
        return StatesApi.LIST_ACTIVITIES;
    }

    @Override
    public ListActivitiesOutput handle(ListActivitiesInput input, Call call) {
        int size = Pages.size(input.maxResults());
        List<ActivityRecord> found =
                store.read(reader ->
                        activities.list(
                                reader, call.scope(), Pages.position(input.nextToken()), size + 1));
        List<ActivityRecord> page = found.subList(0, Math.min(size, found.size()));
        return ListActivitiesOutput.builder()
                .activities(page.stream().map(activity -> item(activity, call)).toList())
                .nextToken(found.size() > size ? Pages.token(page.getLast().name()) : null)
                .build();
    }

    private static ActivityListItem item(ActivityRecord activity, Call call) {
        return ActivityListItem.builder()
                .activityArn(new Activities.Id(call.scope(), activity.name()).arn())
                .name(activity.name())
                .creationDate(activity.created())
                .build();
    }
}

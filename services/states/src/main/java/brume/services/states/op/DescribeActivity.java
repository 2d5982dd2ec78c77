package brume.services.states.op;

import brume.api.states.DescribeActivityInput;
import brume.api.states.DescribeActivityOutput;
import brume.api.states.EncryptionConfiguration;
import brume.api.states.StatesApi;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Describes an activity. */
public final class DescribeActivity
        implements Operation<DescribeActivityInput, DescribeActivityOutput> {

    private final Store store;
    private final Activities activities;

    public DescribeActivity(Store store, Activities activities) {
        this.store = store;
        this.activities = activities;
    }

    @Override
    public OperationModel<DescribeActivityInput, DescribeActivityOutput> model() {
        return StatesApi.DESCRIBE_ACTIVITY;
    }

    @Override
    public List<Permission> permissions(DescribeActivityInput input, Call call) {
        return List.of(Permission.of(model().action(), input.activityArn()));
    }

    @Override
    public DescribeActivityOutput handle(DescribeActivityInput input, Call call) {
        Activities.Id id = Arns.activity(call, input.activityArn());
        ActivityRecord activity =
                store.read(reader -> activities.find(reader, id))
                        .orElseThrow(() -> Arns.noActivity(input.activityArn()));
        return DescribeActivityOutput.builder()
                .activityArn(id.arn())
                .name(activity.name())
                .creationDate(activity.created())
                .encryptionConfiguration(
                        EncryptionConfiguration.builder().type("AWS_OWNED_KEY").build())
                .build();
    }
}

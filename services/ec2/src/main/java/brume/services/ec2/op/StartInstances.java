package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.StartInstancesRequest;
import brume.api.ec2.StartInstancesResult;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Starts stopped instances; those that run stay as they are. */
public final class StartInstances
        implements Ec2Operation<StartInstancesRequest, StartInstancesResult> {

    private final Ec2Store store;

    public StartInstances(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<StartInstancesRequest, StartInstancesResult> model() {
        return Ec2Api.START_INSTANCES;
    }

    @Override
    public List<Permission> permissions(StartInstancesRequest input, Call call) {
        return Access.onAll(store, model(), Kind.INSTANCE, input.instanceIds(), call);
    }

    @Override
    public StartInstancesResult perform(StartInstancesRequest input, Call call) {
        Unsupported.refuse("AdditionalInfo", input.additionalInfo());
        return StartInstancesResult.builder()
                .startingInstances(
                        new StateChanges(store)
                                .apply(
                                        input.instanceIds(),
                                        call,
                                        (tx, instance, now) -> started(instance, now)))
                .build();
    }

    private static Ec2Instance started(Ec2Instance instance, long now) {
        return switch (instance.state(now)) {
            case RUNNING, PENDING -> instance;
            case STOPPED -> instance.heading(PowerState.RUNNING, now);
            case STOPPING, SHUTTING_DOWN, TERMINATED ->
                    throw StateChanges.refused(instance, "started");
        };
    }
}

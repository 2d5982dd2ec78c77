package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.StopInstancesRequest;
import brume.api.ec2.StopInstancesResult;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Stops running instances. Force changes nothing: there is no guest that could refuse. */
public final class StopInstances
        implements Ec2Operation<StopInstancesRequest, StopInstancesResult> {

    private final Ec2Store store;

    public StopInstances(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<StopInstancesRequest, StopInstancesResult> model() {
        return Ec2Api.STOP_INSTANCES;
    }

    @Override
    public List<Permission> permissions(StopInstancesRequest input, Call call) {
        return Access.onAll(store, model(), Kind.INSTANCE, input.instanceIds(), call);
    }

    @Override
    public StopInstancesResult perform(StopInstancesRequest input, Call call) {
        Unsupported.refuse("Hibernate", input.hibernate());
        return StopInstancesResult.builder()
                .stoppingInstances(
                        new StateChanges(store)
                                .apply(
                                        input.instanceIds(),
                                        call,
                                        (tx, instance, now) -> stopped(instance, now)))
                .build();
    }

    private static Ec2Instance stopped(Ec2Instance instance, long now) {
        return switch (instance.state(now)) {
            case STOPPED, STOPPING -> instance;
            case RUNNING -> {
                if (instance.options().disableApiStop()) {
                    throw Ec2Errors.operationNotPermitted(
                            "The instance '"
                                    + instance.id()
                                    + "' may not be stopped. Modify its 'disableApiStop' instance"
                                    + " attribute and try again.");
                }
                yield instance.heading(PowerState.STOPPED, now);
            }
            case PENDING, SHUTTING_DOWN, TERMINATED ->
                    throw StateChanges.refused(instance, "stopped");
        };
    }
}

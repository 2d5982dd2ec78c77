package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.RebootInstancesRequest;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.List;

/** Reboots running instances, which shows nowhere: their state stays "running". */
public final class RebootInstances implements Ec2Operation<RebootInstancesRequest, Unit> {

    private final Ec2Store store;

    public RebootInstances(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<RebootInstancesRequest, Unit> model() {
        return Ec2Api.REBOOT_INSTANCES;
    }

    @Override
    public List<Permission> permissions(RebootInstancesRequest input, Call call) {
        return Access.onAll(store, model(), Kind.INSTANCE, input.instanceIds(), call);
    }

    @Override
    public Unit perform(RebootInstancesRequest input, Call call) {
        var ignored =
                new StateChanges(store)
                        .apply(
                                input.instanceIds(),
                                call,
                                (tx, instance, now) -> {
                                    PowerState state = instance.state(now);
                                    if (!StateChanges.isOneOf(
                                            state, PowerState.RUNNING, PowerState.PENDING)) {
                                        throw StateChanges.refused(instance, "rebooted");
                                    }
                                    return instance;
                                });
        return Unit.INSTANCE;
    }
}

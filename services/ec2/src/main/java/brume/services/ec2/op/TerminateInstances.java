package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.TerminateInstancesRequest;
import brume.api.ec2.TerminateInstancesResult;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;

/**
 * Terminates instances: volumes with DeleteOnTermination are deleted, the others detached. A
 * terminated instance is shown for an hour.
 */
public final class TerminateInstances
        implements Ec2Operation<TerminateInstancesRequest, TerminateInstancesResult> {

    private final Ec2Store store;

    public TerminateInstances(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<TerminateInstancesRequest, TerminateInstancesResult> model() {
        return Ec2Api.TERMINATE_INSTANCES;
    }

    @Override
    public List<Permission> permissions(TerminateInstancesRequest input, Call call) {
        return Access.onAll(store, model(), Kind.INSTANCE, input.instanceIds(), call);
    }

    @Override
    public TerminateInstancesResult perform(TerminateInstancesRequest input, Call call) {
        return TerminateInstancesResult.builder()
                .terminatingInstances(
                        new StateChanges(store)
                                .apply(
                                        input.instanceIds(),
                                        call,
                                        (tx, instance, now) -> terminated(tx, instance, call)))
                .build();
    }

    private Ec2Instance terminated(Transaction tx, Ec2Instance instance, Call call) {
        if (instance.goal() == PowerState.TERMINATED) {
            return instance;
        }
        if (instance.options().disableApiTermination()) {
            throw Ec2Errors.operationNotPermitted(
                    "The instance '"
                            + instance.id()
                            + "' may not be terminated. Modify its 'disableApiTermination' instance"
                            + " attribute and try again.");
        }
        long now = call.time().toEpochMilli();
        for (EbsVolume volume : store.attachedVolumes(tx, call.scope(), instance.id(), now)) {
            release(tx, instance, volume, call);
        }
        store.freeAddress(tx, call.scope(), instance);
        store.sweep(tx, call.scope(), now);
        Ec2Instance changed = instance.heading(PowerState.TERMINATED, now);
        store.putTerminated(tx, call.scope(), changed);
        return changed;
    }

    private void release(Transaction tx, Ec2Instance instance, EbsVolume volume, Call call) {
        boolean delete =
                volume.attachment(instance.id())
                        .filter(EbsVolume.Attachment::deleteOnTermination)
                        .isPresent();
        boolean shared = volume.attachments(call.time().toEpochMilli()).size() > 1;
        store.deleteAttached(tx, call.scope(), instance.id(), volume.id());
        if (delete && !shared) {
            store.delete(tx, call.scope(), Kind.VOLUME, volume.id());
        } else {
            store.put(
                    tx,
                    call.scope(),
                    Kind.VOLUME,
                    volume.detached(instance.id(), call.time().toEpochMilli()));
        }
    }
}

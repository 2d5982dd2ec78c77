package brume.services.ec2.op;

import brume.api.ec2.DeleteVolumeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.List;

/** Deletes a volume that no instance has; its snapshots stay. It is gone at once. */
public final class DeleteVolume implements Ec2Operation<DeleteVolumeRequest, Unit> {

    private final Ec2Store store;

    public DeleteVolume(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DeleteVolumeRequest, Unit> model() {
        return Ec2Api.DELETE_VOLUME;
    }

    @Override
    public List<Permission> permissions(DeleteVolumeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
    }

    @Override
    public Unit perform(DeleteVolumeRequest input, Call call) {
        long now = call.time().toEpochMilli();
        return store.transact(tx -> {
            EbsVolume volume = store.get(tx, call.scope(), Kind.VOLUME, input.volumeId(), now);
            List<EbsVolume.Attachment> attachments = volume.attachments(now);
            if (!attachments.isEmpty()) {
                throw Ec2Errors.volumeInUse(
                        "Volume "
                                + volume.id()
                                + " is currently attached to "
                                + attachments.getFirst().instanceId());
            }
            store.delete(tx, call.scope(), Kind.VOLUME, volume.id());
            return Unit.INSTANCE;
        });
    }
}

package brume.services.ec2.op;

import brume.api.ec2.DetachVolumeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.VolumeAttachment;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.EbsVolume.Attachment;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;

/** Detaches a volume from its instance. Force changes nothing: no guest can hold on to a volume. */
public final class DetachVolume implements Ec2Operation<DetachVolumeRequest, VolumeAttachment> {

    private final Ec2Store store;

    public DetachVolume(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DetachVolumeRequest, VolumeAttachment> model() {
        return Ec2Api.DETACH_VOLUME;
    }

    @Override
    public List<Permission> permissions(DetachVolumeRequest input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
        if (input.instanceId() != null) {
            permissions.add(
                    Access.on(store, model().action(), Kind.INSTANCE, input.instanceId(), call));
        }
        return permissions;
    }

    @Override
    public VolumeAttachment perform(DetachVolumeRequest input, Call call) {
        long now = call.time().toEpochMilli();
        return store.transact(tx -> {
            EbsVolume volume = store.get(tx, call.scope(), Kind.VOLUME, input.volumeId(), now);
            Attachment attachment = attachment(tx, volume, input, call);
            checkRoot(tx, volume, attachment, call);
            EbsVolume detached = volume.detached(attachment.instanceId(), now);
            store.put(tx, call.scope(), Kind.VOLUME, detached);
            store.deleteAttached(tx, call.scope(), attachment.instanceId(), volume.id());
            return Shapes.attachment(
                            volume,
                            new Attachment(
                                    attachment.instanceId(),
                                    attachment.device(),
                                    attachment.attachedAt(),
                                    attachment.deleteOnTermination(),
                                    now),
                            now)
                    .toBuilder()
                    .deleteOnTermination(null)
                    .build();
        });
    }

    private Attachment attachment(
            Transaction tx, EbsVolume volume, DetachVolumeRequest input, Call call) {
        long now = call.time().toEpochMilli();
        String instanceId = input.instanceId();
        if (instanceId != null) {
            store.get(tx, call.scope(), Kind.INSTANCE, instanceId, now);
        }
        List<Attachment> attachments =
                volume.attachments(now).stream().filter(a -> a.detachedAt() == 0).toList();
        if (attachments.isEmpty()) {
            throw Ec2Errors.incorrectState(
                    "Volume '" + volume.id() + "' is in the '" + volume.state(now) + "' state.");
        }
        if (instanceId == null && attachments.size() > 1) {
            throw Ec2Errors.missingParameter(
                    "The request must contain the parameter instanceId for a volume that is"
                            + " attached to several instances");
        }
        return attachments.stream()
                .filter(a -> instanceId == null || a.instanceId().equals(instanceId))
                .filter(a -> input.device() == null || a.device().equals(input.device()))
                .findFirst()
                .orElseThrow(() ->
                        Ec2Errors.invalidAttachmentNotFound(
                                "The volume '"
                                        + volume.id()
                                        + "' is not attached to instance '"
                                        + (instanceId == null
                                                ? attachments.getFirst().instanceId()
                                                : instanceId)
                                        + "'"
                                        + (input.device() == null
                                                ? ""
                                                : " as device '" + input.device() + "'")
                                        + '.'));
    }

    /** "You must stop the instance first if the volume is its root volume." */
    private void checkRoot(Transaction tx, EbsVolume volume, Attachment attachment, Call call) {
        long now = call.time().toEpochMilli();
        Ec2Instance instance =
                store.get(tx, call.scope(), Kind.INSTANCE, attachment.instanceId(), now);
        if (attachment.device().equals(instance.launch().rootDevice())
                && instance.state(now) != PowerState.STOPPED) {
            throw Ec2Errors.operationNotPermitted(
                    "Unable to detach root volume '"
                            + volume.id()
                            + "' from instance '"
                            + instance.id()
                            + "'");
        }
    }
}

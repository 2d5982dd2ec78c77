package brume.services.ec2.op;

import brume.api.ec2.AttachVolumeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.VolumeAttachment;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.EbsVolume.Attachment;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.List;

/** Attaches a volume to an instance of the same zone. */
public final class AttachVolume implements Ec2Operation<AttachVolumeRequest, VolumeAttachment> {

    private final Ec2Store store;

    public AttachVolume(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<AttachVolumeRequest, VolumeAttachment> model() {
        return Ec2Api.ATTACH_VOLUME;
    }

    @Override
    public List<Permission> permissions(AttachVolumeRequest input, Call call) {
        return List.of(
                Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call),
                Access.on(store, model().action(), Kind.INSTANCE, input.instanceId(), call));
    }

    @Override
    public VolumeAttachment perform(AttachVolumeRequest input, Call call) {
        Integer card = input.ebsCardIndex();
        Unsupported.refuse("EbsCardIndex", card != null && card == 0 ? null : card);
        long now = call.time().toEpochMilli();
        return store.transact(tx -> {
            EbsVolume volume = store.get(tx, call.scope(), Kind.VOLUME, input.volumeId(), now);
            Ec2Instance instance =
                    store.get(tx, call.scope(), Kind.INSTANCE, input.instanceId(), now);
            checkInstance(instance, volume, now);
            checkVolume(volume, instance, now);
            checkDevice(tx, instance, input.device(), call);
            Attachment attachment = new Attachment(instance.id(), input.device(), now, false, 0);
            store.put(tx, call.scope(), Kind.VOLUME, volume.attached(attachment));
            store.putAttached(tx, call.scope(), instance.id(), volume.id());
            return Shapes.attachment(volume, attachment, now).toBuilder()
                    .deleteOnTermination(null)
                    .build();
        });
    }

    private static void checkInstance(Ec2Instance instance, EbsVolume volume, long now) {
        PowerState state = instance.state(now);
        if (state != PowerState.RUNNING && state != PowerState.STOPPED) {
            throw Ec2Errors.incorrectState("Instance '" + instance.id() + "' is not 'running'.");
        }
        if (!instance.launch().zone().equals(volume.zone())) {
            throw Ec2Errors.invalidVolumeZoneMismatch(
                    "The volume '"
                            + volume.id()
                            + "' is not in the same availability zone as instance '"
                            + instance.id()
                            + "'");
        }
    }

    private static void checkVolume(EbsVolume volume, Ec2Instance instance, long now) {
        String state = volume.state(now);
        boolean shared =
                volume.settings().multiAttach() && volume.attachment(instance.id()).isEmpty();
        if (state.equals("in-use") && !shared) {
            throw Ec2Errors.volumeInUse(volume.id() + " is already attached to an instance");
        }
        if (state.equals("creating")) {
            throw Ec2Errors.incorrectState("Volume '" + volume.id() + "' is not 'available'.");
        }
        if (volume.attachments(now).size() >= Ec2Quotas.ATTACHMENTS_PER_VOLUME.value()) {
            throw Ec2Errors.attachmentLimitExceeded(
                    "Volume " + volume.id() + " has reached its attachment limit");
        }
    }

    private void checkDevice(Transaction tx, Ec2Instance instance, String device, Call call) {
        long now = call.time().toEpochMilli();
        List<EbsVolume> present = store.attachedVolumes(tx, call.scope(), instance.id(), now);
        if (present.size() >= Ec2Quotas.ATTACHMENTS_PER_INSTANCE.value()) {
            throw Ec2Errors.attachmentLimitExceeded(
                    "Volume attachment limit exceeded for instance " + instance.id());
        }
        boolean taken =
                present.stream()
                        .flatMap(volume -> volume.attachment(instance.id()).stream())
                        .anyMatch(attachment -> attachment.device().equals(device));
        if (taken) {
            throw Ec2Errors.invalidParameterValue(
                    "Invalid value '"
                            + device
                            + "' for unixDevice. Attachment point "
                            + device
                            + " is already in use");
        }
    }
}

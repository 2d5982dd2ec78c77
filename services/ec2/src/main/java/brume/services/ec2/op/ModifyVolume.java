package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.ModifyVolumeRequest;
import brume.api.ec2.ModifyVolumeResult;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.EbsVolume.Modification;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.VolumeSettings;
import brume.services.ec2.domain.VolumeType;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Changes size, type or performance of a volume; the size only grows. */
public final class ModifyVolume implements Ec2Operation<ModifyVolumeRequest, ModifyVolumeResult> {

    private final Ec2Store store;

    public ModifyVolume(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<ModifyVolumeRequest, ModifyVolumeResult> model() {
        return Ec2Api.MODIFY_VOLUME;
    }

    @Override
    public List<Permission> permissions(ModifyVolumeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
    }

    @Override
    public ModifyVolumeResult perform(ModifyVolumeRequest input, Call call) {
        long now = call.time().toEpochMilli();
        return store.transact(tx -> {
            EbsVolume volume = store.get(tx, call.scope(), Kind.VOLUME, input.volumeId(), now);
            checkRate(volume, now);
            Modification change = new Modification(now, volume.settings(), target(volume, input));
            store.put(tx, call.scope(), Kind.VOLUME, volume.modified(change));
            return ModifyVolumeResult.builder()
                    .volumeModification(Shapes.modification(volume.id(), change, now))
                    .build();
        });
    }

    private static void checkRate(EbsVolume volume, long now) {
        Modification last = volume.modification();
        if (last != null && now < last.startedAt() + Ec2Quotas.BETWEEN_MODIFICATIONS_MS) {
            throw Ec2Errors.volumeModificationRateExceeded(
                    "You've reached the maximum modification rate per volume limit. Wait at least 6"
                            + " hours between modifications per EBS volume.");
        }
    }

    private static VolumeSettings target(EbsVolume volume, ModifyVolumeRequest input) {
        VolumeSettings present = volume.settings();
        int size = input.size() == null ? present.size() : input.size();
        if (size < present.size()) {
            throw Ec2Errors.invalidParameterValue("New size cannot be smaller than existing size");
        }
        String word = input.volumeType() == null ? present.type() : input.volumeType();
        VolumeType type =
                VolumeType.find(word)
                        .orElseThrow(() ->
                                Ec2Errors.invalidParameterValue(
                                        "Value ("
                                                + word
                                                + ") for parameter volumeType is"
                                                + " invalid."));
        // What was provisioned stays, unless it is gp2's computed figure or the type changes.
        boolean same = word.equals(present.type());
        boolean provisioned = same && type != VolumeType.GP2;
        Integer iops = (input.iops() == null && provisioned) ? present.iops() : input.iops();
        Integer throughput =
                (input.throughput() == null && same) ? present.throughput() : input.throughput();
        boolean multiAttach =
                input.multiAttachEnabled() == null
                        ? present.multiAttach() && type.sharable()
                        : input.multiAttachEnabled();
        return type.settings(size, iops, throughput, multiAttach);
    }
}

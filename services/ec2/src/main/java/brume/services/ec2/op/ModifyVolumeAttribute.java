package brume.services.ec2.op;

import brume.api.ec2.AttributeBooleanValue;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.ModifyVolumeAttributeRequest;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.List;

/** Changes AutoEnableIO of a volume. */
public final class ModifyVolumeAttribute
        implements Ec2Operation<ModifyVolumeAttributeRequest, Unit> {

    private final Ec2Store store;

    public ModifyVolumeAttribute(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<ModifyVolumeAttributeRequest, Unit> model() {
        return Ec2Api.MODIFY_VOLUME_ATTRIBUTE;
    }

    @Override
    public List<Permission> permissions(ModifyVolumeAttributeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
    }

    @Override
    public Unit perform(ModifyVolumeAttributeRequest input, Call call) {
        AttributeBooleanValue change = input.autoEnableIO();
        if (change == null || change.value() == null) {
            throw Ec2Errors.missingParameter(
                    "The request must contain the parameter AutoEnableIO.Value");
        }
        boolean value = change.value();
        return store.transact(tx -> {
            EbsVolume volume =
                    store.get(
                            tx,
                            call.scope(),
                            Kind.VOLUME,
                            input.volumeId(),
                            call.time().toEpochMilli());
            store.put(tx, call.scope(), Kind.VOLUME, volume.withAutoEnableIo(value));
            return Unit.INSTANCE;
        });
    }
}

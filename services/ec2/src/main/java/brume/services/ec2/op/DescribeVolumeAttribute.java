package brume.services.ec2.op;

import brume.api.ec2.AttributeBooleanValue;
import brume.api.ec2.DescribeVolumeAttributeRequest;
import brume.api.ec2.DescribeVolumeAttributeResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Shows one attribute of a volume. */
public final class DescribeVolumeAttribute
        implements Ec2Operation<DescribeVolumeAttributeRequest, DescribeVolumeAttributeResult> {

    private final Ec2Store store;

    public DescribeVolumeAttribute(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeVolumeAttributeRequest, DescribeVolumeAttributeResult> model() {
        return Ec2Api.DESCRIBE_VOLUME_ATTRIBUTE;
    }

    @Override
    public List<Permission> permissions(DescribeVolumeAttributeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.VOLUME, input.volumeId(), call));
    }

    @Override
    public DescribeVolumeAttributeResult perform(DescribeVolumeAttributeRequest input, Call call) {
        EbsVolume volume =
                store.read(reader ->
                        store.get(
                                reader,
                                call.scope(),
                                Kind.VOLUME,
                                input.volumeId(),
                                call.time().toEpochMilli()));
        var result = DescribeVolumeAttributeResult.builder().volumeId(volume.id());
        return switch (input.attribute()) {
            case "autoEnableIO" ->
                    result.autoEnableIO(
                                    AttributeBooleanValue.builder()
                                            .value(volume.autoEnableIo())
                                            .build())
                            .build();
            case "productCodes" -> result.productCodes(List.of()).build();
            default ->
                    throw Ec2Errors.invalidParameterValue(
                            "Value ("
                                    + input.attribute()
                                    + ") for parameter attribute is invalid. Unknown attribute.");
        };
    }
}

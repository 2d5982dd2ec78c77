package brume.services.ec2.op;

import brume.api.ec2.AttributeBooleanValue;
import brume.api.ec2.AttributeValue;
import brume.api.ec2.DescribeInstanceAttributeRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.EnclaveOptions;
import brume.api.ec2.InstanceAttribute;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows one attribute of an instance. */
public final class DescribeInstanceAttribute
        implements Ec2Operation<DescribeInstanceAttributeRequest, InstanceAttribute> {

    private final Ec2Store store;

    public DescribeInstanceAttribute(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeInstanceAttributeRequest, InstanceAttribute> model() {
        return Ec2Api.DESCRIBE_INSTANCE_ATTRIBUTE;
    }

    @Override
    public List<Permission> permissions(DescribeInstanceAttributeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.INSTANCE, input.instanceId(), call));
    }

    @Override
    public InstanceAttribute perform(DescribeInstanceAttributeRequest input, Call call) {
        return store.read(reader -> {
            Ec2Instance instance =
                    store.get(
                            reader,
                            call.scope(),
                            Kind.INSTANCE,
                            input.instanceId(),
                            call.time().toEpochMilli());
            InstanceAttribute.Builder shown = InstanceAttribute.builder().instanceId(instance.id());
            show(shown, input.attribute(), reader, instance, call);
            return shown.build();
        });
    }

    private void show(
            InstanceAttribute.Builder shown,
            String attribute,
            Reader reader,
            Ec2Instance instance,
            Call call) {
        Ec2Instance.Options options = instance.options();
        var ignored =
                switch (attribute) {
                    case "blockDeviceMapping" ->
                            shown.blockDeviceMappings(
                                    new InstanceShapes(store).mappings(reader, instance, call));
                    case "disableApiStop" -> shown.disableApiStop(flag(options.disableApiStop()));
                    case "disableApiTermination" ->
                            shown.disableApiTermination(flag(options.disableApiTermination()));
                    case "ebsOptimized" -> shown.ebsOptimized(flag(options.ebsOptimized()));
                    case "enaSupport" -> shown.enaSupport(flag(true));
                    case "enclaveOptions" ->
                            shown.enclaveOptions(EnclaveOptions.builder().enabled(false).build());
                    case "groupSet" ->
                            shown.groups(InstanceShapes.groups(new DefaultNetwork(call.scope())));
                    case "instanceInitiatedShutdownBehavior" ->
                            shown.instanceInitiatedShutdownBehavior(
                                    text(options.shutdownBehavior()));
                    case "instanceType" -> shown.instanceType(text(options.type()));
                    case "kernel" -> shown.kernelId(text(null));
                    case "productCodes" -> shown.productCodes(List.of());
                    case "ramdisk" -> shown.ramdiskId(text(null));
                    case "rootDeviceName" ->
                            shown.rootDeviceName(text(instance.launch().rootDevice()));
                    case "sourceDestCheck" ->
                            shown.sourceDestCheck(flag(options.sourceDestCheck()));
                    case "sriovNetSupport" -> shown.sriovNetSupport(text(null));
                    case "userData" -> shown.userData(text(options.userData()));
                    default ->
                            throw Ec2Errors.invalidParameterValue(
                                    "Value ("
                                            + attribute
                                            + ") for parameter attribute is invalid. Unknown"
                                            + " attribute.");
                };
    }

    private static AttributeBooleanValue flag(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    private static AttributeValue text(@Nullable String value) {
        return AttributeValue.builder().value(value).build();
    }
}

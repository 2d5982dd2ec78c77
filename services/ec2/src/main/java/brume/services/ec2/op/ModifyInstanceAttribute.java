package brume.services.ec2.op;

import brume.api.ec2.AttributeBooleanValue;
import brume.api.ec2.AttributeValue;
import brume.api.ec2.BlobAttributeValue;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.InstanceBlockDeviceMappingSpecification;
import brume.api.ec2.ModifyInstanceAttributeRequest;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Ec2Instance.Options;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.MachineType;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.Blob;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes attributes of an instance; type and user data of a stopped one only. */
public final class ModifyInstanceAttribute
        implements Ec2Operation<ModifyInstanceAttributeRequest, Unit> {

    private final Ec2Store store;

    public ModifyInstanceAttribute(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<ModifyInstanceAttributeRequest, Unit> model() {
        return Ec2Api.MODIFY_INSTANCE_ATTRIBUTE;
    }

    @Override
    public List<Permission> permissions(ModifyInstanceAttributeRequest input, Call call) {
        return List.of(Access.on(store, model().action(), Kind.INSTANCE, input.instanceId(), call));
    }

    @Override
    public Unit perform(ModifyInstanceAttributeRequest input, Call call) {
        refuse(input, call);
        long now = call.time().toEpochMilli();
        return store.transact(tx -> {
            Ec2Instance instance =
                    store.get(tx, call.scope(), Kind.INSTANCE, input.instanceId(), now);
            if (needsStop(input) && instance.state(now) != PowerState.STOPPED) {
                throw Ec2Errors.incorrectInstanceState(
                        "The instance '" + instance.id() + "' is not in the 'stopped' state.");
            }
            Ec2Instance changed = instance.withOptions(options(instance.options(), input));
            store.put(tx, call.scope(), Kind.INSTANCE, changed);
            for (InstanceBlockDeviceMappingSpecification mapping : mappings(input)) {
                changeVolume(tx, instance, mapping, call);
            }
            return Unit.INSTANCE;
        });
    }

    private static List<InstanceBlockDeviceMappingSpecification> mappings(
            ModifyInstanceAttributeRequest input) {
        return input.blockDeviceMappings() == null ? List.of() : input.blockDeviceMappings();
    }

    private static void refuse(ModifyInstanceAttributeRequest input, Call call) {
        Unsupported.refuse("EnaSupport", input.enaSupport());
        Unsupported.refuse("Kernel", input.kernel());
        Unsupported.refuse("Ramdisk", input.ramdisk());
        Unsupported.refuse("SriovNetSupport", input.sriovNetSupport());
        String group = new DefaultNetwork(call.scope()).groupId();
        for (String id : input.groups() == null ? List.<String>of() : input.groups()) {
            if (!id.equals(group)) {
                throw Ec2Errors.invalidGroupNotFound(
                        "The security group '" + id + "' does not exist");
            }
        }
    }

    private static boolean needsStop(ModifyInstanceAttributeRequest input) {
        String attribute = String.valueOf(input.attribute());
        return input.instanceType() != null
                || input.userData() != null
                || input.ebsOptimized() != null
                || List.of("instanceType", "userData", "ebsOptimized").contains(attribute);
    }

    private static Options options(Options present, ModifyInstanceAttributeRequest request) {
        ModifyInstanceAttributeRequest input =
                request.attribute() == null ? request : newer(request);
        String type = input.instanceType() == null ? null : input.instanceType().value();
        String behavior =
                input.instanceInitiatedShutdownBehavior() == null
                        ? null
                        : input.instanceInitiatedShutdownBehavior().value();
        return changed(
                present,
                type == null ? present.type() : LaunchRequest.type(type).name(),
                flag(input.ebsOptimized(), present.ebsOptimized()),
                flag(input.disableApiTermination(), present.disableApiTermination()),
                flag(input.disableApiStop(), present.disableApiStop()),
                behavior == null
                        ? present.shutdownBehavior()
                        : LaunchRequest.checkBehavior(behavior),
                flag(input.sourceDestCheck(), present.sourceDestCheck()),
                userData(input, present));
    }

    /** The older form, the attribute's name and its value as text, in the newer one. */
    private static ModifyInstanceAttributeRequest newer(ModifyInstanceAttributeRequest input) {
        String value = input.value();
        if (value == null) {
            if (String.valueOf(input.attribute()).equals("blockDeviceMapping")) {
                return input;
            }
            throw Ec2Errors.missingParameter("The request must contain the parameter Value");
        }
        AttributeValue text = AttributeValue.builder().value(value).build();
        AttributeBooleanValue flag =
                AttributeBooleanValue.builder().value(Boolean.parseBoolean(value)).build();
        ModifyInstanceAttributeRequest.Builder newer = input.toBuilder();
        switch (String.valueOf(input.attribute())) {
            case "instanceType" -> newer.instanceType(text);
            case "ebsOptimized" -> newer.ebsOptimized(flag);
            case "disableApiTermination" -> newer.disableApiTermination(flag);
            case "disableApiStop" -> newer.disableApiStop(flag);
            case "instanceInitiatedShutdownBehavior" ->
                    newer.instanceInitiatedShutdownBehavior(text);
            case "sourceDestCheck" -> newer.sourceDestCheck(flag);
            case "userData" -> {
                byte[] data = Base64.getDecoder().decode(LaunchRequest.checkUserData(value));
                newer.userData(BlobAttributeValue.builder().value(Blob.of(data)).build());
            }
            default ->
                    throw Ec2Errors.invalidParameterValue(
                            "Value ("
                                    + input.attribute()
                                    + ") for parameter attribute is invalid. Unknown attribute.");
        }
        return newer.build();
    }

    private static Options changed(
            Options present,
            String type,
            boolean ebsOptimized,
            boolean disableApiTermination,
            boolean disableApiStop,
            String shutdownBehavior,
            boolean sourceDestCheck,
            @Nullable String userData) {
        String credits =
                type.equals(present.type())
                        ? present.cpuCredits()
                        : MachineType.find(type).orElseThrow().cpuCreditsDefault();
        return new Options(
                type,
                ebsOptimized,
                disableApiTermination,
                disableApiStop,
                shutdownBehavior,
                sourceDestCheck,
                credits,
                userData);
    }

    private static boolean flag(@Nullable AttributeBooleanValue given, boolean present) {
        return (given == null || given.value() == null) ? present : given.value();
    }

    private static @Nullable String userData(
            ModifyInstanceAttributeRequest input, Options present) {
        if (input.userData() == null) {
            return present.userData();
        }
        Blob value = input.userData().value();
        return value == null
                ? null
                : LaunchRequest.checkUserData(Base64.getEncoder().encodeToString(value.bytes()));
    }

    private void changeVolume(
            Transaction tx,
            Ec2Instance instance,
            InstanceBlockDeviceMappingSpecification mapping,
            Call call) {
        Unsupported.refuse("BlockDeviceMapping.NoDevice", mapping.noDevice());
        Unsupported.refuse("BlockDeviceMapping.VirtualName", mapping.virtualName());
        if (mapping.ebs() == null || mapping.ebs().deleteOnTermination() == null) {
            return;
        }
        boolean delete = mapping.ebs().deleteOnTermination();
        long now = call.time().toEpochMilli();
        EbsVolume volume =
                store.attachedVolumes(tx, call.scope(), instance.id(), now).stream()
                        .filter(v ->
                                v.attachment(instance.id())
                                        .filter(a -> a.device().equals(mapping.deviceName()))
                                        .isPresent())
                        .findFirst()
                        .orElseThrow(() ->
                                Ec2Errors.invalidBlockDeviceMapping(
                                        "No device is currently mapped at "
                                                + mapping.deviceName()));
        store.put(
                tx,
                call.scope(),
                Kind.VOLUME,
                volume.withDeleteOnTermination(instance.id(), delete));
    }
}

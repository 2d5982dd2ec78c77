package brume.services.ec2.op;

import brume.api.ec2.CapacityReservationSpecificationResponse;
import brume.api.ec2.CpuOptions;
import brume.api.ec2.EbsInstanceBlockDevice;
import brume.api.ec2.EnclaveOptions;
import brume.api.ec2.GroupIdentifier;
import brume.api.ec2.HibernationOptions;
import brume.api.ec2.Instance;
import brume.api.ec2.InstanceBlockDeviceMapping;
import brume.api.ec2.InstanceMaintenanceOptions;
import brume.api.ec2.InstanceMetadataOptionsResponse;
import brume.api.ec2.InstanceNetworkInterface;
import brume.api.ec2.InstanceNetworkInterfaceAttachment;
import brume.api.ec2.InstancePrivateIpAddress;
import brume.api.ec2.InstanceState;
import brume.api.ec2.Monitoring;
import brume.api.ec2.Placement;
import brume.api.ec2.PrivateDnsNameOptionsResponse;
import brume.api.ec2.StateReason;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Ec2Instance.Launch;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.MachineType;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.domain.ResourceIds;
import brume.services.ec2.domain.Times;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Reader;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instances as the API shows them. */
record InstanceShapes(Ec2Store store) {

    private static final DateTimeFormatter REASON_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    Instance instance(Reader reader, Ec2Instance instance, Call call) {
        long now = call.time().toEpochMilli();
        PowerState state = instance.state(now);
        // What is not running on a host has no network of its own any more.
        boolean placed = instance.goal() != PowerState.TERMINATED;
        Launch launch = instance.launch();
        DefaultNetwork network = new DefaultNetwork(call.scope());
        MachineType type = MachineType.find(instance.options().type()).orElseThrow();
        Instance.Builder shown =
                Instance.builder()
                        .instanceId(instance.id())
                        .amiLaunchIndex(launch.index())
                        .imageId(launch.imageId())
                        .instanceType(type.name())
                        .launchTime(Times.of(instance.launchedAt()))
                        .monitoring(
                                Monitoring.builder()
                                        .state(
                                                (launch.monitoring() && placed)
                                                        ? "enabled"
                                                        : "disabled")
                                        .build())
                        .placement(
                                Placement.builder()
                                        .availabilityZone(launch.zone())
                                        .groupName("")
                                        .tenancy("default")
                                        .build())
                        .privateDnsName(placed ? network.privateDnsName(launch.privateIp()) : "")
                        .privateIpAddress(placed ? launch.privateIp() : null)
                        .productCodes(List.of())
                        .publicDnsName("")
                        .state(state(state))
                        .stateTransitionReason(reason(instance))
                        .stateReason(stateReason(instance, state))
                        .subnetId(placed ? launch.subnetId() : null)
                        .vpcId(placed ? network.vpcId() : null)
                        .architecture(type.architecture())
                        .blockDeviceMappings(mappings(reader, instance, call))
                        .clientToken(launch.clientToken())
                        .ebsOptimized(instance.options().ebsOptimized())
                        .enaSupport(true)
                        .hypervisor("xen")
                        .networkInterfaces(
                                placed
                                        ? List.of(networkInterface(instance, network, call))
                                        : List.of())
                        .rootDeviceName(launch.rootDevice())
                        .rootDeviceType("ebs")
                        .securityGroups(placed ? groups(network) : List.of())
                        .sourceDestCheck(placed ? instance.options().sourceDestCheck() : null)
                        .tags(Shapes.tagsOrNull(instance.tags()))
                        .virtualizationType("hvm")
                        .metadataOptions(metadata(launch, state))
                        .usageOperationUpdateTime(Times.of(launch.at()));
        return options(shown, type).build();
    }

    /** Settings that every instance of a type has here. */
    private static Instance.Builder options(Instance.Builder shown, MachineType type) {
        return shown.cpuOptions(
                        CpuOptions.builder()
                                .coreCount(type.cores())
                                .threadsPerCore(type.threadsPerCore())
                                .build())
                .capacityReservationSpecification(
                        CapacityReservationSpecificationResponse.builder()
                                .capacityReservationPreference("open")
                                .build())
                .hibernationOptions(HibernationOptions.builder().configured(false).build())
                .enclaveOptions(EnclaveOptions.builder().enabled(false).build())
                .platformDetails("Linux/UNIX")
                .usageOperation("RunInstances")
                .privateDnsNameOptions(
                        PrivateDnsNameOptionsResponse.builder()
                                .hostnameType("ip-name")
                                .enableResourceNameDnsARecord(false)
                                .enableResourceNameDnsAAAARecord(false)
                                .build())
                .maintenanceOptions(
                        InstanceMaintenanceOptions.builder().autoRecovery("default").build());
    }

    static InstanceState state(PowerState state) {
        return InstanceState.builder().code(state.code()).name(state.word()).build();
    }

    static List<GroupIdentifier> groups(DefaultNetwork network) {
        return List.of(
                GroupIdentifier.builder()
                        .groupId(network.groupId())
                        .groupName(DefaultNetwork.GROUP_NAME)
                        .build());
    }

    private static String reason(Ec2Instance instance) {
        return instance.goal() == PowerState.RUNNING
                ? ""
                : "User initiated (" + REASON_TIME.format(Times.of(instance.changedAt())) + ')';
    }

    private static @Nullable StateReason stateReason(Ec2Instance instance, PowerState state) {
        if (state == PowerState.PENDING) {
            return reason("pending", "pending");
        }
        return instance.goal() == PowerState.RUNNING
                ? null
                : reason(
                        "Client.UserInitiatedShutdown",
                        "Client.UserInitiatedShutdown: User initiated shutdown");
    }

    private static StateReason reason(String code, String message) {
        return StateReason.builder().code(code).message(message).build();
    }

    List<InstanceBlockDeviceMapping> mappings(Reader reader, Ec2Instance instance, Call call) {
        long now = call.time().toEpochMilli();
        return store.attachedVolumes(reader, call.scope(), instance.id(), now).stream()
                .flatMap(volume ->
                        volume.attachment(instance.id()).stream()
                                .map(attachment -> mapping(volume, attachment, now)))
                .sorted(java.util.Comparator.comparing(m -> String.valueOf(m.deviceName())))
                .toList();
    }

    private static InstanceBlockDeviceMapping mapping(
            EbsVolume volume, EbsVolume.Attachment attachment, long now) {
        return InstanceBlockDeviceMapping.builder()
                .deviceName(attachment.device())
                .ebs(
                        EbsInstanceBlockDevice.builder()
                                .volumeId(volume.id())
                                .attachTime(Times.of(attachment.attachedAt()))
                                .deleteOnTermination(attachment.deleteOnTermination())
                                .status(attachment.state(now))
                                .build())
                .build();
    }

    private static InstanceNetworkInterface networkInterface(
            Ec2Instance instance, DefaultNetwork network, Call call) {
        Launch launch = instance.launch();
        String id = launch.interfaceId();
        String dns = network.privateDnsName(launch.privateIp());
        boolean attaching = call.time().toEpochMilli() < launch.at() + Ec2Quotas.TRANSITION_MS;
        return InstanceNetworkInterface.builder()
                .networkInterfaceId(id)
                .attachment(
                        InstanceNetworkInterfaceAttachment.builder()
                                .attachmentId(ResourceIds.fixed("eni-attach-", call.scope(), id))
                                .attachTime(Times.of(launch.at()))
                                .deleteOnTermination(true)
                                .deviceIndex(0)
                                .networkCardIndex(0)
                                .status(attaching ? "attaching" : "attached")
                                .build())
                .description("")
                .groups(groups(network))
                .ipv6Addresses(List.of())
                .macAddress(macAddress(id))
                .ownerId(call.account().value())
                .privateDnsName(dns)
                .privateIpAddress(launch.privateIp())
                .privateIpAddresses(
                        List.of(
                                InstancePrivateIpAddress.builder()
                                        .primary(true)
                                        .privateDnsName(dns)
                                        .privateIpAddress(launch.privateIp())
                                        .build()))
                .sourceDestCheck(instance.options().sourceDestCheck())
                .status("in-use")
                .subnetId(launch.subnetId())
                .vpcId(network.vpcId())
                .interfaceType("interface")
                .build();
    }

    /** Locally administered, from the digits of the interface's id. */
    private static String macAddress(String interfaceId) {
        StringBuilder mac = new StringBuilder("02");
        int digit = "eni-".length();
        for (int i = 0; i < 5; i++) {
            mac.append(':').append(interfaceId, digit + 2 * i, digit + 2 * i + 2);
        }
        return mac.toString();
    }

    private static InstanceMetadataOptionsResponse metadata(Launch launch, PowerState state) {
        return InstanceMetadataOptionsResponse.builder()
                .state(state == PowerState.PENDING ? "pending" : "applied")
                .httpTokens(launch.metadata().tokens())
                .httpPutResponseHopLimit(launch.metadata().hopLimit())
                .httpEndpoint(launch.metadata().endpoint())
                .httpProtocolIpv6(launch.metadata().ipv6())
                .instanceMetadataTags(launch.metadata().tags())
                .build();
    }
}

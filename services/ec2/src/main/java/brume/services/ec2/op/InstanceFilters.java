package brume.services.ec2.op;

import brume.api.ec2.EbsInstanceBlockDevice;
import brume.api.ec2.GroupIdentifier;
import brume.api.ec2.Instance;
import brume.api.ec2.InstanceBlockDeviceMapping;
import brume.api.ec2.InstanceMetadataOptionsResponse;
import brume.api.ec2.InstanceNetworkInterface;
import brume.api.ec2.InstanceNetworkInterfaceAttachment;
import brume.api.ec2.InstanceState;
import brume.api.ec2.StateReason;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.op.DescribeInstances.Shown;
import brume.spi.Call;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filters of DescribeInstances. Source: API_DescribeInstances. */
final class InstanceFilters {

    private final Filters<Shown> filters = new Filters<>();

    private InstanceFilters() {}

    static Filters<Shown> of(Call call) {
        InstanceFilters all = new InstanceFilters();
        all.common(call);
        all.state();
        all.blockDevices();
        all.options();
        all.networkInterfaces(call);
        all.absent();
        return all.filters;
    }

    private void common(Call call) {
        AwsRegion region = AwsRegion.of(call.region().value());
        filters.onTags(shown -> shown.instance().tags());
        on("architecture", Instance::architecture);
        filters.on("availability-zone", InstanceFilters::zone);
        filters.on(
                "availability-zone-id",
                shown -> DescribeVolumes.zoneId(region, String.valueOf(zone(shown))));
        on("client-token", Instance::clientToken);
        on("ebs-optimized", Instance::ebsOptimized);
        on("ena-support", Instance::enaSupport);
        on("hypervisor", Instance::hypervisor);
        on("image-id", Instance::imageId);
        on("instance-id", Instance::instanceId);
        on("instance-type", Instance::instanceType);
        on("launch-index", Instance::amiLaunchIndex);
        on("launch-time", Instance::launchTime);
        on("platform-details", Instance::platformDetails);
        on("private-dns-name", Instance::privateDnsName);
        on("private-ip-address", Instance::privateIpAddress);
        on("root-device-name", Instance::rootDeviceName);
        on("root-device-type", Instance::rootDeviceType);
        on("source-dest-check", Instance::sourceDestCheck);
        on("subnet-id", Instance::subnetId);
        on("usage-operation", Instance::usageOperation);
        on("usage-operation-update-time", Instance::usageOperationUpdateTime);
        on("virtualization-type", Instance::virtualizationType);
        on("vpc-id", Instance::vpcId);
        filters.on("owner-id", shown -> call.account());
        filters.on("reservation-id", Shown::reservationId);
        for (String prefix : new String[] {"instance.", ""}) {
            filters.onAny(prefix + "group-id", groups(GroupIdentifier::groupId));
            filters.onAny(prefix + "group-name", groups(GroupIdentifier::groupName));
        }
    }

    private void state() {
        on("instance-state-code", i -> member(i.state(), InstanceState::code));
        on("instance-state-name", i -> member(i.state(), InstanceState::name));
        on("monitoring-state", i -> member(i.monitoring(), m -> m.state()));
        on("reason", Instance::stateTransitionReason);
        on("state-reason-code", i -> member(i.stateReason(), StateReason::code));
        on("state-reason-message", i -> member(i.stateReason(), StateReason::message));
    }

    private void blockDevices() {
        filters.onAny(
                "block-device-mapping.device-name",
                devices(InstanceBlockDeviceMapping::deviceName));
        ebs("attach-time", EbsInstanceBlockDevice::attachTime);
        ebs("delete-on-termination", EbsInstanceBlockDevice::deleteOnTermination);
        ebs("status", EbsInstanceBlockDevice::status);
        ebs("volume-id", EbsInstanceBlockDevice::volumeId);
    }

    private void ebs(
            String name, Function<EbsInstanceBlockDevice, ? extends @Nullable Object> value) {
        filters.onAny(
                "block-device-mapping." + name, devices(mapping -> member(mapping.ebs(), value)));
    }

    private void options() {
        on("capacity-reservation-specification.capacity-reservation-preference", i -> "open");
        on("enclave-options.enabled", i -> false);
        on("hibernation-options.configured", i -> false);
        on("maintenance-options.auto-recovery", i -> "default");
        on("network-performance-options.bandwidth-weighting", i -> "default");
        on("operator.managed", i -> false);
        on("private-dns-name-options.hostname-type", i -> "ip-name");
        on("private-dns-name-options.enable-resource-name-dns-a-record", i -> false);
        on("private-dns-name-options.enable-resource-name-dns-aaaa-record", i -> false);
        on("tenancy", i -> "default");
        metadata("http-endpoint", InstanceMetadataOptionsResponse::httpEndpoint);
        metadata("http-protocol-ipv4", m -> "enabled");
        metadata("http-protocol-ipv6", InstanceMetadataOptionsResponse::httpProtocolIpv6);
        metadata(
                "http-put-response-hop-limit",
                InstanceMetadataOptionsResponse::httpPutResponseHopLimit);
        metadata("http-tokens", InstanceMetadataOptionsResponse::httpTokens);
        metadata("instance-metadata-tags", InstanceMetadataOptionsResponse::instanceMetadataTags);
        metadata("state", InstanceMetadataOptionsResponse::state);
    }

    private void metadata(
            String name,
            Function<InstanceMetadataOptionsResponse, ? extends @Nullable Object> value) {
        on("metadata-options." + name, i -> member(i.metadataOptions(), value));
    }

    private void networkInterfaces(Call call) {
        network("addresses.primary", i -> true);
        network("addresses.private-dns-name", InstanceNetworkInterface::privateDnsName);
        network("addresses.private-ip-address", InstanceNetworkInterface::privateIpAddress);
        attachment("attach-time", InstanceNetworkInterfaceAttachment::attachTime);
        attachment("attachment-id", InstanceNetworkInterfaceAttachment::attachmentId);
        attachment(
                "delete-on-termination", InstanceNetworkInterfaceAttachment::deleteOnTermination);
        attachment("device-index", InstanceNetworkInterfaceAttachment::deviceIndex);
        attachment("network-card-index", InstanceNetworkInterfaceAttachment::networkCardIndex);
        attachment("status", InstanceNetworkInterfaceAttachment::status);
        attachment("instance-owner-id", a -> call.account());
        filters.on("network-interface.attachment.instance-id", s -> s.instance().instanceId());
        filters.on("network-interface.availability-zone", InstanceFilters::zone);
        network("deny-all-igw-traffic", i -> false);
        network("description", InstanceNetworkInterface::description);
        filters.onAny("network-interface.group-id", groups(GroupIdentifier::groupId));
        filters.onAny("network-interface.group-name", groups(GroupIdentifier::groupName));
        network("ipv6-native", i -> false);
        network("mac-address", InstanceNetworkInterface::macAddress);
        network("network-interface-id", InstanceNetworkInterface::networkInterfaceId);
        network("operator.managed", i -> false);
        network("owner-id", InstanceNetworkInterface::ownerId);
        network("private-dns-name", InstanceNetworkInterface::privateDnsName);
        network("private-ip-address", InstanceNetworkInterface::privateIpAddress);
        network("requester-managed", i -> false);
        network("source-dest-check", InstanceNetworkInterface::sourceDestCheck);
        network("status", InstanceNetworkInterface::status);
        network("subnet-id", InstanceNetworkInterface::subnetId);
        network("vpc-id", InstanceNetworkInterface::vpcId);
    }

    private void network(
            String name, Function<InstanceNetworkInterface, ? extends @Nullable Object> value) {
        filters.onAny(
                "network-interface." + name,
                shown ->
                        Stream.ofNullable(shown.instance().networkInterfaces())
                                .flatMap(Collection::stream)
                                .map(value));
    }

    private void attachment(
            String name,
            Function<InstanceNetworkInterfaceAttachment, ? extends @Nullable Object> value) {
        network("attachment." + name, i -> member(i.attachment(), value));
    }

    /** Documented, and nothing here has them. */
    private void absent() {
        for (String prefix : new String[] {"addresses.association.", "association."}) {
            for (String name :
                    new String[] {
                        "allocation-id",
                        "association-id",
                        "carrier-ip",
                        "customer-owned-ip",
                        "ip-owner-id",
                        "public-dns-name",
                        "public-ip"
                    }) {
                filters.onAbsent("network-interface." + prefix + name);
            }
        }
        String target =
                "capacity-reservation-specification.capacity-reservation-target"
                        + ".capacity-reservation-";
        filters.onAbsent(
                "affinity",
                "boot-mode",
                "capacity-reservation-id",
                target + "id",
                target + "resource-group-arn",
                "current-instance-boot-mode",
                "dns-name",
                "host-id",
                "iam-instance-profile.arn",
                "iam-instance-profile.id",
                "iam-instance-profile.name",
                "instance-lifecycle",
                "ip-address",
                "ipv6-address",
                "kernel-id",
                "key-name",
                "network-interface.ipv4-prefixes.ipv4-prefix",
                "network-interface.ipv6-address",
                "network-interface.ipv6-addresses.ipv6-address",
                "network-interface.ipv6-addresses.is-primary-ipv6",
                "network-interface.ipv6-prefixes.ipv6-prefix",
                "network-interface.operator.principal",
                "network-interface.outpost-arn",
                "network-interface.public-dns-name",
                "network-interface.requester-id",
                "network-interface.tag-key",
                "network-interface.tag-value",
                "operator.principal",
                "outpost-arn",
                "placement-group-name",
                "placement-partition-number",
                "platform",
                "product-code",
                "product-code.type",
                "ramdisk-id",
                "requester-id",
                "spot-instance-request-id",
                "tpm-support");
    }

    private void on(String name, Function<Instance, ? extends @Nullable Object> value) {
        filters.on(name, shown -> value.apply(shown.instance()));
    }

    private static @Nullable String zone(Shown shown) {
        return Optional.ofNullable(shown.instance().placement())
                .map(placement -> placement.availabilityZone())
                .orElse(null);
    }

    private static <T> @Nullable Object member(
            @Nullable T structure, Function<T, ? extends @Nullable Object> value) {
        return structure == null ? null : value.apply(structure);
    }

    private static Function<Shown, Stream<? extends @Nullable Object>> groups(
            Function<GroupIdentifier, ? extends @Nullable Object> value) {
        return shown ->
                Stream.ofNullable(shown.instance().securityGroups())
                        .flatMap(Collection::stream)
                        .map(value);
    }

    private static Function<Shown, Stream<? extends @Nullable Object>> devices(
            Function<InstanceBlockDeviceMapping, ? extends @Nullable Object> value) {
        return shown ->
                Stream.ofNullable(shown.instance().blockDeviceMappings())
                        .flatMap(Collection::stream)
                        .map(value);
    }
}

package brume.services.ec2.op;

import brume.api.ec2.CpuOptionsRequest;
import brume.api.ec2.CreditSpecificationRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.InstanceMetadataOptionsRequest;
import brume.api.ec2.InstanceType;
import brume.api.ec2.Placement;
import brume.api.ec2.RunInstancesRequest;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.Ec2Instance.Metadata;
import brume.services.ec2.domain.Ec2Instance.Options;
import brume.services.ec2.domain.MachineImage;
import brume.services.ec2.domain.MachineType;
import brume.spi.Call;
import brume.wire.CommonErrors;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checked parameters of RunInstances that all of its instances share. Source: API_RunInstances.
 *
 * @param count how many instances to launch: MaxCount, for there is always room
 */
record LaunchRequest(
        int count,
        String imageId,
        DefaultNetwork.Subnet subnet,
        String clientToken,
        boolean monitoring,
        Metadata metadata,
        Options options) {

    private static final String TYPE_DEFAULT = "m1.small";
    private static final int USER_DATA_MAX = 21_848;
    private static final Set<String> SHUTDOWN_BEHAVIORS = Set.of("stop", "terminate");

    static LaunchRequest of(RunInstancesRequest input, Call call) {
        String imageId = input.imageId();
        if (imageId == null || imageId.isEmpty()) {
            throw Ec2Errors.missingParameter("The request must contain the parameter ImageId");
        }
        if (input.minCount() < 1) {
            throw Ec2Errors.invalidParameterValue(
                    "Invalid value '" + input.minCount() + "' for minCount. Must be at least 1.");
        }
        if (input.maxCount() < input.minCount()) {
            throw Ec2Errors.invalidParameterCombination(
                    "maxCount must be greater than or equal to minCount");
        }
        MachineType type = type(input.instanceType());
        DefaultNetwork network = new DefaultNetwork(call.scope());
        checkGroups(input, network);
        checkCpuOptions(input.cpuOptions(), type);
        return new LaunchRequest(
                input.maxCount(),
                MachineImage.checkId(imageId),
                subnet(input, network),
                input.clientToken() == null ? "" : input.clientToken(),
                input.monitoring() != null && Boolean.TRUE.equals(input.monitoring().enabled()),
                metadata(input.metadataOptions()),
                options(input, type));
    }

    /** A type that EC2 has and this server knows. */
    static MachineType type(@Nullable String name) {
        String given = name == null ? TYPE_DEFAULT : name;
        return MachineType.find(given)
                .orElseThrow(() ->
                        InstanceType.VALUES.contains(given)
                                ? CommonErrors.notImplemented(
                                        Ec2Api.MODEL, "the instance type " + given)
                                : Ec2Errors.invalidParameterValue(
                                        "Invalid value '" + given + "' for InstanceType."));
    }

    private static Options options(RunInstancesRequest input, MachineType type) {
        String behavior = input.instanceInitiatedShutdownBehavior();
        return new Options(
                type.name(),
                Boolean.TRUE.equals(input.ebsOptimized()),
                Boolean.TRUE.equals(input.disableApiTermination()),
                Boolean.TRUE.equals(input.disableApiStop()),
                checkBehavior(behavior == null ? "stop" : behavior),
                true,
                credits(input.creditSpecification(), type),
                checkUserData(input.userData()));
    }

    static String checkBehavior(String behavior) {
        if (!SHUTDOWN_BEHAVIORS.contains(behavior)) {
            throw Ec2Errors.invalidParameterValue(
                    "Value ("
                            + behavior
                            + ") for parameter instanceInitiatedShutdownBehavior is invalid.");
        }
        return behavior;
    }

    static @Nullable String checkUserData(@Nullable String base64) {
        if (base64 != null && base64.length() > USER_DATA_MAX) {
            throw Ec2Errors.invalidParameterValue("User data is limited to 16384 bytes");
        }
        if (base64 != null) {
            try {
                if (java.util.Base64.getMimeDecoder().decode(base64).length == 0) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                throw Ec2Errors.invalidParameterValue("Invalid BASE64 encoding of user data");
            }
        }
        return base64;
    }

    private static String credits(@Nullable CreditSpecificationRequest given, MachineType type) {
        String credits = given == null ? null : given.cpuCredits();
        if (credits == null) {
            return type.cpuCreditsDefault();
        }
        if (!type.burstable()) {
            throw Ec2Errors.invalidParameterCombination(
                    "The T2 or T3 credit specification is not supported for instance type "
                            + type.name()
                            + '.');
        }
        if (!credits.equals("standard") && !credits.equals("unlimited")) {
            throw Ec2Errors.invalidParameterValue(
                    "Value (" + credits + ") for parameter cpuCredits is invalid.");
        }
        return credits;
    }

    private static DefaultNetwork.Subnet subnet(RunInstancesRequest input, DefaultNetwork network) {
        Placement placement = input.placement();
        String zone = placement == null ? null : placement.availabilityZone();
        if (zone != null && network.region().findZone(zone).isEmpty()) {
            throw Ec2Errors.invalidParameterValue("Invalid availability zone: [" + zone + ']');
        }
        String subnetId = input.subnetId();
        if (subnetId == null) {
            return zone == null
                    ? network.subnets().getFirst()
                    : network.findSubnetOfZone(zone).orElseThrow();
        }
        DefaultNetwork.Subnet subnet =
                network.findSubnet(subnetId)
                        .orElseThrow(() ->
                                Ec2Errors.invalidSubnetIDNotFound(
                                        "The subnet ID '" + subnetId + "' does not exist"));
        if (zone != null && !subnet.zone().name().equals(zone)) {
            throw Ec2Errors.invalidParameterCombination(
                    "The subnet '" + subnetId + "' is not in the availability zone " + zone);
        }
        return subnet;
    }

    private static void checkGroups(RunInstancesRequest input, DefaultNetwork network) {
        for (String id : listOrEmpty(input.securityGroupIds())) {
            if (!id.equals(network.groupId())) {
                throw Ec2Errors.invalidGroupNotFound(
                        "The security group '" + id + "' does not exist");
            }
        }
        for (String name : listOrEmpty(input.securityGroups())) {
            if (!name.equals(DefaultNetwork.GROUP_NAME)) {
                throw Ec2Errors.invalidGroupNotFound(
                        "The security group '"
                                + name
                                + "' does not exist in default VPC '"
                                + network.vpcId()
                                + "'");
            }
        }
    }

    private static List<String> listOrEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static void checkCpuOptions(@Nullable CpuOptionsRequest given, MachineType type) {
        if (given == null) {
            return;
        }
        boolean same =
                (given.coreCount() == null || given.coreCount() == type.cores())
                        && (given.threadsPerCore() == null
                                || given.threadsPerCore() == type.threadsPerCore());
        if (!same) {
            throw CommonErrors.notImplemented(Ec2Api.MODEL, "the parameter CpuOptions");
        }
        Unsupported.refuse("CpuOptions.AmdSevSnp", given.amdSevSnp());
        Unsupported.refuse("CpuOptions.NestedVirtualization", given.nestedVirtualization());
    }

    private static Metadata metadata(@Nullable InstanceMetadataOptionsRequest given) {
        if (given == null) {
            return new Metadata("optional", 1, "enabled", "disabled", "disabled");
        }
        Integer hops = given.httpPutResponseHopLimit();
        if (hops != null && (hops < 1 || hops > 64)) {
            throw Ec2Errors.invalidParameterValue(
                    "Value (" + hops + ") for parameter HttpPutResponseHopLimit is invalid.");
        }
        return new Metadata(
                given.httpTokens() == null ? "optional" : given.httpTokens(),
                hops == null ? 1 : hops,
                given.httpEndpoint() == null ? "enabled" : given.httpEndpoint(),
                given.httpProtocolIpv6() == null ? "disabled" : given.httpProtocolIpv6(),
                given.instanceMetadataTags() == null ? "disabled" : given.instanceMetadataTags());
    }

    static void refuseUnsupported(RunInstancesRequest input) {
        String key = input.keyName();
        if (key != null && !key.isEmpty()) {
            throw Ec2Errors.invalidKeyPairNotFound("The key pair '" + key + "' does not exist");
        }
        Unsupported.refuse("Ipv6AddressCount", input.ipv6AddressCount());
        Unsupported.refuse("Ipv6Addresses", input.ipv6Addresses());
        Unsupported.refuse("KernelId", input.kernelId());
        Unsupported.refuse("RamdiskId", input.ramdiskId());
        Unsupported.refuse("AdditionalInfo", input.additionalInfo());
        Unsupported.refuse("IamInstanceProfile", input.iamInstanceProfile());
        Unsupported.refuse("NetworkInterfaces", input.networkInterfaces());
        Unsupported.refuse("PrivateIpAddress", input.privateIpAddress());
        Unsupported.refuse("ElasticGpuSpecification", input.elasticGpuSpecification());
        Unsupported.refuse("ElasticInferenceAccelerators", input.elasticInferenceAccelerators());
        Unsupported.refuse("LaunchTemplate", input.launchTemplate());
        Unsupported.refuse("InstanceMarketOptions", input.instanceMarketOptions());
        Unsupported.refuse("LicenseSpecifications", input.licenseSpecifications());
        Unsupported.refuse("PrivateDnsNameOptions", input.privateDnsNameOptions());
        Unsupported.refuse("MaintenanceOptions", input.maintenanceOptions());
        Unsupported.refuse("EnablePrimaryIpv6", input.enablePrimaryIpv6());
        Unsupported.refuse("NetworkPerformanceOptions", input.networkPerformanceOptions());
        Unsupported.refuse("Operator", input.operator());
        Unsupported.refuse("SecondaryInterfaces", input.secondaryInterfaces());
        if (input.capacityReservationSpecification() != null
                && !"open"
                        .equals(
                                input.capacityReservationSpecification()
                                        .capacityReservationPreference())) {
            Unsupported.refuse(
                    "CapacityReservationSpecification", input.capacityReservationSpecification());
        }
        if (input.hibernationOptions() != null) {
            Unsupported.refuse("HibernationOptions", input.hibernationOptions().configured());
        }
        if (input.enclaveOptions() != null) {
            Unsupported.refuse("EnclaveOptions", input.enclaveOptions().enabled());
        }
        refusePlacement(input.placement());
    }

    private static void refusePlacement(@Nullable Placement placement) {
        if (placement == null) {
            return;
        }
        Unsupported.refuse("Placement.Affinity", placement.affinity());
        Unsupported.refuse("Placement.GroupName", placement.groupName());
        Unsupported.refuse("Placement.GroupId", placement.groupId());
        Unsupported.refuse("Placement.HostId", placement.hostId());
        Unsupported.refuse("Placement.PartitionNumber", placement.partitionNumber());
        Unsupported.refuse("Placement.SpreadDomain", placement.spreadDomain());
        Unsupported.refuse("Placement.HostResourceGroupArn", placement.hostResourceGroupArn());
        if (!"default".equals(placement.tenancy())) {
            Unsupported.refuse("Placement.Tenancy", placement.tenancy());
        }
    }
}

package brume.services.ec2.op;

import brume.api.ec2.DescribeInstanceTypesRequest;
import brume.api.ec2.DescribeInstanceTypesResult;
import brume.api.ec2.EbsInfo;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.InstanceTypeInfo;
import brume.api.ec2.MemoryInfo;
import brume.api.ec2.NetworkInfo;
import brume.api.ec2.ProcessorInfo;
import brume.api.ec2.VCpuInfo;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.MachineType;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lists the instance types that this server knows. */
public final class DescribeInstanceTypes
        implements Ec2Operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult> {

    private static final int NAMES_MAX = 100;
    private static final int RESULTS_MAX = 100;

    /**
     * Source: API_DescribeInstanceTypes; filters on figures that are not in the table are refused.
     */
    private static final Filters<MachineType> FILTERS =
            new Filters<MachineType>()
                    .on("auto-recovery-supported", type -> true)
                    .on("bare-metal", type -> false)
                    .on("burstable-performance-supported", MachineType::burstable)
                    .on("current-generation", DescribeInstanceTypes::current)
                    .on("ebs-info.encryption-support", type -> "supported")
                    .on("ebs-info.nvme-support", DescribeInstanceTypes::nvme)
                    .on("hypervisor", DescribeInstanceTypes::hypervisor)
                    .on("instance-storage-supported", type -> type.name().equals("m1.small"))
                    .on("instance-type", MachineType::name)
                    .on("memory-info.size-in-mib", MachineType::memoryMiB)
                    .on("network-info.efa-supported", type -> false)
                    .on("network-info.ena-support", DescribeInstanceTypes::ena)
                    .on("network-info.ipv4-addresses-per-interface", MachineType::addresses)
                    .on("network-info.maximum-network-interfaces", MachineType::interfaces)
                    .onAny(
                            "processor-info.supported-architecture",
                            type -> type.architectures().stream())
                    .on("supported-root-device-type", type -> "ebs")
                    .onAny("supported-usage-class", type -> Stream.of("on-demand", "spot"))
                    .on("supported-virtualization-type", type -> "hvm")
                    .on("vcpu-info.default-cores", MachineType::cores)
                    .on("vcpu-info.default-threads-per-core", MachineType::threadsPerCore)
                    .on("vcpu-info.default-vcpus", MachineType::vcpus);

    @Override
    public OperationModel<DescribeInstanceTypesRequest, DescribeInstanceTypesResult> model() {
        return Ec2Api.DESCRIBE_INSTANCE_TYPES;
    }

    @Override
    public DescribeInstanceTypesResult perform(DescribeInstanceTypesRequest input, Call call) {
        Integer max = input.maxResults();
        Page.Request request =
                new Page.Request(
                        input.instanceTypes(),
                        "instanceTypes",
                        (max == null && !named(input)) ? Integer.valueOf(RESULTS_MAX) : max,
                        input.nextToken());
        if (request.names().size() > NAMES_MAX) {
            throw Ec2Errors.invalidParameterValue(
                    "A request can name at most " + NAMES_MAX + " instance types");
        }
        Stream<MachineType> types =
                request.named()
                        ? request.names().stream().distinct().map(LaunchRequest::type)
                        : MachineType.all().stream();
        List<MachineType> found =
                types.filter(FILTERS.of(input.filters()))
                        .sorted(Comparator.comparing(MachineType::name))
                        .toList();
        Page<MachineType> page = Page.of(found, MachineType::name, request);
        return DescribeInstanceTypesResult.builder()
                .instanceTypes(page.items().stream().map(DescribeInstanceTypes::shown).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean named(DescribeInstanceTypesRequest input) {
        return input.instanceTypes() != null && !input.instanceTypes().isEmpty();
    }

    private static boolean current(MachineType type) {
        return !type.name().equals("m1.small");
    }

    private static String hypervisor(MachineType type) {
        return type.nitro() ? "nitro" : "xen";
    }

    private static String nvme(MachineType type) {
        return type.nitro() ? "required" : "unsupported";
    }

    private static String ena(MachineType type) {
        return type.nitro() ? "required" : "unsupported";
    }

    private static InstanceTypeInfo shown(MachineType type) {
        return InstanceTypeInfo.builder()
                .instanceType(type.name())
                .currentGeneration(current(type))
                .supportedUsageClasses(List.of("on-demand", "spot"))
                .supportedRootDeviceTypes(List.of("ebs"))
                .supportedVirtualizationTypes(List.of("hvm"))
                .bareMetal(false)
                .hypervisor(hypervisor(type))
                .processorInfo(
                        ProcessorInfo.builder()
                                .supportedArchitectures(type.architectures())
                                .sustainedClockSpeedInGhz(
                                        type.clockGhz() == 0 ? null : type.clockGhz())
                                .build())
                .vCpuInfo(
                        VCpuInfo.builder()
                                .defaultVCpus(type.vcpus())
                                .defaultCores(type.cores())
                                .defaultThreadsPerCore(type.threadsPerCore())
                                .build())
                .memoryInfo(MemoryInfo.builder().sizeInMiB(type.memoryMiB()).build())
                .ebsInfo(
                        EbsInfo.builder()
                                .ebsOptimizedSupport(type.nitro() ? "default" : "unsupported")
                                .encryptionSupport("supported")
                                .nvmeSupport(nvme(type))
                                .build())
                .networkInfo(
                        NetworkInfo.builder()
                                .networkPerformance(type.network())
                                .maximumNetworkInterfaces(type.interfaces())
                                .maximumNetworkCards(1)
                                .defaultNetworkCardIndex(0)
                                .ipv4AddressesPerInterface(type.addresses())
                                .ipv6AddressesPerInterface(type.addresses())
                                .ipv6Supported(current(type))
                                .enaSupport(ena(type))
                                .efaSupported(false)
                                .build())
                .burstablePerformanceSupported(type.burstable())
                .hibernationSupported(false)
                .autoRecoverySupported(true)
                .supportedBootModes(List.of("legacy-bios", "uefi"))
                .build();
    }
}

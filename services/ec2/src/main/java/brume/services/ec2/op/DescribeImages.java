package brume.services.ec2.op;

import brume.api.ec2.BlockDeviceMapping;
import brume.api.ec2.DescribeImagesRequest;
import brume.api.ec2.DescribeImagesResult;
import brume.api.ec2.EbsBlockDevice;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Image;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.MachineImage;
import brume.services.ec2.domain.MachineType;
import brume.services.ec2.domain.ResourceIds;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists images: the named ones, which are whatever RunInstances would launch, or those of the
 * instances that exist.
 */
public final class DescribeImages
        implements Ec2Operation<DescribeImagesRequest, DescribeImagesResult> {

    private static final String ARCHITECTURE_DEFAULT = "x86_64";
    private static final int IMAGES_MAX = 1000;

    /** Source: API_DescribeImages. */
    private static final Filters<Image> FILTERS =
            new Filters<Image>()
                    .onTags(Image::tags)
                    .on("architecture", Image::architecture)
                    .onAny(
                            "block-device-mapping.delete-on-termination",
                            ebs(EbsBlockDevice::deleteOnTermination))
                    .on("block-device-mapping.device-name", Image::rootDeviceName)
                    .onAny("block-device-mapping.snapshot-id", ebs(EbsBlockDevice::snapshotId))
                    .onAny("block-device-mapping.volume-size", ebs(EbsBlockDevice::volumeSize))
                    .onAny("block-device-mapping.volume-type", ebs(EbsBlockDevice::volumeType))
                    .onAny("block-device-mapping.encrypted", ebs(EbsBlockDevice::encrypted))
                    .on("creation-date", Image::creationDate)
                    .on("description", Image::description)
                    .on("ena-support", Image::enaSupport)
                    .on("free-tier-eligible", image -> false)
                    .on("hypervisor", Image::hypervisor)
                    .on("image-allowed", image -> true)
                    .on("image-id", Image::imageId)
                    .on("image-type", Image::imageType)
                    .on("is-public", Image::public_)
                    .on("manifest-location", Image::imageLocation)
                    .on("name", Image::name)
                    .on("owner-alias", Image::imageOwnerAlias)
                    .on("owner-id", Image::ownerId)
                    .on("root-device-name", Image::rootDeviceName)
                    .on("root-device-type", Image::rootDeviceType)
                    .on("state", Image::state)
                    .on("virtualization-type", Image::virtualizationType)
                    .onAbsent(
                            "kernel-id",
                            "platform",
                            "product-code",
                            "product-code.type",
                            "ramdisk-id",
                            "source-image-id",
                            "source-image-region",
                            "source-instance-id",
                            "state-reason-code",
                            "state-reason-message",
                            "sriov-net-support");

    private final Ec2Store store;

    public DescribeImages(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeImagesRequest, DescribeImagesResult> model() {
        return Ec2Api.DESCRIBE_IMAGES;
    }

    @Override
    public DescribeImagesResult perform(DescribeImagesRequest input, Call call) {
        Page.Request request =
                new Page.Request(
                        input.imageIds(), "imageIds", input.maxResults(), input.nextToken());
        request.names().forEach(MachineImage::checkId);
        boolean amazons = amazons(input.owners()) && executable(input.executableUsers());
        SortedMap<String, String> architectures = used(call);
        Stream<String> ids =
                request.named()
                        ? request.names().stream().distinct().sorted()
                        : architectures.keySet().stream();
        List<Image> images =
                ids.filter(id -> amazons)
                        .map(id -> image(id, architectures.getOrDefault(id, ARCHITECTURE_DEFAULT)))
                        .filter(FILTERS.of(input.filters()))
                        .toList();
        Page<Image> page = Page.of(images, image -> String.valueOf(image.imageId()), request);
        return DescribeImagesResult.builder()
                .images(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean amazons(@Nullable List<String> owners) {
        return owners == null
                || owners.isEmpty()
                || owners.contains("amazon")
                || owners.contains(MachineImage.OWNER);
    }

    /** "all" asks for public images, which they are. */
    private static boolean executable(@Nullable List<String> users) {
        return users == null || users.isEmpty() || users.contains("all");
    }

    /** The images of the account's instances, with the architecture of what runs them. */
    private SortedMap<String, String> used(Call call) {
        SortedMap<String, String> used = new TreeMap<>();
        store.read(reader -> {
            String after = "";
            while (used.size() < IMAGES_MAX) {
                List<Ec2Instance> batch = store.batch(reader, call.scope(), Kind.INSTANCE, after);
                for (Ec2Instance instance : batch) {
                    MachineType.find(instance.options().type())
                            .ifPresent(type ->
                                    used.put(instance.launch().imageId(), type.architecture()));
                }
                if (!store.isFull(batch)) {
                    return Boolean.TRUE;
                }
                after = batch.getLast().id();
            }
            return Boolean.TRUE;
        });
        return used;
    }

    private static Image image(String id, String architecture) {
        return Image.builder()
                .imageId(id)
                .architecture(architecture)
                .imageLocation("amazon/" + id)
                .imageType("machine")
                .public_(true)
                .ownerId(MachineImage.OWNER)
                .imageOwnerAlias("amazon")
                .platformDetails("Linux/UNIX")
                .usageOperation("RunInstances")
                .state("available")
                .blockDeviceMappings(
                        List.of(
                                BlockDeviceMapping.builder()
                                        .deviceName(MachineImage.ROOT_DEVICE)
                                        .ebs(
                                                EbsBlockDevice.builder()
                                                        .deleteOnTermination(true)
                                                        .snapshotId(ResourceIds.snapshotOfImage(id))
                                                        .volumeSize(MachineImage.ROOT_SIZE)
                                                        .volumeType("gp3")
                                                        .iops(3000)
                                                        .throughput(125)
                                                        .encrypted(false)
                                                        .build())
                                        .build()))
                .enaSupport(true)
                .hypervisor("xen")
                .name(id)
                .creationDate("2024-01-01T00:00:00.000Z")
                .rootDeviceName(MachineImage.ROOT_DEVICE)
                .rootDeviceType("ebs")
                .virtualizationType("hvm")
                .build();
    }

    private static Function<Image, Stream<? extends @Nullable Object>> ebs(
            Function<EbsBlockDevice, ? extends @Nullable Object> value) {
        return image ->
                Stream.ofNullable(image.blockDeviceMappings())
                        .flatMap(Collection::stream)
                        .flatMap(mapping -> Stream.ofNullable(mapping.ebs()))
                        .map(value);
    }
}

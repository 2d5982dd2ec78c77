package brume.services.ec2.op;

import brume.api.ec2.BlockDeviceMapping;
import brume.api.ec2.EbsBlockDevice;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.EbsSnapshot;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.MachineImage;
import brume.services.ec2.domain.ResourceIds;
import brume.services.ec2.domain.VolumeSettings;
import brume.services.ec2.domain.VolumeType;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The volumes that a new instance gets: the root device of its image, changed and extended by the
 * request's mappings. Source: "Block device mappings for volumes on Amazon EC2 instances".
 */
record BlockDevices(Ec2Store store) {

    private static final int MAPPINGS_MAX = 28;

    /** One volume to make. */
    record Planned(
            String device,
            VolumeSettings settings,
            boolean encrypted,
            String snapshotId,
            boolean deleteOnTermination) {}

    List<Planned> plan(
            Reader reader, String imageId, @Nullable List<BlockDeviceMapping> given, Call call) {
        List<BlockDeviceMapping> mappings = given == null ? List.of() : given;
        if (mappings.size() > MAPPINGS_MAX) {
            throw Ec2Errors.attachmentLimitExceeded(
                    "An instance can have at most " + MAPPINGS_MAX + " EBS volumes");
        }
        Map<String, BlockDeviceMapping> byDevice = new LinkedHashMap<>();
        byDevice.put(
                MachineImage.ROOT_DEVICE,
                BlockDeviceMapping.builder()
                        .deviceName(MachineImage.ROOT_DEVICE)
                        .ebs(EbsBlockDevice.builder().build())
                        .build());
        boolean rootSeen = false;
        for (BlockDeviceMapping mapping : mappings) {
            String device = mapping.deviceName();
            if (device == null || device.isEmpty()) {
                throw Ec2Errors.missingParameter(
                        "The request must contain the parameter BlockDeviceMapping.DeviceName");
            }
            boolean root = device.equals(MachineImage.ROOT_DEVICE);
            if ((byDevice.containsKey(device) && !root) || (root && rootSeen)) {
                throw Ec2Errors.invalidBlockDeviceMapping(
                        "The device '"
                                + device
                                + "' is used in more than one block-device mapping");
            }
            rootSeen |= root;
            byDevice.put(device, mapping);
        }
        List<Planned> planned = new ArrayList<>();
        byDevice.forEach((device, m) -> plan(reader, imageId, m, call).ifPresent(planned::add));
        return planned;
    }

    private Optional<Planned> plan(
            Reader reader, String imageId, BlockDeviceMapping mapping, Call call) {
        String device = String.valueOf(mapping.deviceName());
        boolean root = device.equals(MachineImage.ROOT_DEVICE);
        if (mapping.noDevice() != null) {
            if (root) {
                throw Ec2Errors.invalidBlockDeviceMapping(
                        "The root device '" + device + "' cannot be suppressed");
            }
            return Optional.empty();
        }
        Unsupported.refuse("BlockDeviceMapping.VirtualName", mapping.virtualName());
        EbsBlockDevice ebs = mapping.ebs();
        if (ebs == null) {
            throw Ec2Errors.invalidBlockDeviceMapping(
                    "The block device mapping of '" + device + "' has no Ebs settings");
        }
        Unsupported.refuse("Ebs.KmsKeyId", ebs.kmsKeyId());
        Unsupported.refuse("Ebs.OutpostArn", ebs.outpostArn());
        Unsupported.refuse("Ebs.VolumeInitializationRate", ebs.volumeInitializationRate());
        Unsupported.refuse("Ebs.EbsCardIndex", ebs.ebsCardIndex());
        return Optional.of(root ? root(imageId, ebs) : data(reader, device, ebs, call));
    }

    private static Planned root(String imageId, EbsBlockDevice ebs) {
        String snapshotId = ResourceIds.snapshotOfImage(imageId);
        if (ebs.snapshotId() != null && !ebs.snapshotId().equals(snapshotId)) {
            throw Ec2Errors.invalidBlockDeviceMapping(
                    "snapshotId cannot be modified on root device");
        }
        int size = checkSize(ebs.volumeSize(), MachineImage.ROOT_SIZE, snapshotId);
        return new Planned(
                MachineImage.ROOT_DEVICE,
                settings(ebs, size, VolumeType.GP3),
                Boolean.TRUE.equals(ebs.encrypted()),
                snapshotId,
                ebs.deleteOnTermination() == null || ebs.deleteOnTermination());
    }

    private Planned data(Reader reader, String device, EbsBlockDevice ebs, Call call) {
        long now = call.time().toEpochMilli();
        String snapshotId = ebs.snapshotId();
        Optional<EbsSnapshot> source =
                (snapshotId == null || snapshotId.isEmpty())
                        ? Optional.empty()
                        : Optional.of(
                                store.get(reader, call.scope(), Kind.SNAPSHOT, snapshotId, now));
        Integer given = ebs.volumeSize();
        if (given == null && source.isEmpty()) {
            throw Ec2Errors.invalidBlockDeviceMapping(
                    "Either snapshot ID or volume size must be provided for: " + device);
        }
        int size =
                source.map(snapshot -> checkSize(given, snapshot.size(), snapshot.id()))
                        .orElseGet(() -> given == null ? 0 : given);
        return new Planned(
                device,
                settings(ebs, size, VolumeType.GP2),
                Boolean.TRUE.equals(ebs.encrypted())
                        || source.map(EbsSnapshot::encrypted).orElse(false),
                source.map(EbsSnapshot::id).orElse(""),
                ebs.deleteOnTermination() == null || ebs.deleteOnTermination());
    }

    private static int checkSize(@Nullable Integer given, int least, String snapshotId) {
        if (given != null && given < least) {
            throw Ec2Errors.invalidBlockDeviceMapping(
                    "Volume of size "
                            + given
                            + "GB is smaller than snapshot '"
                            + snapshotId
                            + "', expect size >= "
                            + least
                            + "GB");
        }
        return given == null ? least : given;
    }

    private static VolumeSettings settings(EbsBlockDevice ebs, int size, VolumeType otherwise) {
        String word = ebs.volumeType();
        VolumeType type =
                word == null
                        ? otherwise
                        : VolumeType.find(word)
                                .orElseThrow(() ->
                                        Ec2Errors.invalidParameterValue(
                                                "Value ("
                                                        + word
                                                        + ") for parameter volumeType is"
                                                        + " invalid."));
        return type.settings(size, ebs.iops(), ebs.throughput(), false);
    }
}

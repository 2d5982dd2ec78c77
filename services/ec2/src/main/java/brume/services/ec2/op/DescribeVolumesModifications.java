package brume.services.ec2.op;

import brume.api.ec2.DescribeVolumesModificationsRequest;
import brume.api.ec2.DescribeVolumesModificationsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.VolumeModification;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import org.jspecify.annotations.Nullable;

/** Lists the latest modification of each volume that was ever modified. */
public final class DescribeVolumesModifications
        implements Ec2Operation<
                DescribeVolumesModificationsRequest, DescribeVolumesModificationsResult> {

    /** Source: API_DescribeVolumesModifications. */
    private static final Filters<VolumeModification> FILTERS =
            new Filters<VolumeModification>()
                    .on("modification-state", VolumeModification::modificationState)
                    .on("original-iops", VolumeModification::originalIops)
                    .on("original-size", VolumeModification::originalSize)
                    .on("original-volume-type", VolumeModification::originalVolumeType)
                    .on(
                            "originalMultiAttachEnabled",
                            VolumeModification::originalMultiAttachEnabled)
                    .on("start-time", VolumeModification::startTime)
                    .on("target-iops", VolumeModification::targetIops)
                    .on("target-size", VolumeModification::targetSize)
                    .on("target-volume-type", VolumeModification::targetVolumeType)
                    .on("targetMultiAttachEnabled", VolumeModification::targetMultiAttachEnabled)
                    .on("volume-id", VolumeModification::volumeId);

    private final Ec2Store store;

    public DescribeVolumesModifications(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeVolumesModificationsRequest, DescribeVolumesModificationsResult>
            model() {
        return Ec2Api.DESCRIBE_VOLUMES_MODIFICATIONS;
    }

    @Override
    public DescribeVolumesModificationsResult perform(
            DescribeVolumesModificationsRequest input, Call call) {
        boolean named = input.volumeIds() != null && !input.volumeIds().isEmpty();
        Page<VolumeModification> page =
                new Listing<EbsVolume, VolumeModification>(
                                store, Kind.VOLUME, (reader, v) -> modification(v, named, call))
                        .page(
                                call,
                                new Page.Request(
                                        input.volumeIds(),
                                        "volumeSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                FILTERS.of(input.filters()));
        return DescribeVolumesModificationsResult.builder()
                .volumesModifications(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static @Nullable VolumeModification modification(
            EbsVolume volume, boolean named, Call call) {
        EbsVolume.Modification change = volume.modification();
        if (change != null) {
            return Shapes.modification(volume.id(), change, call.time().toEpochMilli());
        }
        if (named) {
            throw Ec2Errors.invalidVolumeModificationNotFound(
                    "Modification for volume '" + volume.id() + "' does not exist.");
        }
        return null;
    }
}

package brume.services.ec2.op;

import brume.api.ec2.DescribeVolumesRequest;
import brume.api.ec2.DescribeVolumesResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Volume;
import brume.api.ec2.VolumeAttachment;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists volumes. */
public final class DescribeVolumes
        implements Ec2Operation<DescribeVolumesRequest, DescribeVolumesResult> {

    private final Ec2Store store;

    public DescribeVolumes(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeVolumesRequest, DescribeVolumesResult> model() {
        return Ec2Api.DESCRIBE_VOLUMES;
    }

    @Override
    public DescribeVolumesResult perform(DescribeVolumesRequest input, Call call) {
        Page<Volume> page =
                new Listing<>(store, Kind.VOLUME, (reader, v) -> Shapes.volume(v, call))
                        .page(
                                call,
                                new Page.Request(
                                        input.volumeIds(),
                                        "volumeSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                filters(AwsRegion.of(call.region().value())).of(input.filters()));
        return DescribeVolumesResult.builder()
                .volumes(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    /** Source: API_DescribeVolumes. */
    private static Filters<Volume> filters(AwsRegion region) {
        return new Filters<Volume>()
                .onTags(Volume::tags)
                .onAny("attachment.attach-time", attached(VolumeAttachment::attachTime))
                .onAny(
                        "attachment.delete-on-termination",
                        attached(VolumeAttachment::deleteOnTermination))
                .onAny("attachment.device", attached(VolumeAttachment::device))
                .onAny("attachment.instance-id", attached(VolumeAttachment::instanceId))
                .onAny("attachment.status", attached(VolumeAttachment::state))
                .on("availability-zone", Volume::availabilityZone)
                .on(
                        "availability-zone-id",
                        v -> zoneId(region, String.valueOf(v.availabilityZone())))
                .on("create-time", Volume::createTime)
                .on("encrypted", Volume::encrypted)
                .on("fast-restored", v -> false)
                .on("multi-attach-enabled", Volume::multiAttachEnabled)
                .on("operator.managed", v -> false)
                .onAbsent("operator.principal")
                .on("size", Volume::size)
                .on("snapshot-id", Volume::snapshotId)
                .on("status", Volume::state)
                .on("volume-id", Volume::volumeId)
                .on("volume-type", Volume::volumeType);
    }

    static @Nullable String zoneId(AwsRegion region, String zone) {
        return region.findZone(zone).map(AwsRegion.Zone::id).orElse(null);
    }

    private static Function<Volume, Stream<? extends @Nullable Object>> attached(
            Function<VolumeAttachment, ? extends @Nullable Object> value) {
        return volume ->
                Stream.ofNullable(volume.attachments()).flatMap(Collection::stream).map(value);
    }
}

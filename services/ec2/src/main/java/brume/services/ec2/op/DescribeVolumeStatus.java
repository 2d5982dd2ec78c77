package brume.services.ec2.op;

import brume.api.ec2.DescribeVolumeStatusRequest;
import brume.api.ec2.DescribeVolumeStatusResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.VolumeStatusDetails;
import brume.api.ec2.VolumeStatusInfo;
import brume.api.ec2.VolumeStatusItem;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the health of volumes, which is good: there is no hardware. */
public final class DescribeVolumeStatus
        implements Ec2Operation<DescribeVolumeStatusRequest, DescribeVolumeStatusResult> {

    /** Source: API_DescribeVolumeStatus. */
    private static final Filters<VolumeStatusItem> FILTERS =
            new Filters<VolumeStatusItem>()
                    .onAbsent(
                            "action.code",
                            "action.description",
                            "action.event-id",
                            "event.description",
                            "event.event-id",
                            "event.event-type",
                            "event.not-after",
                            "event.not-before")
                    .on("availability-zone", VolumeStatusItem::availabilityZone)
                    .on("volume-status.details-name", item -> "io-enabled")
                    .on("volume-status.details-status", item -> "passed")
                    .on("volume-status.status", item -> "ok");

    private final Ec2Store store;

    public DescribeVolumeStatus(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeVolumeStatusRequest, DescribeVolumeStatusResult> model() {
        return Ec2Api.DESCRIBE_VOLUME_STATUS;
    }

    @Override
    public DescribeVolumeStatusResult perform(DescribeVolumeStatusRequest input, Call call) {
        Page<VolumeStatusItem> page =
                new Listing<>(store, Kind.VOLUME, (reader, volume) -> status(volume))
                        .page(
                                call,
                                new Page.Request(
                                        input.volumeIds(),
                                        "volumeSet",
                                        input.maxResults(),
                                        input.nextToken()),
                                FILTERS.of(input.filters()));
        return DescribeVolumeStatusResult.builder()
                .volumeStatuses(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static VolumeStatusItem status(EbsVolume volume) {
        return VolumeStatusItem.builder()
                .volumeId(volume.id())
                .availabilityZone(volume.zone())
                .actions(List.of())
                .events(List.of())
                .volumeStatus(
                        VolumeStatusInfo.builder()
                                .status("ok")
                                .details(
                                        List.of(
                                                detail("io-enabled", "passed"),
                                                detail("io-performance", "not-applicable")))
                                .build())
                .build();
    }

    private static VolumeStatusDetails detail(String name, String status) {
        return VolumeStatusDetails.builder().name(name).status(status).build();
    }
}

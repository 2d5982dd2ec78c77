package brume.services.ec2.op;

import brume.api.ec2.AvailabilityZone;
import brume.api.ec2.DescribeAvailabilityZonesRequest;
import brume.api.ec2.DescribeAvailabilityZonesResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.Filters;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists the zones of the region. AllAvailabilityZones adds none: there are no local zones here. */
public final class DescribeAvailabilityZones
        implements Ec2Operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult> {

    /** Source: API_DescribeAvailabilityZones. */
    private static final Filters<AvailabilityZone> FILTERS =
            new Filters<AvailabilityZone>()
                    .onAbsent("group-long-name", "message", "parent-zone-id", "parent-zone-name")
                    .on("group-name", AvailabilityZone::groupName)
                    .on("opt-in-status", AvailabilityZone::optInStatus)
                    .on("region-name", AvailabilityZone::regionName)
                    .on("state", AvailabilityZone::state)
                    .on("zone-id", AvailabilityZone::zoneId)
                    .on("zone-name", AvailabilityZone::zoneName)
                    .on("zone-type", AvailabilityZone::zoneType);

    @Override
    public OperationModel<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>
            model() {
        return Ec2Api.DESCRIBE_AVAILABILITY_ZONES;
    }

    @Override
    public DescribeAvailabilityZonesResult perform(
            DescribeAvailabilityZonesRequest input, Call call) {
        Predicate<AvailabilityZone> filter = FILTERS.of(input.filters());
        AwsRegion region = AwsRegion.of(call.region().value());
        List<AwsRegion.Zone> zones = region.zones();
        Predicate<AwsRegion.Zone> named = named(zones, input.zoneNames(), AwsRegion.Zone::name);
        Predicate<AwsRegion.Zone> identified = named(zones, input.zoneIds(), AwsRegion.Zone::id);
        return DescribeAvailabilityZonesResult.builder()
                .availabilityZones(
                        zones.stream()
                                .filter(named.and(identified))
                                .map(DescribeAvailabilityZones::shown)
                                .filter(filter)
                                .toList())
                .build();
    }

    private static Predicate<AwsRegion.Zone> named(
            List<AwsRegion.Zone> zones,
            @Nullable List<String> wanted,
            Function<AwsRegion.Zone, String> name) {
        if (wanted == null || wanted.isEmpty()) {
            return zone -> true;
        }
        List<String> known = zones.stream().map(name).toList();
        for (String one : wanted) {
            if (!known.contains(one)) {
                throw Ec2Errors.invalidParameterValue("Invalid availability zone: [" + one + ']');
            }
        }
        return zone -> wanted.contains(name.apply(zone));
    }

    private static AvailabilityZone shown(AwsRegion.Zone zone) {
        String region = zone.region().name();
        return AvailabilityZone.builder()
                .state("available")
                .optInStatus("opt-in-not-required")
                .messages(List.of())
                .regionName(region)
                .zoneName(zone.name())
                .zoneId(zone.id())
                .groupName(region)
                .networkBorderGroup(region)
                .zoneType("availability-zone")
                .build();
    }
}

package brume.services.ec2.op;

import brume.api.ec2.DescribeRegionsRequest;
import brume.api.ec2.DescribeRegionsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Region;
import brume.services.ec2.domain.AwsRegion;
import brume.services.ec2.domain.Filters;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;
import java.util.function.Predicate;

/** Lists AWS's regions, all of which are enabled here. */
public final class DescribeRegions
        implements Ec2Operation<DescribeRegionsRequest, DescribeRegionsResult> {

    /** Source: API_DescribeRegions. */
    private static final Filters<Region> FILTERS =
            new Filters<Region>()
                    .on("endpoint", Region::endpoint)
                    .on("opt-in-status", Region::optInStatus)
                    .on("region-name", Region::regionName);

    @Override
    public OperationModel<DescribeRegionsRequest, DescribeRegionsResult> model() {
        return Ec2Api.DESCRIBE_REGIONS;
    }

    @Override
    public DescribeRegionsResult perform(DescribeRegionsRequest input, Call call) {
        Predicate<Region> filter = FILTERS.of(input.filters());
        List<String> names = input.regionNames() == null ? List.of() : input.regionNames();
        for (String name : names) {
            if (AwsRegion.find(name).isEmpty()) {
                throw Ec2Errors.invalidParameterValue("Invalid region name: '" + name + "'");
            }
        }
        return DescribeRegionsResult.builder()
                .regions(
                        AwsRegion.all().stream()
                                .filter(r -> names.isEmpty() || names.contains(r.name()))
                                .map(region ->
                                        Region.builder()
                                                .regionName(region.name())
                                                .endpoint(region.endpoint())
                                                .optInStatus(region.optInStatus())
                                                .build())
                                .filter(filter)
                                .toList())
                .build();
    }
}

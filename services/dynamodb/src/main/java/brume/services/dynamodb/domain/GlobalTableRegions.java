package brume.services.dynamodb.domain;

import brume.base.Region;
import java.util.List;

/**
 * The regions that global tables can have replicas in: those of the partition of the table.
 *
 * <p>Source: AWS General Reference, "Amazon DynamoDB endpoints and quotas"; Developer Guide,
 * "Multi-Region strong consistency", for the regions of strong ones.
 */
public final class GlobalTableRegions {

    private static final List<String> NAMES =
            List.of(
                    "af-south-1",
                    "ap-east-1",
                    "ap-east-2",
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "ap-south-1",
                    "ap-south-2",
                    "ap-southeast-1",
                    "ap-southeast-2",
                    "ap-southeast-3",
                    "ap-southeast-4",
                    "ap-southeast-5",
                    "ap-southeast-6",
                    "ap-southeast-7",
                    "ca-central-1",
                    "ca-west-1",
                    "cn-north-1",
                    "cn-northwest-1",
                    "eu-central-1",
                    "eu-central-2",
                    "eu-north-1",
                    "eu-south-1",
                    "eu-south-2",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "il-central-1",
                    "me-central-1",
                    "me-south-1",
                    "mx-central-1",
                    "sa-east-1",
                    "us-east-1",
                    "us-east-2",
                    "us-gov-east-1",
                    "us-gov-west-1",
                    "us-west-1",
                    "us-west-2");

    private static final List<String> STRONG =
            List.of(
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "eu-central-1",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "us-east-1",
                    "us-east-2",
                    "us-west-2");

    private GlobalTableRegions() {}

    /** Where a table of {@code region} can have replicas. */
    public static List<String> of(Region region) {
        return NAMES.stream()
                .filter(name -> new Region(name).partition().equals(region.partition()))
                .toList();
    }

    /** Whether a table with MultiRegionConsistency STRONG can have a replica or a witness there. */
    public static boolean areStrong(String region) {
        return STRONG.contains(region);
    }
}

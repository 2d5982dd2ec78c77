package brume.services.ec2.domain;

import java.util.List;
import java.util.Optional;

/**
 * A region and its availability zones. Source: "Regions and Availability Zones" of the AWS Global
 * Infrastructure guide. Zone names are mapped to zone ids in alphabetical order, which on AWS
 * differs from account to account.
 *
 * @param zoneIdPrefix such as {@code use1}
 * @param zoneLetters those that an account sees
 * @param optIn whether an account must opt in to it on AWS; here every region is enabled
 */
public record AwsRegion(String name, String zoneIdPrefix, String zoneLetters, boolean optIn) {

    private static final List<AwsRegion> ALL =
            List.of(
                    new AwsRegion("ap-south-1", "aps1", "abc", false),
                    new AwsRegion("eu-north-1", "eun1", "abc", false),
                    new AwsRegion("eu-west-3", "euw3", "abc", false),
                    new AwsRegion("eu-west-2", "euw2", "abc", false),
                    new AwsRegion("eu-west-1", "euw1", "abc", false),
                    new AwsRegion("ap-northeast-3", "apne3", "abc", false),
                    new AwsRegion("ap-northeast-2", "apne2", "abcd", false),
                    new AwsRegion("ap-northeast-1", "apne1", "acd", false),
                    new AwsRegion("ca-central-1", "cac1", "abd", false),
                    new AwsRegion("sa-east-1", "sae1", "abc", false),
                    new AwsRegion("ap-southeast-1", "apse1", "abc", false),
                    new AwsRegion("ap-southeast-2", "apse2", "abc", false),
                    new AwsRegion("eu-central-1", "euc1", "abc", false),
                    new AwsRegion("us-east-1", "use1", "abcdef", false),
                    new AwsRegion("us-east-2", "use2", "abc", false),
                    new AwsRegion("us-west-1", "usw1", "ac", false),
                    new AwsRegion("us-west-2", "usw2", "abcd", false),
                    new AwsRegion("af-south-1", "afs1", "abc", true),
                    new AwsRegion("ap-east-1", "ape1", "abc", true),
                    new AwsRegion("ap-south-2", "aps2", "abc", true),
                    new AwsRegion("ap-southeast-3", "apse3", "abc", true),
                    new AwsRegion("ap-southeast-4", "apse4", "abc", true),
                    new AwsRegion("ca-west-1", "caw1", "abc", true),
                    new AwsRegion("eu-central-2", "euc2", "abc", true),
                    new AwsRegion("eu-south-1", "eus1", "abc", true),
                    new AwsRegion("eu-south-2", "eus2", "abc", true),
                    new AwsRegion("il-central-1", "ilc1", "abc", true),
                    new AwsRegion("me-central-1", "mec1", "abc", true),
                    new AwsRegion("me-south-1", "mes1", "abc", true));

    /** A zone of a region. */
    public record Zone(AwsRegion region, String name, String id) {}

    public static List<AwsRegion> all() {
        return ALL;
    }

    public static Optional<AwsRegion> find(String name) {
        return ALL.stream().filter(region -> region.name().equals(name)).findFirst();
    }

    /** The region with this name; one that AWS does not have gets three zones. */
    public static AwsRegion of(String name) {
        return find(name).orElseGet(() -> new AwsRegion(name, name, "abc", false));
    }

    public List<Zone> zones() {
        return zoneLetters
                .chars()
                .mapToObj(letter ->
                        new Zone(
                                this,
                                name + (char) letter,
                                zoneIdPrefix + "-az" + (zoneLetters.indexOf(letter) + 1)))
                .toList();
    }

    public Optional<Zone> findZone(String zoneName) {
        return zones().stream().filter(zone -> zone.name().equals(zoneName)).findFirst();
    }

    public String endpoint() {
        return "ec2." + name + ".amazonaws.com";
    }

    public String optInStatus() {
        return optIn ? "opted-in" : "opt-in-not-required";
    }
}

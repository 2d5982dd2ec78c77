package brume.services.ec2.domain;

import brume.base.Scope;
import brume.services.ec2.domain.AwsRegion.Zone;
import java.util.List;
import java.util.Optional;

/**
 * The default VPC of an account in a region, with one subnet in each zone and one security group.
 * Source: "Default VPCs" of the VPC user guide: 172.31.0.0/16, cut into /20 subnets.
 */
public final class DefaultNetwork {

    public static final String VPC_CIDR = "172.31.0.0/16";
    public static final String GROUP_NAME = "default";

    /** Addresses of a /20 subnet: the first four and the last one are AWS's. */
    public static final int FIRST_ADDRESS = 4;

    public static final int LAST_ADDRESS = 4094;
    private static final int SUBNET_SIZE = 4096;

    private final Scope scope;
    private final AwsRegion region;

    public DefaultNetwork(Scope scope) {
        this.scope = scope;
        this.region = AwsRegion.of(scope.region().value());
    }

    /**
     * The default subnet of a zone.
     *
     * @param number of the zone in its region, from 0
     */
    public record Subnet(String id, Zone zone, int number) {

        public String cidr() {
            return "172.31." + number * 16 + ".0/20";
        }

        /** The address with a number from {@link #FIRST_ADDRESS} to {@link #LAST_ADDRESS}. */
        public String address(int host) {
            int address = number * SUBNET_SIZE + host;
            return "172.31." + (address >> 8) + '.' + (address & 0xff);
        }
    }

    public AwsRegion region() {
        return region;
    }

    public String vpcId() {
        return ResourceIds.fixed("vpc-", scope, "default");
    }

    public String groupId() {
        return ResourceIds.fixed("sg-", scope, "default");
    }

    public String dhcpOptionsId() {
        return ResourceIds.fixed("dopt-", scope, "default");
    }

    public List<Subnet> subnets() {
        List<Zone> zones = region.zones();
        return zones.stream().map(zone -> subnet(zone, zones.indexOf(zone))).toList();
    }

    private Subnet subnet(Zone zone, int number) {
        return new Subnet(ResourceIds.fixed("subnet-", scope, zone.name()), zone, number);
    }

    public Optional<Subnet> findSubnet(String id) {
        return subnets().stream().filter(subnet -> subnet.id().equals(id)).findFirst();
    }

    public Optional<Subnet> findSubnetOfZone(String zoneName) {
        return subnets().stream()
                .filter(subnet -> subnet.zone().name().equals(zoneName))
                .findFirst();
    }

    /** The name that an instance's address has inside the VPC. */
    public String privateDnsName(String address) {
        String host = "ip-" + address.replace('.', '-');
        return region.name().equals("us-east-1")
                ? host + ".ec2.internal"
                : host + '.' + region.name() + ".compute.internal";
    }
}

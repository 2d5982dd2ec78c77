package brume.services.ec2.op;

import brume.api.ec2.DescribeSubnetsRequest;
import brume.api.ec2.DescribeSubnetsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.PrivateDnsNameOptionsOnLaunch;
import brume.api.ec2.Subnet;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.Comparator;
import java.util.List;

/** Lists the subnets of the default VPC, one in each zone. */
public final class DescribeSubnets
        implements Ec2Operation<DescribeSubnetsRequest, DescribeSubnetsResult> {

    private static final int ADDRESSES = 4091;

    /** Source: API_DescribeSubnets. */
    private static final Filters<Subnet> FILTERS =
            new Filters<Subnet>()
                    .onTags(Subnet::tags)
                    .on("availability-zone", Subnet::availabilityZone)
                    .on("availabilityZone", Subnet::availabilityZone)
                    .on("availability-zone-id", Subnet::availabilityZoneId)
                    .on("availabilityZoneId", Subnet::availabilityZoneId)
                    .on("available-ip-address-count", Subnet::availableIpAddressCount)
                    .on("cidr-block", Subnet::cidrBlock)
                    .on("cidr", Subnet::cidrBlock)
                    .on("cidrBlock", Subnet::cidrBlock)
                    .on("default-for-az", Subnet::defaultForAz)
                    .on("defaultForAz", Subnet::defaultForAz)
                    .on("enable-dns64", Subnet::enableDns64)
                    .on("ipv6-native", Subnet::ipv6Native)
                    .on("map-public-ip-on-launch", Subnet::mapPublicIpOnLaunch)
                    .on("map-customer-owned-ip-on-launch", Subnet::mapCustomerOwnedIpOnLaunch)
                    .on("owner-id", Subnet::ownerId)
                    .on("private-dns-name-options-on-launch.hostname-type", s -> "ip-name")
                    .on(
                            "private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
                            s -> false)
                    .on(
                            "private-dns-name-options-on-launch"
                                    + ".enable-resource-name-dns-aaaa-record",
                            s -> false)
                    .on("state", Subnet::state)
                    .on("subnet-arn", Subnet::subnetArn)
                    .on("subnet-id", Subnet::subnetId)
                    .on("vpc-id", Subnet::vpcId)
                    .onAbsent(
                            "customer-owned-ipv4-pool",
                            "enable-lni-at-device-index",
                            "ipv6-cidr-block-association.ipv6-cidr-block",
                            "ipv6-cidr-block-association.association-id",
                            "ipv6-cidr-block-association.state",
                            "outpost-arn");

    private final Ec2Store store;

    public DescribeSubnets(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DescribeSubnetsRequest, DescribeSubnetsResult> model() {
        return Ec2Api.DESCRIBE_SUBNETS;
    }

    @Override
    public DescribeSubnetsResult perform(DescribeSubnetsRequest input, Call call) {
        Page.Request request =
                new Page.Request(
                        input.subnetIds(), "subnetIds", input.maxResults(), input.nextToken());
        DefaultNetwork network = new DefaultNetwork(call.scope());
        for (String id : request.names()) {
            if (network.findSubnet(id).isEmpty()) {
                throw Ec2Errors.invalidSubnetIDNotFound(
                        "The subnet ID '" + id + "' does not exist");
            }
        }
        List<Subnet> subnets =
                network.subnets().stream()
                        .filter(s -> !request.named() || request.names().contains(s.id()))
                        .map(subnet -> shown(subnet, network, call))
                        .filter(FILTERS.of(input.filters()))
                        .sorted(Comparator.comparing(s -> String.valueOf(s.subnetId())))
                        .toList();
        Page<Subnet> page = Page.of(subnets, s -> String.valueOf(s.subnetId()), request);
        return DescribeSubnetsResult.builder()
                .subnets(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private Subnet shown(DefaultNetwork.Subnet subnet, DefaultNetwork network, Call call) {
        int used = store.read(reader -> store.addressesInUse(reader, call.scope(), subnet.id()));
        return Subnet.builder()
                .subnetId(subnet.id())
                .subnetArn(Access.arn(call.scope(), "subnet", subnet.id(), true))
                .vpcId(network.vpcId())
                .ownerId(call.account().value())
                .availabilityZone(subnet.zone().name())
                .availabilityZoneId(subnet.zone().id())
                .availableIpAddressCount(ADDRESSES - used)
                .cidrBlock(subnet.cidr())
                .defaultForAz(true)
                // Nothing can be reached, so nothing gets a public address.
                .mapPublicIpOnLaunch(false)
                .mapCustomerOwnedIpOnLaunch(false)
                .assignIpv6AddressOnCreation(false)
                .ipv6CidrBlockAssociationSet(List.of())
                .enableDns64(false)
                .ipv6Native(false)
                .state("available")
                .privateDnsNameOptionsOnLaunch(
                        PrivateDnsNameOptionsOnLaunch.builder()
                                .hostnameType("ip-name")
                                .enableResourceNameDnsARecord(false)
                                .enableResourceNameDnsAAAARecord(false)
                                .build())
                .build();
    }
}

package brume.services.ec2.op;

import brume.api.ec2.DescribeVpcsRequest;
import brume.api.ec2.DescribeVpcsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Vpc;
import brume.api.ec2.VpcCidrBlockAssociation;
import brume.api.ec2.VpcCidrBlockState;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.Filters;
import brume.services.ec2.domain.ResourceIds;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the default VPC: there is no other. */
public final class DescribeVpcs implements Ec2Operation<DescribeVpcsRequest, DescribeVpcsResult> {

    /** Source: API_DescribeVpcs. */
    private static final Filters<Vpc> FILTERS =
            new Filters<Vpc>()
                    .onTags(Vpc::tags)
                    .on("cidr", Vpc::cidrBlock)
                    .on("cidr-block-association.cidr-block", Vpc::cidrBlock)
                    .on("cidr-block-association.state", vpc -> "associated")
                    .onAbsent(
                            "cidr-block-association.association-id",
                            "ipv6-cidr-block-association.ipv6-cidr-block",
                            "ipv6-cidr-block-association.ipv6-pool",
                            "ipv6-cidr-block-association.association-id",
                            "ipv6-cidr-block-association.state")
                    .on("dhcp-options-id", Vpc::dhcpOptionsId)
                    .on("is-default", Vpc::isDefault)
                    .on("isDefault", Vpc::isDefault)
                    .on("owner-id", Vpc::ownerId)
                    .on("state", Vpc::state)
                    .on("vpc-id", Vpc::vpcId);

    @Override
    public OperationModel<DescribeVpcsRequest, DescribeVpcsResult> model() {
        return Ec2Api.DESCRIBE_VPCS;
    }

    @Override
    public DescribeVpcsResult perform(DescribeVpcsRequest input, Call call) {
        Page.Request request =
                new Page.Request(input.vpcIds(), "vpcIds", input.maxResults(), input.nextToken());
        DefaultNetwork network = new DefaultNetwork(call.scope());
        for (String id : request.names()) {
            if (!id.equals(network.vpcId())) {
                throw Ec2Errors.invalidVpcIDNotFound("The vpc ID '" + id + "' does not exist");
            }
        }
        List<Vpc> vpcs =
                List.of(vpc(network, call)).stream().filter(FILTERS.of(input.filters())).toList();
        Page<Vpc> page = Page.of(vpcs, vpc -> String.valueOf(vpc.vpcId()), request);
        return DescribeVpcsResult.builder().vpcs(page.items()).nextToken(page.nextToken()).build();
    }

    private static Vpc vpc(DefaultNetwork network, Call call) {
        return Vpc.builder()
                .vpcId(network.vpcId())
                .ownerId(call.account().value())
                .cidrBlock(DefaultNetwork.VPC_CIDR)
                .dhcpOptionsId(network.dhcpOptionsId())
                .instanceTenancy("default")
                .isDefault(true)
                .state("available")
                .cidrBlockAssociationSet(
                        List.of(
                                VpcCidrBlockAssociation.builder()
                                        .associationId(
                                                ResourceIds.fixed(
                                                        "vpc-cidr-assoc-", call.scope(), "default"))
                                        .cidrBlock(DefaultNetwork.VPC_CIDR)
                                        .cidrBlockState(
                                                VpcCidrBlockState.builder()
                                                        .state("associated")
                                                        .build())
                                        .build()))
                .build();
    }
}

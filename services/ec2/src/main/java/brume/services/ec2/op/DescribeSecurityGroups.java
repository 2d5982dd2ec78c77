package brume.services.ec2.op;

import brume.api.ec2.DescribeSecurityGroupsRequest;
import brume.api.ec2.DescribeSecurityGroupsResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.api.ec2.IpPermission;
import brume.api.ec2.IpRange;
import brume.api.ec2.SecurityGroup;
import brume.api.ec2.UserIdGroupPair;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.Filters;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the default security group of the default VPC: there is no other. */
public final class DescribeSecurityGroups
        implements Ec2Operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> {

    private static final String EVERYTHING = "-1";
    private static final String EVERYWHERE = "0.0.0.0/0";

    /** Source: API_DescribeSecurityGroups. */
    private static final Filters<SecurityGroup> FILTERS =
            new Filters<SecurityGroup>()
                    .onTags(SecurityGroup::tags)
                    .on("description", SecurityGroup::description)
                    .on("egress.ip-permission.cidr", group -> EVERYWHERE)
                    .on("egress.ip-permission.protocol", group -> EVERYTHING)
                    .onAbsent(
                            "egress.ip-permission.from-port",
                            "egress.ip-permission.group-id",
                            "egress.ip-permission.group-name",
                            "egress.ip-permission.ipv6-cidr",
                            "egress.ip-permission.prefix-list-id",
                            "egress.ip-permission.to-port",
                            "egress.ip-permission.user-id",
                            "ip-permission.cidr",
                            "ip-permission.from-port",
                            "ip-permission.ipv6-cidr",
                            "ip-permission.prefix-list-id",
                            "ip-permission.to-port")
                    .on("group-id", SecurityGroup::groupId)
                    .on("group-name", SecurityGroup::groupName)
                    .on("ip-permission.group-id", SecurityGroup::groupId)
                    .on("ip-permission.group-name", SecurityGroup::groupName)
                    .on("ip-permission.protocol", group -> EVERYTHING)
                    .on("ip-permission.user-id", SecurityGroup::ownerId)
                    .on("owner-id", SecurityGroup::ownerId)
                    .on("vpc-id", SecurityGroup::vpcId);

    @Override
    public OperationModel<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> model() {
        return Ec2Api.DESCRIBE_SECURITY_GROUPS;
    }

    @Override
    public DescribeSecurityGroupsResult perform(DescribeSecurityGroupsRequest input, Call call) {
        Page.Request request =
                new Page.Request(
                        input.groupIds(), "groupIds", input.maxResults(), input.nextToken());
        DefaultNetwork network = new DefaultNetwork(call.scope());
        for (String id : request.names()) {
            if (!id.equals(network.groupId())) {
                throw Ec2Errors.invalidGroupNotFound(
                        "The security group '" + id + "' does not exist");
            }
        }
        for (String name : input.groupNames() == null ? List.<String>of() : input.groupNames()) {
            if (!name.equals(DefaultNetwork.GROUP_NAME)) {
                throw Ec2Errors.invalidGroupNotFound(
                        "The security group '" + name + "' does not exist");
            }
        }
        List<SecurityGroup> groups =
                List.of(group(network, call)).stream().filter(FILTERS.of(input.filters())).toList();
        Page<SecurityGroup> page = Page.of(groups, g -> String.valueOf(g.groupId()), request);
        return DescribeSecurityGroupsResult.builder()
                .securityGroups(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static SecurityGroup group(DefaultNetwork network, Call call) {
        String owner = call.account().value();
        return SecurityGroup.builder()
                .groupId(network.groupId())
                .groupName(DefaultNetwork.GROUP_NAME)
                .description("default VPC security group")
                .ownerId(owner)
                .vpcId(network.vpcId())
                .ipPermissions(
                        List.of(
                                IpPermission.builder()
                                        .ipProtocol(EVERYTHING)
                                        .ipRanges(List.of())
                                        .userIdGroupPairs(
                                                List.of(
                                                        UserIdGroupPair.builder()
                                                                .groupId(network.groupId())
                                                                .userId(owner)
                                                                .build()))
                                        .build()))
                .ipPermissionsEgress(
                        List.of(
                                IpPermission.builder()
                                        .ipProtocol(EVERYTHING)
                                        .ipRanges(
                                                List.of(
                                                        IpRange.builder()
                                                                .cidrIp(EVERYWHERE)
                                                                .build()))
                                        .userIdGroupPairs(List.of())
                                        .build()))
                .build();
    }
}

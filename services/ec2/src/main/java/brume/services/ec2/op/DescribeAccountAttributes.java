package brume.services.ec2.op;

import brume.api.ec2.AccountAttribute;
import brume.api.ec2.AccountAttributeValue;
import brume.api.ec2.DescribeAccountAttributesRequest;
import brume.api.ec2.DescribeAccountAttributesResult;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.DefaultNetwork;
import brume.spi.Call;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows the attributes of the account, with AWS's defaults as values. */
public final class DescribeAccountAttributes
        implements Ec2Operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult> {

    @Override
    public OperationModel<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>
            model() {
        return Ec2Api.DESCRIBE_ACCOUNT_ATTRIBUTES;
    }

    @Override
    public DescribeAccountAttributesResult perform(
            DescribeAccountAttributesRequest input, Call call) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("supported-platforms", "VPC");
        attributes.put("default-vpc", new DefaultNetwork(call.scope()).vpcId());
        attributes.put("max-instances", "20");
        attributes.put("vpc-max-security-groups-per-interface", "5");
        attributes.put("max-elastic-ips", "5");
        attributes.put("vpc-max-elastic-ips", "5");
        List<String> names = input.attributeNames() == null ? List.of() : input.attributeNames();
        for (String name : names) {
            if (!attributes.containsKey(name)) {
                throw Ec2Errors.invalidParameterValue(
                        "Value (" + name + ") for parameter attributeName is invalid.");
            }
        }
        return DescribeAccountAttributesResult.builder()
                .accountAttributes(
                        attributes.entrySet().stream()
                                .filter(a -> names.isEmpty() || names.contains(a.getKey()))
                                .map(a -> attribute(a.getKey(), a.getValue()))
                                .toList())
                .build();
    }

    private static AccountAttribute attribute(String name, String value) {
        return AccountAttribute.builder()
                .attributeName(name)
                .attributeValues(
                        List.of(AccountAttributeValue.builder().attributeValue(value).build()))
                .build();
    }
}

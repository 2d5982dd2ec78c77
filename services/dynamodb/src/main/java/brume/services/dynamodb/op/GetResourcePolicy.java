package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.GetResourcePolicyInput;
import brume.api.dynamodb.GetResourcePolicyOutput;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** GetResourcePolicy: the policy attached to a table. */
public final class GetResourcePolicy
        extends DynamodbOperation<GetResourcePolicyInput, GetResourcePolicyOutput> {

    public GetResourcePolicy(Database database) {
        super(DynamodbApi.GET_RESOURCE_POLICY, database);
    }

    @Override
    List<String> tables(GetResourcePolicyInput input) {
        return List.of(input.resourceArn());
    }

    @Override
    List<Permission> permitted(GetResourcePolicyInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    GetResourcePolicyOutput run(GetResourcePolicyInput input, Call call) {
        PolicyChange change = PolicyChange.of(database(), call, input.resourceArn());
        ResourcePolicies.Attached attached = change.find().orElseThrow(change::notFound);
        return GetResourcePolicyOutput.builder()
                .policy(attached.policy())
                .revisionId(attached.revisionId())
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.GetResourcePolicyInput;
import brume.api.dynamodb.GetResourcePolicyOutput;
import brume.services.dynamodb.policy.PolicyTarget;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** GetResourcePolicy: the policy attached to a table or stream. */
public final class GetResourcePolicy
        extends DynamodbOperation<GetResourcePolicyInput, GetResourcePolicyOutput> {

    public GetResourcePolicy(Database database) {
        super(DynamodbApi.GET_RESOURCE_POLICY, database);
    }

    /** The ARN names the resource in its own way; see {@link PolicyTarget}. */
    @Override
    List<String> tables(GetResourcePolicyInput input) {
        return List.of();
    }

    @Override
    List<Permission> permitted(GetResourcePolicyInput input, Call call) {
        PolicyTarget.parse(input.resourceArn(), call.scope());
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    GetResourcePolicyOutput run(GetResourcePolicyInput input, Call call) {
        ResourcePolicies.Attached attached =
                PolicyChange.of(database(), call, input.resourceArn()).get();
        return GetResourcePolicyOutput.builder()
                .policy(attached.policy())
                .revisionId(attached.revisionId())
                .build();
    }
}

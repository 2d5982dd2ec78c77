package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.PutResourcePolicyInput;
import brume.api.dynamodb.PutResourcePolicyOutput;
import brume.services.dynamodb.policy.PolicyForm;
import brume.services.dynamodb.policy.PolicyTarget;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Optional;

/**
 * PutResourcePolicy: attaches a policy to a table or stream, or replaces the one that it has. A
 * policy that would keep its author from changing it again has to be confirmed.
 */
public final class PutResourcePolicy
        extends DynamodbOperation<PutResourcePolicyInput, PutResourcePolicyOutput> {

    private static final String LOCKED_OUT =
            "The new resource policy will not allow you to update the resource policy in the"
                    + " future.";

    public PutResourcePolicy(Database database) {
        super(DynamodbApi.PUT_RESOURCE_POLICY, database);
    }

    /** The ARN names the resource in its own way; see {@link PolicyTarget}. */
    @Override
    List<String> tables(PutResourcePolicyInput input) {
        return List.of();
    }

    @Override
    List<Permission> permitted(PutResourcePolicyInput input, Call call) {
        PolicyTarget target = PolicyTarget.parse(input.resourceArn(), call.scope());
        Permission needed = Permission.of(model().action(), input.resourceArn());
        if (Boolean.TRUE.equals(input.confirmRemoveSelfResourceAccess())) {
            return List.of(needed);
        }
        // AWS asks its policies once more, with the new one in the place of the old; it does so for
        // PutResourcePolicy only (recorded by ack-api-quirks, DDB-TABLE-210).
        String policy = PolicyForm.canonical(input.policy(), target.isStream());
        return List.of(
                needed, needed.withResourcePolicy(Optional.of(policy)).withRefusal(LOCKED_OUT));
    }

    @Override
    PutResourcePolicyOutput run(PutResourcePolicyInput input, Call call) {
        String revision =
                PolicyChange.of(database(), call, input.resourceArn())
                        .put(input.policy(), input.expectedRevisionId());
        return PutResourcePolicyOutput.builder().revisionId(revision).build();
    }
}

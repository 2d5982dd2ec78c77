package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteResourcePolicyInput;
import brume.api.dynamodb.DeleteResourcePolicyOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.policy.PolicyTarget;
import brume.spi.Call;
import brume.spi.Permission;
import brume.spi.Principal;
import java.util.List;
import java.util.Optional;

/** DeleteResourcePolicy: detaches the policy of a table or stream, if it has one. */
public final class DeleteResourcePolicy
        extends DynamodbOperation<DeleteResourcePolicyInput, DeleteResourcePolicyOutput> {

    public DeleteResourcePolicy(Database database) {
        super(DynamodbApi.DELETE_RESOURCE_POLICY, database);
    }

    /** The ARN names the resource in its own way; see {@link PolicyTarget}. */
    @Override
    List<String> tables(DeleteResourcePolicyInput input) {
        return List.of();
    }

    @Override
    List<Permission> permitted(DeleteResourcePolicyInput input, Call call) {
        PolicyTarget.parse(input.resourceArn(), call.scope());
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    DeleteResourcePolicyOutput run(DeleteResourcePolicyInput input, Call call) {
        String revision =
                PolicyChange.of(database(), call, input.resourceArn())
                        .delete(input.expectedRevisionId());
        return DeleteResourcePolicyOutput.builder().revisionId(revision).build();
    }

    /**
     * The root user of the account can delete every policy, so that nobody locks an account out of
     * its own table. Source: API Reference, DeleteResourcePolicy.
     */
    @Override
    Optional<String> policyFor(Permission permission, Call call) {
        return call.principal() instanceof Principal.Root
                ? Optional.empty()
                : super.policyFor(permission, call);
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteResourcePolicyInput;
import brume.api.dynamodb.DeleteResourcePolicyOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DeleteResourcePolicy: detaches the policy of a table, if it has one. */
public final class DeleteResourcePolicy
        extends DynamodbOperation<DeleteResourcePolicyInput, DeleteResourcePolicyOutput> {

    public DeleteResourcePolicy(Database database) {
        super(DynamodbApi.DELETE_RESOURCE_POLICY, database);
    }

    @Override
    List<String> tables(DeleteResourcePolicyInput input) {
        return List.of(input.resourceArn());
    }

    @Override
    List<Permission> permitted(DeleteResourcePolicyInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    DeleteResourcePolicyOutput run(DeleteResourcePolicyInput input, Call call) {
        PolicyChange change = PolicyChange.of(database(), call, input.resourceArn());
        String revision =
                database()
                        .items()
                        .transact(transaction ->
                                change.delete(transaction, input.expectedRevisionId()));
        return DeleteResourcePolicyOutput.builder().revisionId(revision).build();
    }
}

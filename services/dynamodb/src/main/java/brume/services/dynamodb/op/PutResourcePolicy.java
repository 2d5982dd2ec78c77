package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.PutResourcePolicyInput;
import brume.api.dynamodb.PutResourcePolicyOutput;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** PutResourcePolicy: attaches a policy to a table, or replaces the one that it has. */
public final class PutResourcePolicy
        extends DynamodbOperation<PutResourcePolicyInput, PutResourcePolicyOutput> {

    public PutResourcePolicy(Database database) {
        super(DynamodbApi.PUT_RESOURCE_POLICY, database);
    }

    @Override
    List<String> tables(PutResourcePolicyInput input) {
        return List.of(input.resourceArn());
    }

    @Override
    List<Permission> permitted(PutResourcePolicyInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    PutResourcePolicyOutput run(PutResourcePolicyInput input, Call call) {
        PolicyChange change = PolicyChange.of(database(), call, input.resourceArn());
        String revision =
                database()
                        .items()
                        .transact(transaction ->
                                change.put(
                                        transaction, input.policy(), input.expectedRevisionId()));
        return PutResourcePolicyOutput.builder().revisionId(revision).build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.base.Ids;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.store.ResourcePolicies.Attached;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the policy of one table.
 *
 * <p>Source of the rules: API Reference, PutResourcePolicy and DeleteResourcePolicy.
 */
final class PolicyChange {

    /** What ExpectedRevisionId says if there must not be a policy yet. */
    private static final String NO_POLICY = "NO_POLICY";

    private final Database database;
    private final String arn;

    private PolicyChange(Database database, String arn) {
        this.database = database;
        this.arn = arn;
    }

    /**
     * The policy of the table with this ARN, which must be one of the call's own region.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException
     */
    static PolicyChange of(Database database, Call call, String arn) {
        String name = TableNames.name(arn);
        if (name.equals(arn) || name.contains("/")) {
            throw new InvalidRequest(
                    "Invalid TableArn: Invalid ResourceArn provided as input " + arn);
        }
        if (database.tables().find(call.scope(), name).isEmpty()) {
            throw TaggedTable.notFound(arn);
        }
        return new PolicyChange(database, arn);
    }

    /** The policy of a table that is being created. */
    static PolicyChange ofNewTable(Database database, String arn) {
        return new PolicyChange(database, arn);
    }

    /** The policy, if there is one. */
    Optional<Attached> find() {
        return database.policies().find(arn);
    }

    RuntimeException notFound() {
        return DynamodbErrors.policyNotFoundException(
                "Resource-based policy not found for the provided ResourceArn: " + arn);
    }

    /**
     * Puts a policy and answers its revision; the same policy once more keeps its revision.
     *
     * @throws brume.wire.ServiceException PolicyNotFoundException if another revision was expected
     */
    String put(Transaction transaction, String policy, @Nullable String expectedRevision) {
        check(policy);
        Optional<Attached> present = expected(transaction, expectedRevision);
        if (present.isPresent() && present.get().policy().equals(policy)) {
            return present.get().revisionId();
        }
        String revision = Ids.uuid();
        database.policies().put(transaction, arn, new Attached(policy, revision));
        return revision;
    }

    /** Deletes the policy; answers the revision that was deleted, or null if there was none. */
    @Nullable String delete(Transaction transaction, @Nullable String expectedRevision) {
        Optional<Attached> present = expected(transaction, expectedRevision);
        database.policies().delete(transaction, arn);
        return present.map(Attached::revisionId).orElse(null);
    }

    private Optional<Attached> expected(Transaction transaction, @Nullable String revision) {
        Optional<Attached> present = database.policies().find(transaction, arn);
        if (revision != null
                && !revision.equals(present.map(Attached::revisionId).orElse(NO_POLICY))) {
            throw notFound();
        }
        return present;
    }

    private static void check(String policy) {
        if (policy.getBytes(StandardCharsets.UTF_8).length
                > DynamodbQuotas.RESOURCE_POLICY_BYTES_MAX.value()) {
            throw InvalidRequest.parameters(
                    "The size of the policy exceeds the limit of "
                            + DynamodbQuotas.RESOURCE_POLICY_BYTES_MAX.value()
                            + " bytes");
        }
        try {
            PolicyDocument.parse(policy, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw InvalidRequest.parameters("Invalid policy document: " + e.getMessage());
        }
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.policy.PolicyForm;
import brume.services.dynamodb.policy.PolicyTarget;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.ResourcePolicies.Attached;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.store.Reader;
import brume.store.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the policy of one table or stream.
 *
 * <p>Sources: API Reference, PutResourcePolicy and DeleteResourcePolicy; the texts are those that
 * public test suites recorded against AWS. AWS also refuses a second change within 15 seconds; here
 * a change holds at once, so there is nothing to wait for.
 */
final class PolicyChange {

    /** What ExpectedRevisionId says if there must not be a policy yet. */
    private static final String NO_POLICY = "NO_POLICY";

    private static final String NOT_FOUND =
            "Resource-based policy not found for the provided ResourceArn: ";

    private final Database database;
    private final Call call;
    private final PolicyTarget target;

    private PolicyChange(Database database, Call call, PolicyTarget target) {
        this.database = database;
        this.call = call;
        this.target = target;
    }

    /** The change of the policy of a table or stream; refuses ARNs that are of neither. */
    static PolicyChange of(Database database, Call call, String arn) {
        return new PolicyChange(database, call, PolicyTarget.parse(arn, call.scope()));
    }

    /** The policy of a table that is being created. */
    static PolicyChange ofNewTable(Database database, Call call, String table) {
        String arn = OpenTable.arn(call.scope(), table);
        return new PolicyChange(database, call, new PolicyTarget(arn, table, null));
    }

    /**
     * The policy.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException, PolicyNotFoundException
     */
    Attached get() {
        return database.streams()
                .read(reader -> {
                    requirePresent(reader);
                    return ResourcePolicies.find(reader, target.arn())
                            .orElseThrow(() -> notFound(target.arn()));
                });
    }

    /**
     * Puts a policy and answers its revision; an equivalent policy keeps its revision.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException, or PolicyNotFoundException if
     *     another revision was expected
     */
    String put(String policy, @Nullable String expectedRevision) {
        String canonical = PolicyForm.canonical(policy, target.isStream());
        return database.items()
                .transact(transaction -> {
                    requirePresent(transaction);
                    return put(transaction, canonical, expected(transaction, expectedRevision));
                });
    }

    /** Puts the policy of a table that is being created. */
    void putFirst(Transaction transaction, String policy) {
        put(transaction, PolicyForm.canonical(policy, false), Optional.empty());
    }

    private String put(Transaction transaction, String canonical, Optional<Attached> present) {
        if (present.isPresent() && present.get().policy().equals(canonical)) {
            return present.get().revisionId();
        }
        String revision = revision(present.map(Attached::revisionId).orElse(""));
        database.policies().put(transaction, target.arn(), new Attached(canonical, revision));
        return revision;
    }

    /** The time of the change in milliseconds, as AWS has it, and later than the one before. */
    private String revision(String previous) {
        long now = call.time().toEpochMilli();
        String revision = Long.toString(now);
        return previous.length() == revision.length() && previous.compareTo(revision) >= 0
                ? Long.toString(Long.parseLong(previous) + 1)
                : revision;
    }

    /** Deletes the policy; answers the revision that was deleted, or null if there was none. */
    @Nullable String delete(@Nullable String expectedRevision) {
        return database.items()
                .<@Nullable String>transact(transaction -> {
                    requirePresent(transaction);
                    Optional<Attached> present = expected(transaction, expectedRevision);
                    ResourcePolicies.delete(transaction, target.arn());
                    return present.map(Attached::revisionId).orElse(null);
                });
    }

    private void requirePresent(Reader reader) {
        String label = target.stream();
        if (label == null) {
            if (database.tables().find(reader, call.scope(), target.table()).isEmpty()) {
                throw Tables.notFound(target.table());
            }
        } else if (Streams.find(reader, call.scope(), target.table(), label).isEmpty()) {
            throw DynamodbErrors.resourceNotFoundException(
                    "Requested resource not found: Stream: "
                            + label
                            + " not found for Table: "
                            + target.table());
        }
    }

    private Optional<Attached> expected(Transaction transaction, @Nullable String revision) {
        Optional<Attached> present = ResourcePolicies.find(transaction, target.arn());
        String found = present.map(Attached::revisionId).orElse(NO_POLICY);
        if (revision == null || revision.equals(found)) {
            return present;
        }
        if (revision.equals(NO_POLICY)) {
            throw notFound(
                    "Requested policy update expecting none to be present for "
                            + target.label()
                            + ", but a policy exists with revision id "
                            + found
                            + ".");
        }
        String requested = "Requested update for policy with revision id " + revision + ", but ";
        throw notFound(
                present.isEmpty()
                        ? requested + target.label() + " has no associated policy."
                        : requested
                                + "the policy associated to target "
                                + target.label()
                                + " has revision id "
                                + found
                                + ".");
    }

    private static RuntimeException notFound(String what) {
        return DynamodbErrors.policyNotFoundException(NOT_FOUND + what);
    }
}

package brume.services.dynamodb.store;

import brume.base.Arn;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.Optional;

/**
 * The policies attached to tables and streams, under their ARNs. A table's policy also governs its
 * indexes; a stream's goes with the stream. They are read at every request, so a change holds from
 * its commit on; a server on which no policy was ever put does not look.
 */
public final class ResourcePolicies {

    private static final Key POLICIES = Key.of("dynamodb", "resource-policy");
    private static final String INDEX = "/index/";

    /** A policy as it was put, and the id of that revision. */
    public record Attached(String policy, String revisionId) {}

    private final Store store;
    private volatile boolean any;

    public ResourcePolicies(Store store) {
        this.store = store;
        any = store.read(reader -> !reader.list(Range.prefix(POLICIES), 1).isEmpty());
    }

    /** The policy that governs {@code arn}, a table, index or stream. */
    public Optional<Attached> find(String arn) {
        return any ? store.read(reader -> find(reader, arn)) : Optional.empty();
    }

    /** As {@link #find(String)}, in a transaction. */
    public static Optional<Attached> find(Reader reader, String arn) {
        return reader.find(POLICIES.with(governing(arn)))
                .map(bytes -> Documents.read(bytes, Attached.class));
    }

    /** The ARN of the resource whose policy governs {@code arn}: of an index, its table. */
    private static String governing(String arn) {
        boolean index =
                Arn.find(arn).filter(parsed -> parsed.resource().contains(INDEX)).isPresent();
        return index ? arn.substring(0, arn.indexOf(INDEX)) : arn;
    }

    public void put(Transaction transaction, String arn, Attached attached) {
        any = true;
        transaction.put(POLICIES.with(arn), Documents.write(attached));
    }

    public static void delete(Transaction transaction, String arn) {
        transaction.delete(POLICIES.with(arn));
    }
}

package brume.services.dynamodb.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table's description, as it is stored.
 *
 * @param id the TableId that clients see
 * @param number what the keys of its items begin with; never used again
 * @param definitions the attribute definitions in the order in which they were given
 * @param nextIndexNumber the number of the next index
 * @param billingChangedMillis when the table was last switched to on-demand
 * @param timeToLive the TTL attribute, if expiry is enabled
 * @param stream the table's latest stream, if it has had one
 * @param onDemandLimit what an on-demand table serves at most, if it was limited
 * @param warmed the warm throughput that the table has reached, if it is more than follows from its
 *     capacity
 * @param tableClassChangedBeforeMillis when the class was changed the time before last
 * @param replication of which global table it is a replica, if of any
 * @param kmsKeyArn the key that the SSE description names, if SSE with KMS was asked for
 * @param recovery what backups and restores keep here
 * @param kinesis the Kinesis streams that get, or got, its changes
 */
public record Table(
        String account,
        String region,
        String name,
        String id,
        long number,
        long createdMillis,
        List<KeyAttribute> definitions,
        KeySchema key,
        List<Index> indexes,
        int nextIndexNumber,
        String billingMode,
        @Nullable Long billingChangedMillis,
        Throughput throughput,
        boolean deletionProtection,
        @Nullable String tableClass,
        @Nullable Long tableClassChangedMillis,
        @Nullable String kmsKeyArn,
        @Nullable String timeToLive,
        @Nullable Long timeToLiveChangedMillis,
        Map<String, String> tags,
        @Nullable TableStream stream,
        @Nullable OnDemandLimit onDemandLimit,
        @Nullable WarmThroughput warmed,
        @Nullable Long tableClassChangedBeforeMillis,
        Recovery recovery,
        @Nullable Replication replication,
        List<KinesisTarget> kinesis) {

    public static final String ON_DEMAND = "PAY_PER_REQUEST";
    public static final String PROVISIONED = "PROVISIONED";

    public Table {
        // Descriptions that were stored before there were backups have none.
        recovery = Objects.requireNonNullElse(recovery, Recovery.NONE);
        kinesis = Objects.requireNonNullElse(kinesis, List.of());
    }

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public Optional<Index> findIndex(String indexName) {
        return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
    }

    /** Whether a change of an item has to know what was there before. */
    public boolean needsOldItems() {
        return !indexes.isEmpty()
                || enabledStream() != null
                || feedsKinesis()
                || recovery.keepsUndoLog()
                || replication != null;
    }

    /** Whether its items are still being restored, so that nothing else can be done with it. */
    public boolean isRestoring() {
        return recovery.restore() != null;
    }

    /** Whether its items are still being imported from S3. */
    public boolean isImporting() {
        Recovery.Restore restore = recovery.restore();
        return restore != null && restore.ofImport();
    }

    /** Whether it is a new replica that does not have every item yet; nobody may use it. */
    public boolean isFilling() {
        return replication != null && !replication.get(region).filled();
    }

    /** The stream that records the changes of items now. */
    public @Nullable TableStream enabledStream() {
        return stream != null && stream.enabled() ? stream : null;
    }

    /** Whether a Kinesis stream gets the changes of its items. */
    public boolean feedsKinesis() {
        for (KinesisTarget target : kinesis) {
            if (target.active()) {
                return true;
            }
        }
        return false;
    }

    public boolean isOnDemand() {
        return billingMode.equals(ON_DEMAND);
    }

    /** What the table could serve at once. */
    public WarmThroughput warm() {
        return warm(warmed, throughput);
    }

    /** What a global index could serve at once. */
    public WarmThroughput warm(Index index) {
        return warm(index.warmed(), index.throughput());
    }

    private WarmThroughput warm(
            @Nullable WarmThroughput reached, @Nullable Throughput provisioned) {
        WarmThroughput own = reached == null ? WarmThroughput.NONE : reached;
        if (isOnDemand()) {
            return own.max(WarmThroughput.ON_DEMAND);
        }
        return provisioned == null
                ? own
                : own.max(new WarmThroughput(provisioned.read(), provisioned.write()));
    }

    /** As the table is described at a time. */
    public Table at(long nowMillis) {
        List<Index> all = new ArrayList<>();
        for (Index index : indexes) {
            Throughput own = index.throughput();
            all.add(own == null ? index : index.withThroughput(own.at(nowMillis)));
        }
        return toBuilder().throughput(throughput.at(nowMillis)).indexes(all).build();
    }

    public boolean hasLocalIndexes() {
        for (Index index : indexes) {
            if (!index.global()) {
                return true;
            }
        }
        return false;
    }

    public List<Index> localIndexes() {
        return indexes.stream().filter(index -> !index.global()).toList();
    }

    public List<Index> globalIndexes() {
        return indexes.stream().filter(Index::global).toList();
    }

    /** With {@code changed} in the place of the index of its name. */
    public Table withIndex(Index changed) {
        List<Index> all = new ArrayList<>(indexes);
        all.replaceAll(index -> index.name().equals(changed.name()) ? changed : index);
        return toBuilder().indexes(all).build();
    }

    /** A table without indexes, with provisioned capacity of nothing. */
    public static Table of(
            Scope scope,
            String name,
            String id,
            long createdMillis,
            List<KeyAttribute> definitions,
            KeySchema key) {
        return new Table(
                scope.account().value(),
                scope.region().value(),
                name,
                id,
                0,
                createdMillis,
                definitions,
                key,
                List.of(),
                1,
                PROVISIONED,
                null,
                Throughput.NONE,
                false,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                Recovery.NONE,
                null,
                List.of());
    }

    /** A builder that begins with what this table has. */
    public TableBuilder toBuilder() {
        return new TableBuilder(this);
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.GlobalSecondaryIndex;
import brume.api.dynamodb.KeySchemaElement;
import brume.api.dynamodb.LocalSecondaryIndex;
import brume.api.dynamodb.OnDemandThroughput;
import brume.api.dynamodb.Projection;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.RestoreTableFromBackupInput;
import brume.api.dynamodb.RestoreTableToPointInTimeInput;
import brume.api.dynamodb.SSESpecification;
import brume.base.Ids;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a restore asks for in the place of what the source has. An empty list of indexes means none,
 * no list those of the source.
 *
 * <p>Source of rules and texts: the ACK controller's lab notes (DDB-TABLE-215, 273, 279, 280).
 */
record RestoreOverrides(
        @Nullable String billingMode,
        @Nullable ProvisionedThroughput throughput,
        @Nullable OnDemandThroughput onDemandThroughput,
        @Nullable List<GlobalSecondaryIndex> globalIndexes,
        @Nullable List<LocalSecondaryIndex> localIndexes,
        @Nullable SSESpecification sse) {

    private static final String REJECTED = "Invalid Request: ";

    static RestoreOverrides of(RestoreTableFromBackupInput input) {
        return new RestoreOverrides(
                input.billingModeOverride(),
                input.provisionedThroughputOverride(),
                input.onDemandThroughputOverride(),
                input.globalSecondaryIndexOverride(),
                input.localSecondaryIndexOverride(),
                input.sseSpecificationOverride());
    }

    static RestoreOverrides of(RestoreTableToPointInTimeInput input) {
        return new RestoreOverrides(
                input.billingModeOverride(),
                input.provisionedThroughputOverride(),
                input.onDemandThroughputOverride(),
                input.globalSecondaryIndexOverride(),
                input.localSecondaryIndexOverride(),
                input.sseSpecificationOverride());
    }

    /**
     * The new table, without its number. It has the source's keys, capacity and encryption, but no
     * tags, stream, expiry, protection, table class, policy or point-in-time recovery.
     */
    Table apply(Table source, String name, Call call) {
        String mode = billingMode == null ? source.billingMode() : billingMode;
        boolean onDemand = mode.equals(Table.ON_DEMAND);
        Throughput capacity = capacity(source, onDemand);
        OnDemandLimit limit = limit(source, onDemand);
        List<Index> indexes = new ArrayList<>();
        addLocal(indexes, source);
        addGlobal(indexes, source, onDemand);
        checkNames(indexes);
        long now = call.time().toEpochMilli();
        return Table.of(
                        call.scope(),
                        name,
                        Ids.uuid(),
                        now,
                        definitions(source, indexes),
                        source.key())
                .toBuilder()
                .indexes(indexes)
                .nextIndexNumber(indexes.size() + 1)
                .billingMode(mode)
                .billingChangedMillis(onDemand ? Long.valueOf(now) : null)
                .throughput(capacity)
                .onDemandLimit(limit)
                .kmsKeyArn(sse == null ? source.kmsKeyArn() : Encryption.keyOf(sse, call))
                .build();
    }

    private Throughput capacity(Table source, boolean onDemand) {
        if (onDemand) {
            if (throughput != null) {
                throw new InvalidRequest(
                        REJECTED
                                + "Cannot override ProvisionedThroughput "
                                + (billingMode == null
                                        ? "unless BillingMode is PROVISIONED"
                                        : "if BillingMode is overridden to PAY_PER_REQUEST"));
            }
            return Throughput.NONE;
        }
        if (throughput != null) {
            return CapacityRules.provisioned(throughput);
        }
        if (billingMode != null) {
            throw new InvalidRequest(
                    REJECTED
                            + "Must override ProvisionedThroughput if BillingMode is overridden to"
                            + " PROVISIONED");
        }
        return Throughput.of(source.throughput().read(), source.throughput().write());
    }

    private @Nullable OnDemandLimit limit(Table source, boolean onDemand) {
        if (onDemandThroughput == null) {
            return onDemand ? source.onDemandLimit() : null;
        }
        if (!onDemand) {
            throw new InvalidRequest(
                    REJECTED
                            + "Cannot override MaxReadRequestUnits for OnDemandThroughput unless"
                            + " BillingModeOverride is PAY_PER_REQUEST");
        }
        return CapacityRules.TABLE.newLimit(true, onDemandThroughput);
    }

    private void addLocal(List<Index> indexes, Table source) {
        if (localIndexes == null) {
            source.localIndexes().forEach(index -> add(indexes, index, index.name(), null, null));
            return;
        }
        for (LocalSecondaryIndex index : localIndexes) {
            Index same =
                    same(
                            source.localIndexes(),
                            index.indexName(),
                            index.keySchema(),
                            index.projection());
            add(indexes, same, index.indexName(), null, null);
        }
    }

    private void addGlobal(List<Index> indexes, Table source, boolean onDemand) {
        if (globalIndexes == null) {
            for (Index index : source.globalIndexes()) {
                add(
                        indexes,
                        index,
                        index.name(),
                        onDemand ? null : recorded(index),
                        onDemand ? index.onDemandLimit() : null);
            }
            return;
        }
        for (GlobalSecondaryIndex index : globalIndexes) {
            DynamodbOperation.notBuilt("WarmThroughput", index.warmThroughput());
            Index same =
                    same(
                            source.globalIndexes(),
                            index.indexName(),
                            index.keySchema(),
                            index.projection());
            add(
                    indexes,
                    same,
                    index.indexName(),
                    capacity(index, onDemand),
                    CapacityRules.index(index.indexName())
                            .newLimit(onDemand, index.onDemandThroughput()));
        }
    }

    /** The capacity of an index of the source, which has some if the source's is provisioned. */
    private Throughput recorded(Index index) {
        Throughput present = index.throughput();
        if (billingMode != null || present == null) {
            throw new InvalidRequest(
                    REJECTED
                            + "Must override ProvisionedThroughput if BillingMode is overridden to"
                            + " PROVISIONED for index "
                            + index.name());
        }
        return Throughput.of(present.read(), present.write());
    }

    private static @Nullable Throughput capacity(GlobalSecondaryIndex index, boolean onDemand) {
        ProvisionedThroughput given = index.provisionedThroughput();
        if (onDemand && given != null) {
            throw new InvalidRequest(
                    REJECTED
                            + "Cannot override ProvisionedThroughput if BillingMode is overridden"
                            + " to PAY_PER_REQUEST for index "
                            + index.indexName());
        }
        if (!onDemand && given == null) {
            throw new InvalidRequest(
                    REJECTED
                            + "Must specify provisioned throughput for index "
                            + index.indexName());
        }
        return given == null ? null : CapacityRules.provisioned(given);
    }

    /** The index of the source with these keys and this projection; its name may be another. */
    private static Index same(
            List<Index> present,
            String name,
            List<KeySchemaElement> keySchema,
            Projection projection) {
        for (Index index : present) {
            if (TableDescriptions.keySchema(index.key()).equals(keySchema)
                    && index.projectionType().equals(projection.projectionType())
                    && Set.copyOf(index.nonKeyAttributes()).equals(others(projection))) {
                return index;
            }
        }
        throw new InvalidRequest(
                REJECTED
                        + "Index "
                        + name
                        + " does not match a secondary index that existed in the source table and"
                        + " cannot be created during the restore operation");
    }

    private static Set<String> others(Projection projection) {
        return new HashSet<>(Objects.requireNonNullElse(projection.nonKeyAttributes(), List.of()));
    }

    private static void add(
            List<Index> indexes,
            Index source,
            String name,
            @Nullable Throughput capacity,
            @Nullable OnDemandLimit limit) {
        indexes.add(
                new Index(
                        name,
                        indexes.size() + 1,
                        source.global(),
                        source.key(),
                        source.projectionType(),
                        source.nonKeyAttributes(),
                        capacity,
                        Index.ACTIVE,
                        limit,
                        null));
    }

    private static void checkNames(List<Index> indexes) {
        Set<String> names = new HashSet<>();
        for (Index index : indexes) {
            if (!names.add(index.name())) {
                throw InvalidRequest.parameters("Duplicate index name: " + index.name());
            }
        }
    }

    /** The definitions that the keys need. */
    private static List<KeyAttribute> definitions(Table source, List<Index> indexes) {
        return source.definitions().stream()
                .filter(definition ->
                        source.key().contains(definition.name())
                                || indexes.stream()
                                        .anyMatch(index -> index.key().contains(definition.name())))
                .toList();
    }
}

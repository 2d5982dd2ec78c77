package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalSecondaryIndexUpdate;
import brume.api.dynamodb.GlobalTableGlobalSecondaryIndexSettingsUpdate;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.ReplicaGlobalSecondaryIndexSettingsUpdate;
import brume.api.dynamodb.ReplicaSettingsUpdate;
import brume.api.dynamodb.UpdateGlobalSecondaryIndexAction;
import brume.api.dynamodb.UpdateGlobalTableSettingsInput;
import brume.api.dynamodb.UpdateGlobalTableSettingsOutput;
import brume.api.dynamodb.UpdateTableInput;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.store.LegacyGlobalTables;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * UpdateGlobalTableSettings: billing mode and write capacity of all replicas of a global table of
 * version 2017.11.29, and read capacity and table class of single ones. Each table is changed as
 * UpdateTable would change it.
 */
public final class UpdateGlobalTableSettings
        extends DynamodbOperation<UpdateGlobalTableSettingsInput, UpdateGlobalTableSettingsOutput> {

    public UpdateGlobalTableSettings(Database database) {
        super(DynamodbApi.UPDATE_GLOBAL_TABLE_SETTINGS, database);
    }

    @Override
    List<Permission> permitted(UpdateGlobalTableSettingsInput input, Call call) {
        List<String> regions =
                database()
                        .items()
                        .read(reader ->
                                LegacyGlobalTables.find(
                                        reader, call.account(), input.globalTableName()))
                        .map(LegacyGlobalTable::regions)
                        .orElse(List.of());
        return LegacyReplicas.permissions(model().action(), call, input.globalTableName(), regions);
    }

    @Override
    UpdateGlobalTableSettingsOutput run(UpdateGlobalTableSettingsInput input, Call call) {
        notBuilt(
                "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate",
                input.globalTableProvisionedWriteCapacityAutoScalingSettingsUpdate());
        return database().items().transact(transaction -> update(transaction, input, call));
    }

    private UpdateGlobalTableSettingsOutput update(
            Transaction transaction, UpdateGlobalTableSettingsInput input, Call call) {
        Tables tables = database().tables();
        LegacyGlobalTable group =
                new LegacyReplicas(database(), transaction)
                        .get(call.account(), input.globalTableName());
        Map<String, ReplicaSettingsUpdate> own = own(input, group);
        for (String region : group.regions()) {
            Table table =
                    tables.find(transaction, group.scope(region), group.name())
                            .map(OpenTable::table)
                            .orElseThrow(() -> Tables.notFound(group.name()));
            UpdateTableInput change = change(table, input, own.get(region));
            Table updated = new TableUpdate(table, call.time().toEpochMilli()).apply(change);
            new CapacityQuotas(tables).check(table, updated);
            tables.put(transaction, updated);
        }
        return UpdateGlobalTableSettingsOutput.builder()
                .globalTableName(group.name())
                .replicaSettings(LegacySettings.of(tables, transaction, group))
                .build();
    }

    private static Map<String, ReplicaSettingsUpdate> own(
            UpdateGlobalTableSettingsInput input, LegacyGlobalTable group) {
        Map<String, ReplicaSettingsUpdate> own = new LinkedHashMap<>();
        if (input.replicaSettingsUpdate() != null) {
            for (ReplicaSettingsUpdate update : input.replicaSettingsUpdate()) {
                notBuilt(
                        "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate",
                        update.replicaProvisionedReadCapacityAutoScalingSettingsUpdate());
                if (!group.regions().contains(update.regionName())) {
                    throw DynamodbErrors.replicaNotFoundException(
                            "Global table with name: '"
                                    + group.name()
                                    + "' has no replica in region: '"
                                    + update.regionName()
                                    + "'.");
                }
                own.put(update.regionName(), update);
            }
        }
        return own;
    }

    /** What UpdateTable would be asked for to change one of the tables. */
    private static UpdateTableInput change(
            Table table, UpdateGlobalTableSettingsInput all, @Nullable ReplicaSettingsUpdate own) {
        Long read = own == null ? null : own.replicaProvisionedReadCapacityUnits();
        Long write = all.globalTableProvisionedWriteCapacityUnits();
        List<GlobalSecondaryIndexUpdate> indexes = indexes(table, all, own);
        return UpdateTableInput.builder()
                .tableName(table.name())
                .billingMode(all.globalTableBillingMode())
                .provisionedThroughput(changed(table.throughput(), read, write))
                .globalSecondaryIndexUpdates(indexes.isEmpty() ? null : indexes)
                .tableClass(own == null ? null : own.replicaTableClass())
                .build();
    }

    /** The capacity that is wanted, or null if it is what there is. */
    private static @Nullable ProvisionedThroughput changed(
            @Nullable Throughput own, @Nullable Long read, @Nullable Long write) {
        Throughput present = own == null ? Throughput.NONE : own;
        long newRead = read == null ? Math.max(1, present.read()) : read;
        long newWrite = write == null ? Math.max(1, present.write()) : write;
        boolean same = newRead == present.read() && newWrite == present.write();
        return (read == null && write == null) || same
                ? null
                : ProvisionedThroughput.builder()
                        .readCapacityUnits(newRead)
                        .writeCapacityUnits(newWrite)
                        .build();
    }

    private static List<GlobalSecondaryIndexUpdate> indexes(
            Table table, UpdateGlobalTableSettingsInput all, @Nullable ReplicaSettingsUpdate own) {
        Map<String, Long> writes = new LinkedHashMap<>();
        Map<String, Long> reads = new LinkedHashMap<>();
        if (all.globalTableGlobalSecondaryIndexSettingsUpdate() != null) {
            for (GlobalTableGlobalSecondaryIndexSettingsUpdate one :
                    all.globalTableGlobalSecondaryIndexSettingsUpdate()) {
                notBuilt(
                        "ProvisionedWriteCapacityAutoScalingSettingsUpdate",
                        one.provisionedWriteCapacityAutoScalingSettingsUpdate());
                writes.put(one.indexName(), one.provisionedWriteCapacityUnits());
            }
        }
        if (own != null && own.replicaGlobalSecondaryIndexSettingsUpdate() != null) {
            for (ReplicaGlobalSecondaryIndexSettingsUpdate one :
                    own.replicaGlobalSecondaryIndexSettingsUpdate()) {
                notBuilt(
                        "ProvisionedReadCapacityAutoScalingSettingsUpdate",
                        one.provisionedReadCapacityAutoScalingSettingsUpdate());
                reads.put(one.indexName(), one.provisionedReadCapacityUnits());
            }
        }
        List<GlobalSecondaryIndexUpdate> updates = new ArrayList<>();
        Map<String, Long> named = new LinkedHashMap<>(writes);
        named.putAll(reads);
        for (String name : named.keySet()) {
            Index index =
                    table.findIndex(name)
                            .filter(Index::global)
                            .orElseThrow(() ->
                                    DynamodbErrors.indexNotFoundException(
                                            "Index not found: " + name));
            ProvisionedThroughput capacity =
                    changed(index.throughput(), reads.get(name), writes.get(name));
            if (capacity != null) {
                updates.add(
                        GlobalSecondaryIndexUpdate.builder()
                                .update(
                                        UpdateGlobalSecondaryIndexAction.builder()
                                                .indexName(name)
                                                .provisionedThroughput(capacity)
                                                .build())
                                .build());
            }
        }
        return updates;
    }
}

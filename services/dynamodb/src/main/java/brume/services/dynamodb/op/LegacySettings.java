package brume.services.dynamodb.op;

import brume.api.dynamodb.BillingModeSummary;
import brume.api.dynamodb.ReplicaGlobalSecondaryIndexSettingsDescription;
import brume.api.dynamodb.ReplicaSettingsDescription;
import brume.api.dynamodb.TableClassSummary;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.store.Reader;
import java.util.List;

/** The settings of the replicas of a global table of version 2017.11.29. */
final class LegacySettings {

    private LegacySettings() {}

    static List<ReplicaSettingsDescription> of(
            Tables tables, Reader reader, LegacyGlobalTable table) {
        return table.regions().stream()
                .flatMap(region -> tables.find(reader, table.scope(region), table.name()).stream())
                .map(OpenTable::table)
                .map(LegacySettings::describe)
                .toList();
    }

    private static ReplicaSettingsDescription describe(Table table) {
        List<ReplicaGlobalSecondaryIndexSettingsDescription> indexes =
                table.globalIndexes().stream().map(LegacySettings::describe).toList();
        ReplicaSettingsDescription.Builder described =
                ReplicaSettingsDescription.builder()
                        .regionName(table.region())
                        .replicaStatus("ACTIVE")
                        .replicaProvisionedReadCapacityUnits(table.throughput().read())
                        .replicaProvisionedWriteCapacityUnits(table.throughput().write())
                        .replicaGlobalSecondaryIndexSettings(indexes.isEmpty() ? null : indexes);
        if (table.isOnDemand()) {
            described.replicaBillingModeSummary(
                    BillingModeSummary.builder().billingMode(table.billingMode()).build());
        }
        if (table.tableClass() != null) {
            described.replicaTableClassSummary(
                    TableClassSummary.builder().tableClass(table.tableClass()).build());
        }
        return described.build();
    }

    private static ReplicaGlobalSecondaryIndexSettingsDescription describe(Index index) {
        Throughput own = index.throughput() == null ? Throughput.NONE : index.throughput();
        return ReplicaGlobalSecondaryIndexSettingsDescription.builder()
                .indexName(index.name())
                .indexStatus(index.status())
                .provisionedReadCapacityUnits(own.read())
                .provisionedWriteCapacityUnits(own.write())
                .build();
    }
}

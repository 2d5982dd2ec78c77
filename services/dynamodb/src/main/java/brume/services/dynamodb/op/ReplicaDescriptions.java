package brume.services.dynamodb.op;

import brume.api.dynamodb.GlobalTableWitnessDescription;
import brume.api.dynamodb.OnDemandThroughputOverride;
import brume.api.dynamodb.ReplicaDescription;
import brume.api.dynamodb.ReplicaGlobalSecondaryIndexDescription;
import brume.api.dynamodb.TableClassSummary;
import brume.api.dynamodb.TableDescription;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.ReplicaSettings;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the description of a table says of its global table: the replicas in the other regions, and
 * of what each has of its own only that in which it differs. A table that is none says nothing.
 */
final class ReplicaDescriptions {

    private static final String SETTINGS = "ENABLED_WITH_OVERRIDES";

    private ReplicaDescriptions() {}

    /** The description with the replicas as they are. */
    static TableDescription added(Tables tables, Table table, TableDescription description) {
        return added(tables, table, description, Map.of());
    }

    /**
     * The description with the replicas.
     *
     * @param changing the states of those that a request has begun to change, by region; those that
     *     it deletes are not replicas of {@code table} any more
     */
    static TableDescription added(
            Tables tables,
            Table table,
            TableDescription description,
            Map<String, String> changing) {
        Replication group = table.replication();
        if (group == null && changing.isEmpty()) {
            return description;
        }
        TableDescription.Builder described =
                description.toBuilder()
                        .globalTableVersion(group == null ? Replication.CURRENT : group.version());
        if (group != null && !group.isCurrent()) {
            return described.build();
        }
        List<ReplicaDescription> replicas = new ArrayList<>();
        if (group != null) {
            for (Replica other : group.others(table.region())) {
                String status = changing.getOrDefault(other.region(), other.status());
                Scope scope = new Scope(table.scope().account(), new Region(other.region()));
                replicas.add(
                        replica(
                                other.region(),
                                status,
                                table,
                                tables.findAny(scope, table.name())
                                        .map(OpenTable::table)
                                        .orElse(null)));
            }
        }
        changing.forEach((region, status) -> {
            if (group == null || group.find(region).isEmpty()) {
                replicas.add(replica(region, status, table, null));
            }
        });
        described.replicas(replicas).globalTableSettingsReplicationMode(SETTINGS);
        if (group != null && group.strong()) {
            described.multiRegionConsistency("STRONG");
        }
        if (group != null && group.witness() != null) {
            described.globalTableWitnesses(
                    List.of(
                            GlobalTableWitnessDescription.builder()
                                    .regionName(group.witness())
                                    .witnessStatus("ACTIVE")
                                    .build()));
        }
        return described.build();
    }

    private static ReplicaDescription replica(
            String region, String status, Table local, @Nullable Table replica) {
        ReplicaDescription.Builder described =
                ReplicaDescription.builder()
                        .regionName(region)
                        .replicaStatus(status)
                        .globalTableSettingsReplicationMode(SETTINGS);
        if (replica != null) {
            describe(described, local, replica);
        }
        return described.build();
    }

    private static void describe(ReplicaDescription.Builder described, Table local, Table replica) {
        List<ReplicaGlobalSecondaryIndexDescription> indexes =
                replica.globalIndexes().stream()
                        .map(index -> index(local, replica, index))
                        .toList();
        described
                .kmsMasterKeyId(replica.kmsKeyArn())
                .onDemandThroughputOverride(
                        override(local.onDemandLimit(), replica.onDemandLimit()))
                .warmThroughput(TableDescriptions.warm(replica))
                .globalSecondaryIndexes(indexes.isEmpty() ? null : indexes);
        Long changed = replica.tableClassChangedMillis();
        if (replica.tableClass() != null) {
            described.replicaTableClassSummary(
                    TableClassSummary.builder()
                            .tableClass(replica.tableClass())
                            .lastUpdateDateTime(
                                    changed == null ? null : Instant.ofEpochMilli(changed))
                            .build());
        }
    }

    private static ReplicaGlobalSecondaryIndexDescription index(
            Table local, Table replica, Index index) {
        OnDemandLimit present =
                local.findIndex(index.name()).map(Index::onDemandLimit).orElse(null);
        return ReplicaGlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .onDemandThroughputOverride(override(present, index.onDemandLimit()))
                .warmThroughput(TableDescriptions.warm(replica.warm(index)))
                .build();
    }

    private static @Nullable OnDemandThroughputOverride override(
            @Nullable OnDemandLimit local, @Nullable OnDemandLimit replica) {
        Long read = ReplicaSettings.read(replica);
        return read == null || read.equals(ReplicaSettings.read(local))
                ? null
                : OnDemandThroughputOverride.builder().maxReadRequestUnits(read).build();
    }
}

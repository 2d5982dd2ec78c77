package brume.services.dynamodb.op;

import brume.api.dynamodb.AutoScalingSettingsDescription;
import brume.api.dynamodb.DescribeTableReplicaAutoScalingInput;
import brume.api.dynamodb.DescribeTableReplicaAutoScalingOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ReplicaAutoScalingDescription;
import brume.api.dynamodb.ReplicaGlobalSecondaryIndexAutoScalingDescription;
import brume.api.dynamodb.TableAutoScalingDescription;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.Comparator;
import java.util.List;

/**
 * DescribeTableReplicaAutoScaling: nothing here scales capacity, so every setting says that it is
 * disabled, as those of a table whose capacity is not scaled do in AWS. Source of text and order:
 * findings 187 and 232 of the notes that {@link ReplicaUpdates} names.
 */
public final class DescribeTableReplicaAutoScaling
        extends DynamodbOperation<
                DescribeTableReplicaAutoScalingInput, DescribeTableReplicaAutoScalingOutput> {

    private static final AutoScalingSettingsDescription DISABLED =
            AutoScalingSettingsDescription.builder()
                    .autoScalingDisabled(true)
                    .scalingPolicies(List.of())
                    .build();

    public DescribeTableReplicaAutoScaling(Database database) {
        super(DynamodbApi.DESCRIBE_TABLE_REPLICA_AUTO_SCALING, database);
    }

    @Override
    List<Permission> permitted(DescribeTableReplicaAutoScalingInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DescribeTableReplicaAutoScalingOutput run(
            DescribeTableReplicaAutoScalingInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        Table table =
                database()
                        .tables()
                        .findAny(call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> notFound(name));
        Replication group = table.replication();
        if (group == null || !group.isCurrent()) {
            throw notFound(name);
        }
        List<ReplicaAutoScalingDescription> replicas =
                group.replicas().stream()
                        .sorted(Comparator.comparing(Replica::region))
                        .map(replica -> describe(table, replica))
                        .toList();
        return DescribeTableReplicaAutoScalingOutput.builder()
                .tableAutoScalingDescription(
                        TableAutoScalingDescription.builder()
                                .tableName(name)
                                .tableStatus(table.isFilling() ? "CREATING" : "ACTIVE")
                                .replicas(replicas)
                                .build())
                .build();
    }

    private static RuntimeException notFound(String name) {
        return DynamodbErrors.resourceNotFoundException(
                "Global table with name: '" + name + "' does not exist.");
    }

    private static ReplicaAutoScalingDescription describe(Table table, Replica replica) {
        return ReplicaAutoScalingDescription.builder()
                .regionName(replica.region())
                .replicaStatus(replica.status())
                .globalSecondaryIndexes(
                        table.globalIndexes().stream()
                                .map(DescribeTableReplicaAutoScaling::describe)
                                .toList())
                .replicaProvisionedReadCapacityAutoScalingSettings(DISABLED)
                .replicaProvisionedWriteCapacityAutoScalingSettings(DISABLED)
                .build();
    }

    private static ReplicaGlobalSecondaryIndexAutoScalingDescription describe(Index index) {
        return ReplicaGlobalSecondaryIndexAutoScalingDescription.builder()
                .indexName(index.name())
                .indexStatus(index.status())
                .provisionedReadCapacityAutoScalingSettings(DISABLED)
                .provisionedWriteCapacityAutoScalingSettings(DISABLED)
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateTableInput;
import brume.api.dynamodb.UpdateTableOutput;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;

/**
 * UpdateTable: capacity, billing mode, protection, table class, the stream and global secondary
 * indexes.
 */
public final class UpdateTable extends DynamodbOperation<UpdateTableInput, UpdateTableOutput> {

    public UpdateTable(Database database) {
        super(DynamodbApi.UPDATE_TABLE, database);
    }

    @Override
    String missingTableName() {
        return TableNames.REQUIRED;
    }

    @Override
    List<Permission> permitted(UpdateTableInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    UpdateTableOutput run(UpdateTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        notBuilt("ReplicaUpdates", input.replicaUpdates());
        notBuilt("OnDemandThroughput", input.onDemandThroughput());
        notBuilt("WarmThroughput", input.warmThroughput());
        notBuilt("MultiRegionConsistency", input.multiRegionConsistency());
        notBuilt("GlobalTableWitnessUpdates", input.globalTableWitnessUpdates());
        notBuilt("GlobalTableSettingsReplicationMode", input.globalTableSettingsReplicationMode());
        checkNotEmpty(input);
        Table updated =
                database().items().transact(transaction -> update(transaction, input, call, name));
        return UpdateTableOutput.builder()
                .tableDescription(TableDescriptions.of(updated, "UPDATING", null))
                .build();
    }

    private static void checkNotEmpty(UpdateTableInput input) {
        boolean empty =
                input.provisionedThroughput() == null
                        && input.billingMode() == null
                        && input.streamSpecification() == null
                        && (input.globalSecondaryIndexUpdates() == null
                                || input.globalSecondaryIndexUpdates().isEmpty())
                        && input.sseSpecification() == null
                        && input.tableClass() == null
                        && input.deletionProtectionEnabled() == null;
        if (empty) {
            throw new InvalidRequest(
                    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                            + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates"
                            + " is required");
        }
    }

    private Table update(Transaction transaction, UpdateTableInput input, Call call, String name) {
        Tables tables = database().tables();
        Table table =
                tables.find(transaction, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        long now = call.time().toEpochMilli();
        Table updated = new TableUpdate(table, now).apply(input);
        if (input.sseSpecification() != null) {
            updated =
                    updated.toBuilder()
                            .kmsKeyArn(CreateTable.kmsKey(input.sseSpecification(), call))
                            .build();
        }
        if (input.streamSpecification() != null) {
            updated =
                    new StreamChange(database())
                            .apply(transaction, updated, input.streamSpecification(), now);
        }
        tables.put(transaction, updated);
        database().work().reconcile(transaction, table, updated, call.time());
        return updated;
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.UpdateTableInput;
import brume.api.dynamodb.UpdateTableOutput;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.StoreConflictException;
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
    void checkFirst(UpdateTableInput input) {
        TableUpdate.checkClass(input.tableClass());
    }

    @Override
    List<Permission> permitted(UpdateTableInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    UpdateTableOutput run(UpdateTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        notBuilt("ReplicaUpdates", input.replicaUpdates());
        notBuilt("MultiRegionConsistency", input.multiRegionConsistency());
        notBuilt("GlobalTableWitnessUpdates", input.globalTableWitnessUpdates());
        notBuilt("GlobalTableSettingsReplicationMode", input.globalTableSettingsReplicationMode());
        UpdateCombination.check(input);
        return UpdateTableOutput.builder()
                .tableDescription(
                        TableDescriptions.of(
                                update(input, call, name).at(call.time().toEpochMilli()),
                                UpdateCombination.takesTime(input) ? "UPDATING" : "ACTIVE",
                                null))
                .build();
    }

    private Table update(UpdateTableInput input, Call call, String name) {
        try {
            return database()
                    .items()
                    .transact(transaction -> update(transaction, input, call, name));
        } catch (StoreConflictException e) {
            throw DynamodbErrors.resourceInUseException(
                    "Attempt to change a resource which is still in use: Table is being updated: "
                            + name);
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
        new CapacityQuotas(tables).check(table, updated);
        if (input.sseSpecification() != null) {
            updated = Encryption.apply(updated, input.sseSpecification(), call);
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

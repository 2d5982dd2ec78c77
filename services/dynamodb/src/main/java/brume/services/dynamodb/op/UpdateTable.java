package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.UpdateTableInput;
import brume.api.dynamodb.UpdateTableOutput;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.StoreConflictException;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * UpdateTable: capacity, billing mode, protection, table class, the stream, global secondary
 * indexes and replicas. What all replicas of a global table share is changed in all of them at
 * once.
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
        List<Permission> needed = new ArrayList<>(onTable(call, input.tableName()));
        needed.addAll(ReplicaPermissions.of(input, call.scope()));
        return needed;
    }

    @Override
    UpdateTableOutput run(UpdateTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        notBuilt("GlobalTableSettingsReplicationMode", input.globalTableSettingsReplicationMode());
        ReplicaUpdates replicas = ReplicaUpdates.find(input, call.region());
        if (replicas != null) {
            return change(replicas, call, name);
        }
        UpdateCombination.check(input);
        return output(
                update(input, call, name),
                UpdateCombination.takesTime(input) ? "UPDATING" : "ACTIVE",
                call,
                Map.of());
    }

    private UpdateTableOutput change(ReplicaUpdates replicas, Call call, String name) {
        Table updated =
                transact(
                        name,
                        transaction ->
                                new ReplicaChange(database(), transaction, call)
                                        .apply(name, replicas));
        Map<String, String> changing = new LinkedHashMap<>();
        replicas.creates().keySet().forEach(region -> changing.put(region, "CREATING"));
        replicas.updates().keySet().forEach(region -> changing.put(region, "UPDATING"));
        replicas.deletes().forEach(region -> changing.put(region, "DELETING"));
        return output(updated, "UPDATING", call, changing);
    }

    private UpdateTableOutput output(
            Table updated, String status, Call call, Map<String, String> changing) {
        return UpdateTableOutput.builder()
                .tableDescription(
                        ReplicaDescriptions.added(
                                database().tables(),
                                updated,
                                TableDescriptions.of(
                                        updated.at(call.time().toEpochMilli()), status, null),
                                changing))
                .build();
    }

    private Table update(UpdateTableInput input, Call call, String name) {
        return transact(name, transaction -> update(transaction, input, call, name));
    }

    private Table transact(String name, Function<Transaction, Table> change) {
        try {
            return database().items().transact(change);
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
                        .orElseThrow(
                                () -> UpdateTimeToLive.unusable(tables, transaction, call, name));
        Replication replication = table.replication();
        if (replication != null && replication.isFilling()) {
            throw ReplicaChange.inUse();
        }
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
        new ReplicaSync(database(), transaction, call).apply(table, updated);
        return updated;
    }
}

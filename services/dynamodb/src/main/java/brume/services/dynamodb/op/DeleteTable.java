package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteTableInput;
import brume.api.dynamodb.DeleteTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Backups;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.store.Insights;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.worker.TableSizes;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * DeleteTable: from its answer on, which shows the table as DELETING, there is no such table. The
 * rows are removed by a message that is appended in the same transaction, unless they become those
 * of a system backup.
 */
public final class DeleteTable extends DynamodbOperation<DeleteTableInput, DeleteTableOutput> {

    private static final Duration SYSTEM_BACKUP_KEPT = Duration.ofDays(35);

    public DeleteTable(Database database) {
        super(DynamodbApi.DELETE_TABLE, database);
    }

    @Override
    String missingTableName() {
        return TableNames.REQUIRED;
    }

    @Override
    List<Permission> permitted(DeleteTableInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DeleteTableOutput run(DeleteTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        TableSizes.Size size =
                database()
                        .tables()
                        .find(call.scope(), name)
                        .filter(open -> open.table().recovery().pointInTime() != null)
                        .map(open -> database().sizes().of(open).table())
                        .orElse(TableSizes.Size.ZERO);
        Table deleted =
                database().items().transact(transaction -> delete(transaction, call, name, size));
        return DeleteTableOutput.builder()
                .tableDescription(TableDescriptions.ofDeleted(deleted))
                .build();
    }

    private Table delete(Transaction transaction, Call call, String name, TableSizes.Size size) {
        Tables tables = database().tables();
        Table table =
                tables.findAny(transaction, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        if (table.isRestoring()) {
            throw DynamodbErrors.resourceInUseException(
                    "Attempt to change a resource which is still in use: Table is being created: "
                            + name);
        }
        if (table.isFilling()) {
            throw DynamodbErrors.resourceInUseException(
                    "Attempt to change a resource which is still in use: Table: "
                            + name
                            + " is being used.");
        }
        new ReplicaChange(database(), transaction, call).leave(table);
        if (table.deletionProtection()) {
            throw new InvalidRequest(
                    "Resource cannot be deleted as it is currently protected against deletion."
                            + " Disable deletion protection first.");
        }
        remove(database(), transaction, table, size, call);
        return table;
    }

    /**
     * Removes a table with all that it has.
     *
     * @param size how much that is, for the system backup of a table with point-in-time recovery
     */
    static void remove(
            Database database,
            Transaction transaction,
            Table table,
            TableSizes.Size size,
            Call call) {
        // What the stream has stays readable; it gets no records of the items that go with the
        // table.
        database.streams().disable(transaction, table, call.time().toEpochMilli());
        database.tables().delete(transaction, table);
        Insights.removeAll(transaction, table.scope(), table.name());
        ResourcePolicies.delete(transaction, OpenTable.arn(table.scope(), table.name()));
        if (table.recovery().pointInTime() == null) {
            database.work().removeRows(transaction, table.number(), call.time());
        } else {
            leaveBackup(database, transaction, table, size, call);
        }
    }

    /**
     * Makes the items of a table with point-in-time recovery those of a system backup. Source:
     * Developer Guide, "Delete a table with point-in-time recovery enabled".
     */
    private static void leaveBackup(
            Database database,
            Transaction transaction,
            Table table,
            TableSizes.Size size,
            Call call) {
        Instant expires = call.time().plus(SYSTEM_BACKUP_KEPT);
        Backup backup =
                Backup.ofDeleted(
                        table,
                        size.items(),
                        size.bytes(),
                        call.time().toEpochMilli(),
                        expires.toEpochMilli());
        Backups.put(transaction, backup);
        database.upkeep().expire(transaction, backup, expires.toEpochMilli());
        Tables.deleteEntries(transaction, table.number());
        Copies.of(transaction, table.number())
                .forEach(copy -> Copies.put(transaction, copy.ofHandedOver()));
        database.work().removeUndoLog(transaction, TableRef.of(table), table.number(), call.time());
    }
}

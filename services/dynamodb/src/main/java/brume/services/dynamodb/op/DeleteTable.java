package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteTableInput;
import brume.api.dynamodb.DeleteTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;

/**
 * DeleteTable: from its answer on, which shows the table as DELETING, there is no such table. The
 * rows are removed by a message that is appended in the same transaction.
 */
public final class DeleteTable extends DynamodbOperation<DeleteTableInput, DeleteTableOutput> {

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
        Table deleted = database().items().transact(transaction -> delete(transaction, call, name));
        return DeleteTableOutput.builder()
                .tableDescription(TableDescriptions.ofDeleted(deleted))
                .build();
    }

    private Table delete(Transaction transaction, Call call, String name) {
        Tables tables = database().tables();
        Table table =
                tables.find(transaction, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        if (table.deletionProtection()) {
            throw new InvalidRequest(
                    "Resource cannot be deleted as it is currently protected against deletion."
                            + " Disable deletion protection first.");
        }
        // What the stream has stays readable; it gets no records of the items that go with the
        // table.
        database().streams().disable(transaction, table, call.time().toEpochMilli());
        tables.delete(transaction, table);
        ResourcePolicies.delete(transaction, OpenTable.arn(call.scope(), name));
        database().work().removeRows(transaction, table.number(), call.time());
        return table;
    }
}

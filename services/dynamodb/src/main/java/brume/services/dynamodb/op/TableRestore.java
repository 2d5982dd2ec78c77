package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.TableDescription;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Recovery.Restore;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table that a restore makes. Nothing can be done with it until its items are there, which a
 * small table's are when the request is answered.
 *
 * <p>Source of the errors: the ACK controller's lab notes (DDB-TABLE-219, DDB-TABLE-274).
 */
final class TableRestore {

    private final Database database;
    private final Call call;

    TableRestore(Database database, Call call) {
        this.database = database;
        this.call = call;
    }

    /**
     * What a restore needs besides its own action on the source: to read and write the new table.
     * Source: Developer Guide, "Using IAM with DynamoDB backup and restore".
     */
    static Stream<Permission> ofTarget(Call call, String target) {
        String arn = TableNames.arn(call, target);
        return Stream.of(
                        DynamodbApi.BATCH_WRITE_ITEM,
                        DynamodbApi.DELETE_ITEM,
                        DynamodbApi.GET_ITEM,
                        DynamodbApi.PUT_ITEM,
                        DynamodbApi.QUERY,
                        DynamodbApi.SCAN,
                        DynamodbApi.UPDATE_ITEM)
                .map(operation -> Permission.of(operation.action(), arn));
    }

    /** Rejects a source of another region unless the request says how to encrypt the new table. */
    void checkRegion(String region, RestoreOverrides overrides) {
        if (!region.equals(call.region().value()) && overrides.sse() == null) {
            throw new InvalidRequest(
                    "Invalid Request: sseSpecificationOverride must be provided for cross-region"
                            + " restores");
        }
    }

    /** A restore that has begun. */
    record Begun(Table table, TableCopy copy) {}

    /** Begins to restore {@code table}, which has no number yet. */
    Begun begin(
            Transaction transaction,
            Table table,
            Restore restore,
            Function<Table, TableCopy> copyInto) {
        database.tables()
                .findAny(transaction, call.scope(), table.name())
                .ifPresent(present -> {
                    throw taken(present.table());
                });
        CreateTable.checkCount(database, call.scope());
        new CapacityQuotas(database.tables()).check(null, table);
        checkRestores(transaction);
        Table restoring =
                table.toBuilder()
                        .number(database.tables().nextNumber(transaction))
                        .recovery(Recovery.restoring(restore))
                        .kinesis(List.of())
                        .build();
        database.tables().put(transaction, restoring);
        TableCopy copy = copyInto.apply(restoring);
        database.copies().begin(transaction, copy, call.time());
        return new Begun(restoring, copy);
    }

    private static RuntimeException taken(Table present) {
        Restore restore = present.recovery().restore();
        if (restore == null || restore.ofImport()) {
            return DynamodbErrors.tableAlreadyExistsException(
                    "Table already exists: " + present.name());
        }
        String backup = restore.sourceBackupArn();
        return DynamodbErrors.tableInUseException(
                "Table: "
                        + present.name()
                        + " is already being restored from "
                        + (backup == null
                                ? "table: " + restore.sourceTableArn()
                                : "backup: " + backup));
    }

    private void checkRestores(Transaction transaction) {
        long most = DynamodbQuotas.RESTORES_MAX.value();
        long present =
                Copies.all(transaction).stream()
                        .filter(copy -> copy.backupId() == null)
                        .filter(copy -> copy.target().account().equals(call.account().value()))
                        .count();
        if (present >= most) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Only "
                            + most
                            + " restore operations can be done simultaneously");
        }
    }

    /** What the request is answered. */
    TableDescription describe(Begun begun) {
        database.copies().awaitBriefly(begun.copy());
        return TableDescriptions.of(begun.table(), "CREATING", null);
    }
}

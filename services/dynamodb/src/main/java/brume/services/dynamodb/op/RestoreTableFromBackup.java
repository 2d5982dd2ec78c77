package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.RestoreTableFromBackupInput;
import brume.api.dynamodb.RestoreTableFromBackupOutput;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.domain.Recovery.Restore;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.store.Copies;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;
import java.util.stream.Stream;

/**
 * RestoreTableFromBackup: makes a table of a backup, which serves one restore at a time.
 *
 * <p>Source of the errors: the ACK controller's lab notes (DDB-BACKUP-010, DDB-TABLE-273).
 */
public final class RestoreTableFromBackup
        extends DynamodbOperation<RestoreTableFromBackupInput, RestoreTableFromBackupOutput> {

    public RestoreTableFromBackup(Database database) {
        super(DynamodbApi.RESTORE_TABLE_FROM_BACKUP, database);
    }

    @Override
    List<Permission> permitted(RestoreTableFromBackupInput input, Call call) {
        String backup = BackupArn.parse(call, input.backupArn()).text();
        return Stream.concat(
                        Stream.of(Permission.of(model().action(), backup)),
                        TableRestore.ofTarget(call, input.targetTableName()))
                .toList();
    }

    @Override
    RestoreTableFromBackupOutput run(RestoreTableFromBackupInput input, Call call) {
        BackupArn arn = BackupArn.parse(call, input.backupArn());
        RestoreOverrides overrides = RestoreOverrides.of(input);
        TableRestore restore = new TableRestore(database(), call);
        restore.checkRegion(arn.scope().region().value(), overrides);
        TableRestore.Begun begun =
                database()
                        .items()
                        .transact(transaction -> {
                            Backup backup = available(transaction, arn);
                            Table table =
                                    overrides.apply(backup.table(), input.targetTableName(), call);
                            return restore.begin(
                                    transaction,
                                    table,
                                    new Restore(
                                            backup.arn(),
                                            BackupDescriptions.tableArn(backup),
                                            backup.createdMillis()),
                                    restoring -> TableCopy.ofBackup(backup, restoring));
                        });
        return RestoreTableFromBackupOutput.builder()
                .tableDescription(restore.describe(begun))
                .build();
    }

    private static Backup available(Transaction transaction, BackupArn arn) {
        Backup backup = arn.find(transaction);
        if (!backup.available()) {
            throw DynamodbErrors.backupInUseException("Backup is being created: " + arn.text());
        }
        if (Copies.anyOf(transaction, backup.number())) {
            throw DynamodbErrors.backupInUseException(
                    "Backup is being used to restore another table: " + arn.text());
        }
        return backup;
    }
}

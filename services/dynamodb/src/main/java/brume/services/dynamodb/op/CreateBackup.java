package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateBackupInput;
import brume.api.dynamodb.CreateBackupOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.store.Backups;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/**
 * CreateBackup: a backup has what the table has when this commits. The items are copied after it,
 * while the table goes on; a small table's have been when the answer comes, which says CREATING
 * nevertheless, as the service does.
 */
public final class CreateBackup extends DynamodbOperation<CreateBackupInput, CreateBackupOutput> {

    public CreateBackup(Database database) {
        super(DynamodbApi.CREATE_BACKUP, database);
    }

    @Override
    List<Permission> permitted(CreateBackupInput input, Call call) {
        return onTable(call, input.tableName());
    }

    private record Begun(Backup backup, TableCopy copy) {}

    @Override
    CreateBackupOutput run(CreateBackupInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        Begun begun =
                database()
                        .items()
                        .transact(transaction -> {
                            Table table =
                                    ContinuousBackups.get(database(), transaction, call, name);
                            Backup backup =
                                    Backup.byUser(
                                            table,
                                            input.backupName(),
                                            database().tables().nextNumber(transaction),
                                            call.time().toEpochMilli());
                            Backups.put(transaction, backup);
                            TableCopy copy = TableCopy.into(backup, table);
                            database().copies().begin(transaction, copy, call.time());
                            return new Begun(backup, copy);
                        });
        database().copies().awaitBriefly(begun.copy());
        return CreateBackupOutput.builder()
                .backupDetails(BackupDescriptions.details(begun.backup(), "CREATING"))
                .build();
    }
}

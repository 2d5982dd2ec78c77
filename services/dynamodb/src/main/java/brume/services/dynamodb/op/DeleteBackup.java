package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteBackupInput;
import brume.api.dynamodb.DeleteBackupOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.store.Backups;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * DeleteBackup: from its answer on there is no such backup.
 *
 * <p>Source of the errors: the ACK controller's lab notes (DDB-BACKUP-010, DDB-BACKUP-015). That a
 * backup that is still being made is in use is a guess.
 */
public final class DeleteBackup extends DynamodbOperation<DeleteBackupInput, DeleteBackupOutput> {

    public DeleteBackup(Database database) {
        super(DynamodbApi.DELETE_BACKUP, database);
    }

    @Override
    List<Permission> permitted(DeleteBackupInput input, Call call) {
        return List.of(
                Permission.of(model().action(), BackupArn.parse(call, input.backupArn()).text()));
    }

    @Override
    DeleteBackupOutput run(DeleteBackupInput input, Call call) {
        BackupArn arn = BackupArn.ofRegion(call, input.backupArn());
        Backup deleted = database().items().transact(transaction -> delete(transaction, arn, call));
        return DeleteBackupOutput.builder()
                .backupDescription(BackupDescriptions.of(deleted, "DELETED"))
                .build();
    }

    private Backup delete(Transaction transaction, BackupArn arn, Call call) {
        Backup backup = arn.find(transaction);
        Long expires = backup.expiresMillis();
        if (expires != null) {
            throw new InvalidRequest(
                    "Invalid Request: User is not allowed to delete the system backup with arn "
                            + arn.text()
                            + ". It will automatically expire on "
                            + Instant.ofEpochMilli(expires));
        }
        if (!backup.available()) {
            throw DynamodbErrors.backupInUseException("Backup is being created: " + arn.text());
        }
        if (Copies.anyOf(transaction, backup.number())) {
            throw DynamodbErrors.backupInUseException(
                    "Backup is being used to restore table: " + arn.text());
        }
        Backups.delete(transaction, backup);
        database().work().removeRows(transaction, backup.number(), call.time());
        return backup;
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeBackupInput;
import brume.api.dynamodb.DescribeBackupOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.Backup;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeBackup. */
public final class DescribeBackup
        extends DynamodbOperation<DescribeBackupInput, DescribeBackupOutput> {

    public DescribeBackup(Database database) {
        super(DynamodbApi.DESCRIBE_BACKUP, database);
    }

    @Override
    List<Permission> permitted(DescribeBackupInput input, Call call) {
        return List.of(
                Permission.of(model().action(), BackupArn.parse(call, input.backupArn()).text()));
    }

    @Override
    DescribeBackupOutput run(DescribeBackupInput input, Call call) {
        BackupArn arn = BackupArn.ofRegion(call, input.backupArn());
        Backup backup = database().items().read(arn::find);
        return DescribeBackupOutput.builder()
                .backupDescription(BackupDescriptions.of(backup, BackupDescriptions.status(backup)))
                .build();
    }
}

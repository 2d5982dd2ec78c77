package brume.services.dynamodb.op;

import brume.api.dynamodb.ContinuousBackupsDescription;
import brume.api.dynamodb.DescribeContinuousBackupsInput;
import brume.api.dynamodb.DescribeContinuousBackupsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.PointInTimeRecoveryDescription;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeContinuousBackups: point-in-time recovery, which cannot be enabled yet. */
public final class DescribeContinuousBackups
        extends DynamodbOperation<DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput> {

    public DescribeContinuousBackups(Database database) {
        super(DynamodbApi.DESCRIBE_CONTINUOUS_BACKUPS, database);
    }

    @Override
    List<Permission> permitted(DescribeContinuousBackupsInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DescribeContinuousBackupsOutput run(DescribeContinuousBackupsInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        if (database().tables().find(call.scope(), name).isEmpty()) {
            throw DynamodbErrors.tableNotFoundException("Table not found: " + name);
        }
        return DescribeContinuousBackupsOutput.builder()
                .continuousBackupsDescription(
                        ContinuousBackupsDescription.builder()
                                .continuousBackupsStatus("ENABLED")
                                .pointInTimeRecoveryDescription(
                                        PointInTimeRecoveryDescription.builder()
                                                .pointInTimeRecoveryStatus("DISABLED")
                                                .build())
                                .build())
                .build();
    }
}

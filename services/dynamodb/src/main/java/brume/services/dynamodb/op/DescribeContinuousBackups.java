package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeContinuousBackupsInput;
import brume.api.dynamodb.DescribeContinuousBackupsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.Table;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeContinuousBackups: point-in-time recovery and the time that it covers. */
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
        Table table =
                database()
                        .tables()
                        .find(call.scope(), name)
                        .orElseThrow(() -> ContinuousBackups.notFound(name))
                        .table();
        return DescribeContinuousBackupsOutput.builder()
                .continuousBackupsDescription(ContinuousBackups.of(table, call.time()))
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeTimeToLiveInput;
import brume.api.dynamodb.DescribeTimeToLiveOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.TimeToLiveDescription;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeTimeToLive. */
public final class DescribeTimeToLive
        extends DynamodbOperation<DescribeTimeToLiveInput, DescribeTimeToLiveOutput> {

    public DescribeTimeToLive(Database database) {
        super(DynamodbApi.DESCRIBE_TIME_TO_LIVE, database);
    }

    @Override
    List<Permission> permitted(DescribeTimeToLiveInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DescribeTimeToLiveOutput run(DescribeTimeToLiveInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        Table table =
                database()
                        .tables()
                        .find(call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        return DescribeTimeToLiveOutput.builder()
                .timeToLiveDescription(
                        TimeToLiveDescription.builder()
                                .timeToLiveStatus(
                                        table.timeToLive() == null ? "DISABLED" : "ENABLED")
                                .attributeName(table.timeToLive())
                                .build())
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeTableInput;
import brume.api.dynamodb.DescribeTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeTable. */
public final class DescribeTable
        extends DynamodbOperation<DescribeTableInput, DescribeTableOutput> {

    public DescribeTable(Database database) {
        super(DynamodbApi.DESCRIBE_TABLE, database);
    }

    @Override
    String missingTableName() {
        return TableNames.REQUIRED;
    }

    @Override
    List<Permission> permitted(DescribeTableInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DescribeTableOutput run(DescribeTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        OpenTable table =
                database()
                        .tables()
                        .findAny(call.scope(), name)
                        .orElseThrow(() -> Tables.notFound(name));
        return DescribeTableOutput.builder()
                .table(
                        TableDescriptions.of(
                                table.table().at(call.time().toEpochMilli()),
                                table.table().isRestoring() ? "CREATING" : "ACTIVE",
                                table.table().isRestoring() ? null : database().sizes().of(table)))
                .build();
    }
}

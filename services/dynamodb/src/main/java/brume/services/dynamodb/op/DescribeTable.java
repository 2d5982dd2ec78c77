package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeTableInput;
import brume.api.dynamodb.DescribeTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.Table;
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
        Tables tables = database().tables();
        OpenTable open =
                tables.findAny(call.scope(), name).orElseThrow(() -> Tables.notFound(name));
        Table table = open.table();
        String status = table.isFilling() || table.isRestoring() ? "CREATING" : "ACTIVE";
        return DescribeTableOutput.builder()
                .table(
                        ReplicaDescriptions.added(
                                tables,
                                table,
                                TableDescriptions.of(
                                        table.at(call.time().toEpochMilli()),
                                        status,
                                        table.isRestoring() ? null : database().sizes().of(open))))
                .build();
    }
}

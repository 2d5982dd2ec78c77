package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeGlobalTableInput;
import brume.api.dynamodb.DescribeGlobalTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.store.LegacyGlobalTables;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeGlobalTable, of version 2017.11.29 only. */
public final class DescribeGlobalTable
        extends DynamodbOperation<DescribeGlobalTableInput, DescribeGlobalTableOutput> {

    public DescribeGlobalTable(Database database) {
        super(DynamodbApi.DESCRIBE_GLOBAL_TABLE, database);
    }

    @Override
    List<Permission> permitted(DescribeGlobalTableInput input, Call call) {
        return LegacyReplicas.permissions(
                model().action(), call, input.globalTableName(), List.of());
    }

    @Override
    DescribeGlobalTableOutput run(DescribeGlobalTableInput input, Call call) {
        String name = input.globalTableName();
        LegacyGlobalTable table =
                database()
                        .items()
                        .read(reader -> LegacyGlobalTables.find(reader, call.account(), name))
                        .orElseThrow(() ->
                                DynamodbErrors.globalTableNotFoundException(
                                        "Global table not found: Global table with name: '"
                                                + name
                                                + "' does not exist."));
        return DescribeGlobalTableOutput.builder()
                .globalTableDescription(LegacyReplicas.describe(table, call, "ACTIVE"))
                .build();
    }
}

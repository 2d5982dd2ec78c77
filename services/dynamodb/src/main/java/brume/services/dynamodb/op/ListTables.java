package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListTablesInput;
import brume.api.dynamodb.ListTablesOutput;
import brume.spi.Call;
import java.util.List;

/** ListTables: the names of the tables of an account and region, in their order. */
public final class ListTables extends DynamodbOperation<ListTablesInput, ListTablesOutput> {

    private static final int LIMIT_MAX = 100;

    public ListTables(Database database) {
        super(DynamodbApi.LIST_TABLES, database);
    }

    @Override
    ListTablesOutput run(ListTablesInput input, Call call) {
        int limit = input.limit() == null ? LIMIT_MAX : input.limit();
        List<String> names =
                database().tables().names(call.scope(), input.exclusiveStartTableName(), limit + 1);
        boolean more = names.size() > limit;
        List<String> page = more ? names.subList(0, limit) : names;
        return ListTablesOutput.builder()
                .tableNames(page)
                .lastEvaluatedTableName(more ? page.getLast() : null)
                .build();
    }
}

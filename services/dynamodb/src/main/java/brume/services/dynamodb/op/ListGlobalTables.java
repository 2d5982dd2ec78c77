package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.GlobalTable;
import brume.api.dynamodb.ListGlobalTablesInput;
import brume.api.dynamodb.ListGlobalTablesOutput;
import brume.api.dynamodb.Replica;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.store.LegacyGlobalTables;
import brume.spi.Call;
import java.util.List;

/** ListGlobalTables, of version 2017.11.29 only. */
public final class ListGlobalTables
        extends DynamodbOperation<ListGlobalTablesInput, ListGlobalTablesOutput> {

    private static final int LIMIT = 100;

    public ListGlobalTables(Database database) {
        super(DynamodbApi.LIST_GLOBAL_TABLES, database);
    }

    @Override
    ListGlobalTablesOutput run(ListGlobalTablesInput input, Call call) {
        int limit = input.limit() == null ? LIMIT : Math.min(input.limit(), LIMIT);
        List<LegacyGlobalTable> found =
                database()
                        .items()
                        .read(reader ->
                                LegacyGlobalTables.list(
                                        reader,
                                        call.account(),
                                        input.regionName(),
                                        input.exclusiveStartGlobalTableName(),
                                        limit + 1));
        List<LegacyGlobalTable> page = found.subList(0, Math.min(limit, found.size()));
        return ListGlobalTablesOutput.builder()
                .globalTables(page.stream().map(ListGlobalTables::shape).toList())
                .lastEvaluatedGlobalTableName(found.size() > limit ? page.getLast().name() : null)
                .build();
    }

    private static GlobalTable shape(LegacyGlobalTable table) {
        return GlobalTable.builder()
                .globalTableName(table.name())
                .replicationGroup(
                        table.regions().stream()
                                .map(region -> Replica.builder().regionName(region).build())
                                .toList())
                .build();
    }
}

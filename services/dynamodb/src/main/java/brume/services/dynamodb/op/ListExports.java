package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListExportsInput;
import brume.api.dynamodb.ListExportsOutput;
import brume.spi.Call;
import java.util.List;

/** ListExports: none, because none can be started. */
public final class ListExports extends DynamodbOperation<ListExportsInput, ListExportsOutput> {

    public ListExports(Database database) {
        super(DynamodbApi.LIST_EXPORTS, database);
    }

    @Override
    ListExportsOutput run(ListExportsInput input, Call call) {
        if (input.tableArn() != null) {
            JobArn.requireTable(call, input.tableArn());
        }
        JobArn.requireNoToken(input.nextToken());
        return ListExportsOutput.builder().exportSummaries(List.of()).build();
    }
}

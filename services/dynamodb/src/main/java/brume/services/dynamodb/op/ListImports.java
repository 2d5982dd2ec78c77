package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListImportsInput;
import brume.api.dynamodb.ListImportsOutput;
import brume.spi.Call;
import java.util.List;

/** ListImports: none, because none can be started. */
public final class ListImports extends DynamodbOperation<ListImportsInput, ListImportsOutput> {

    public ListImports(Database database) {
        super(DynamodbApi.LIST_IMPORTS, database);
    }

    @Override
    ListImportsOutput run(ListImportsInput input, Call call) {
        if (input.tableArn() != null) {
            JobArn.requireTable(call, input.tableArn());
        }
        JobArn.requireNoToken(input.nextToken());
        return ListImportsOutput.builder().importSummaryList(List.of()).build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListImportsInput;
import brume.api.dynamodb.ListImportsOutput;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.store.Jobs;
import brume.spi.Call;

/**
 * ListImports: those of the last 90 days, also of tables that are gone. Source: ack-api-quirks
 * (DDB-IMPORT-008).
 */
public final class ListImports extends DynamodbOperation<ListImportsInput, ListImportsOutput> {

    public ListImports(Database database) {
        super(DynamodbApi.LIST_IMPORTS, database);
    }

    @Override
    ListImportsOutput run(ListImportsInput input, Call call) {
        if (input.tableArn() != null) {
            JobArn.requireTable(call, input.tableArn());
        }
        String table = input.tableArn() == null ? null : TableNames.name(input.tableArn());
        JobPages.Page<Import> page =
                JobPages.list(
                        database(),
                        call,
                        Jobs.IMPORTS,
                        "imports",
                        input.pageSize(),
                        input.nextToken(),
                        job -> table == null || job.table().name().equals(table));
        return ListImportsOutput.builder()
                .importSummaryList(page.jobs().stream().map(ImportDescriptions::summary).toList())
                .nextToken(page.token())
                .build();
    }
}

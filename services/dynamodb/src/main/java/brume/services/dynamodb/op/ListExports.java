package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListExportsInput;
import brume.api.dynamodb.ListExportsOutput;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.store.Jobs;
import brume.spi.Call;
import java.util.function.Predicate;

/** ListExports: those of the last 90 days. Source: ack-api-quirks (DDB-EXPORT-020 and 022). */
public final class ListExports extends DynamodbOperation<ListExportsInput, ListExportsOutput> {

    public ListExports(Database database) {
        super(DynamodbApi.LIST_EXPORTS, database);
    }

    @Override
    ListExportsOutput run(ListExportsInput input, Call call) {
        if (input.tableArn() != null) {
            JobArn.requireTable(call, input.tableArn());
        }
        JobPages.Page<Export> page =
                JobPages.list(
                        database(),
                        call,
                        Jobs.EXPORTS,
                        "exports",
                        input.maxResults(),
                        input.nextToken(),
                        wanted(input, call));
        return ListExportsOutput.builder()
                .exportSummaries(page.jobs().stream().map(ExportDescriptions::summary).toList())
                .nextToken(page.token())
                .build();
    }

    /** Of a table that is gone, or another one with its name, no exports are listed. */
    private Predicate<Export> wanted(ListExportsInput input, Call call) {
        if (input.tableArn() == null) {
            return export -> true;
        }
        String id =
                database()
                        .tables()
                        .find(call.scope(), TableNames.name(input.tableArn()))
                        .map(open -> open.table().id())
                        .orElse("");
        return export -> export.tableId().equals(id);
    }
}

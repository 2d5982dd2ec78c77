package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeExportInput;
import brume.api.dynamodb.DescribeExportOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.store.Jobs;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeExport: an export of the last 90 days, also of a table that is gone. */
public final class DescribeExport
        extends DynamodbOperation<DescribeExportInput, DescribeExportOutput> {

    public DescribeExport(Database database) {
        super(DynamodbApi.DESCRIBE_EXPORT, database);
    }

    @Override
    List<Permission> permitted(DescribeExportInput input, Call call) {
        JobArn.requireJob(call, input.exportArn(), "export", "Export");
        return List.of(Permission.of(model().action(), input.exportArn()));
    }

    @Override
    DescribeExportOutput run(DescribeExportInput input, Call call) {
        boolean here = JobArn.requireJob(call, input.exportArn(), "export", "Export");
        if (!here) {
            throw DynamodbErrors.exportNotFoundException("Export not found: Invalid export arn");
        }
        Export export =
                JobPages.find(database(), call, Jobs.EXPORTS, input.exportArn())
                        .orElseThrow(() ->
                                DynamodbErrors.exportNotFoundException(
                                        "Export not found: Export not found: "
                                                + input.exportArn()));
        return DescribeExportOutput.builder()
                .exportDescription(ExportDescriptions.of(export))
                .build();
    }
}

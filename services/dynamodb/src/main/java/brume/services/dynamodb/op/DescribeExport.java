package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeExportInput;
import brume.api.dynamodb.DescribeExportOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeExport: there is none, because none can be started. */
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
        throw DynamodbErrors.exportNotFoundException(
                here
                        ? "Export not found: Export not found: " + input.exportArn()
                        : "Export not found: Invalid export arn");
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeImportInput;
import brume.api.dynamodb.DescribeImportOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeImport: there is none, because none can be started. */
public final class DescribeImport
        extends DynamodbOperation<DescribeImportInput, DescribeImportOutput> {

    public DescribeImport(Database database) {
        super(DynamodbApi.DESCRIBE_IMPORT, database);
    }

    @Override
    List<Permission> permitted(DescribeImportInput input, Call call) {
        JobArn.requireJob(call, input.importArn(), "import", "Import");
        return List.of(Permission.of(model().action(), input.importArn()));
    }

    @Override
    DescribeImportOutput run(DescribeImportInput input, Call call) {
        boolean here = JobArn.requireJob(call, input.importArn(), "import", "Import");
        throw DynamodbErrors.importNotFoundException(
                here
                        ? "Import not found: Import not found: " + input.importArn()
                        : "Import not found: Invalid import arn");
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeImportInput;
import brume.api.dynamodb.DescribeImportOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.store.Jobs;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeImport: an import of the last 90 days, also of a table that is gone. */
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
        if (!here) {
            throw DynamodbErrors.importNotFoundException("Import not found: Invalid import arn");
        }
        Import job =
                JobPages.find(database(), call, Jobs.IMPORTS, input.importArn())
                        .orElseThrow(() ->
                                DynamodbErrors.importNotFoundException(
                                        "Import not found: Import not found: "
                                                + input.importArn()));
        return DescribeImportOutput.builder()
                .importTableDescription(ImportDescriptions.of(job))
                .build();
    }
}

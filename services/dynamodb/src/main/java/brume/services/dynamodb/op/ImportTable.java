package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateTableInput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ImportTableInput;
import brume.api.dynamodb.ImportTableOutput;
import brume.api.dynamodb.TableCreationParameters;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.util.List;

/**
 * ImportTable: checks the request as AWS does, and then refuses it, because there is no S3 to
 * import from. Source of the texts: answers of AWS recorded by ack-api-quirks (DDB-IMPORT-009 and
 * 019).
 */
public final class ImportTable extends DynamodbOperation<ImportTableInput, ImportTableOutput> {

    private static final String CSV = "CSV";

    private final CreateTable creation;

    public ImportTable(Database database) {
        super(DynamodbApi.IMPORT_TABLE, database);
        creation = new CreateTable(database);
    }

    @Override
    List<Permission> permitted(ImportTableInput input, Call call) {
        return onTable(call, input.tableCreationParameters().tableName());
    }

    @Override
    ImportTableOutput run(ImportTableInput input, Call call) {
        if (input.inputFormatOptions() != null
                && input.inputFormatOptions().csv() != null
                && !CSV.equals(input.inputFormat())) {
            throw new InvalidRequest(
                    "Invalid Request: Unsupported InputFormatOptions for the given input format: "
                            + input.inputFormat()
                            + ".");
        }
        CreateTableInput table = table(input.tableCreationParameters());
        creation.table(table, call, table.tableName());
        if (database().tables().find(call.scope(), table.tableName()).isPresent()) {
            throw DynamodbErrors.resourceInUseException(
                    "Table already exists: " + table.tableName());
        }
        throw CommonErrors.notImplemented(
                DynamodbApi.MODEL, "ImportTable, for which S3 is missing,");
    }

    private static CreateTableInput table(TableCreationParameters parameters) {
        return CreateTableInput.builder()
                .tableName(parameters.tableName())
                .attributeDefinitions(parameters.attributeDefinitions())
                .keySchema(parameters.keySchema())
                .billingMode(parameters.billingMode())
                .provisionedThroughput(parameters.provisionedThroughput())
                .onDemandThroughput(parameters.onDemandThroughput())
                .sseSpecification(parameters.sseSpecification())
                .globalSecondaryIndexes(parameters.globalSecondaryIndexes())
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateTableInput;
import brume.api.dynamodb.CsvOptions;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ImportTableInput;
import brume.api.dynamodb.ImportTableOutput;
import brume.api.dynamodb.S3BucketSource;
import brume.api.dynamodb.TableCreationParameters;
import brume.base.Ids;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.domain.Import.Progress;
import brume.services.dynamodb.domain.Import.Source;
import brume.services.dynamodb.domain.Job;
import brume.services.dynamodb.domain.Job.JobEnd;
import brume.services.dynamodb.domain.JobCaller;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.ShapeJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * ImportTable: begins an import, which {@link brume.services.dynamodb.worker.Imports} carries out.
 * Source of the texts and of what a token does: answers of AWS recorded by ack-api-quirks
 * (DDB-IMPORT-009, 017, 018 and 019).
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
        TableCreationParameters parameters = input.tableCreationParameters();
        CreateTableInput described = table(parameters);
        Table table = creation.table(described, call, described.tableName());
        new CapacityQuotas(database().tables()).check(null, table);
        Import job =
                database().items().transact(transaction -> begin(transaction, input, call, table));
        return ImportTableOutput.builder()
                .importTableDescription(ImportDescriptions.of(job))
                .build();
    }

    private Import begin(Transaction transaction, ImportTableInput input, Call call, Table table) {
        // A name is not reserved by an import; which one makes the table is seen later.
        database()
                .tables()
                .findAny(transaction, call.scope(), table.name())
                .filter(open -> !open.table().isImporting())
                .ifPresent(open -> {
                    throw DynamodbErrors.resourceInUseException(
                            "Table already exists: " + table.name());
                });
        Optional<Import> earlier = earlier(transaction, input, call);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        int most = (int) DynamodbQuotas.IMPORTS_MAX.value();
        if (Jobs.IMPORTS.running(transaction, call.scope(), most) >= most) {
            // The text is that of restores, since no recording of this one is known.
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Only "
                            + most
                            + " import operations can be done simultaneously");
        }
        Import job = job(input, call, table);
        database().imports().begin(transaction, job);
        return job;
    }

    /** A token belongs to the name of the table, whatever else differs. */
    private static Optional<Import> earlier(
            Transaction transaction, ImportTableInput input, Call call) {
        String token = input.clientToken();
        if (token == null) {
            return Optional.empty();
        }
        Optional<Import> earlier =
                Jobs.IMPORTS.ofToken(transaction, call.scope(), token, call.time().toEpochMilli());
        if (earlier.isPresent()
                && !earlier.get()
                        .fingerprint()
                        .equals(input.tableCreationParameters().tableName())) {
            throw DynamodbErrors.importConflictException(
                    "Import conflict: Duplicate request detected with conflicting parameters");
        }
        return earlier;
    }

    private static Import job(ImportTableInput input, Call call, Table table) {
        long now = call.time().toEpochMilli();
        S3BucketSource source = input.s3BucketSource();
        CsvOptions csv =
                input.inputFormatOptions() == null ? null : input.inputFormatOptions().csv();
        String parameters =
                new String(
                        ShapeJson.toBytes(input.tableCreationParameters()), StandardCharsets.UTF_8);
        return new Import(
                TableRef.of(table),
                Job.newId(now, Ids.hex(8)),
                input.clientToken(),
                table.name(),
                JobCaller.of(call.principal()),
                table,
                parameters,
                now,
                new Source(
                        source.s3Bucket(),
                        Objects.requireNonNullElse(source.s3BucketOwner(), call.account().value()),
                        source.s3KeyPrefix(),
                        input.inputFormat(),
                        Objects.requireNonNullElse(input.inputCompressionType(), "NONE"),
                        csv != null,
                        csv == null ? null : csv.delimiter(),
                        csv == null ? null : csv.headerList()),
                call.scope().arn("logs", "log-group:/aws-dynamodb/imports:*").toString(),
                Progress.NONE,
                JobEnd.NONE);
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

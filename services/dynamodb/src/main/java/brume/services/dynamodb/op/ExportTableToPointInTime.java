package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ExportTableToPointInTimeInput;
import brume.api.dynamodb.ExportTableToPointInTimeOutput;
import brume.api.dynamodb.IncrementalExportSpecification;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ExportTableToPointInTime: checks the request as AWS does, and then refuses it, because there is
 * no S3 to export to. Source of the texts and their order: answers of AWS recorded by
 * ack-api-quirks (DDB-EXPORT-001 to 005).
 */
public final class ExportTableToPointInTime
        extends DynamodbOperation<ExportTableToPointInTimeInput, ExportTableToPointInTimeOutput> {

    private static final String INCREMENTAL = "INCREMENTAL_EXPORT";
    private static final Duration PERIOD_MIN = Duration.ofMinutes(15);
    private static final Duration PERIOD_MAX = Duration.ofHours(24);

    public ExportTableToPointInTime(Database database) {
        super(DynamodbApi.EXPORT_TABLE_TO_POINT_IN_TIME, database);
    }

    @Override
    List<Permission> permitted(ExportTableToPointInTimeInput input, Call call) {
        JobArn.requireTable(call, input.tableArn());
        return List.of(Permission.of(model().action(), input.tableArn()));
    }

    @Override
    ExportTableToPointInTimeOutput run(ExportTableToPointInTimeInput input, Call call) {
        checkCombinations(input);
        String name = TableNames.name(input.tableArn());
        Table table =
                database()
                        .tables()
                        .find(call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() ->
                                DynamodbErrors.tableNotFoundException(
                                        "Table not found: " + input.tableArn()));
        if (INCREMENTAL.equals(input.exportType())) {
            checkPeriod(input.incrementalExportSpecification(), table, call.time());
        }
        if (table.recovery().pointInTime() == null) {
            throw DynamodbErrors.pointInTimeRecoveryUnavailableException(
                    "Point in time recovery is not enabled for table '" + name + "'");
        }
        throw CommonErrors.notImplemented(DynamodbApi.MODEL, "exports to S3");
    }

    private static void checkCombinations(ExportTableToPointInTimeInput input) {
        IncrementalExportSpecification increment = input.incrementalExportSpecification();
        if (input.s3SseKmsKeyId() != null && !"KMS".equals(input.s3SseAlgorithm())) {
            throw invalid("KMS Key Id is not supported for this encryption type");
        }
        if (INCREMENTAL.equals(input.exportType())) {
            if (increment == null) {
                throw invalid(
                        "Incremental Export Specification expected when export type is set as"
                                + " Incremental Export");
            }
            if (increment.exportFromTime() == null) {
                throw invalid("ExportFromTime must be provided in IncrementalExportSpecification");
            }
        } else if (increment != null) {
            throw invalid(
                    input.exportType() == null
                            ? "Export Type expected to be Incremental Export when incremental"
                                    + " export specification is provided"
                            : "When Export Type is Full Export , Incremental Export Specification"
                                    + " should not be provided");
        }
    }

    private static void checkPeriod(
            @Nullable IncrementalExportSpecification increment, Table table, Instant now) {
        if (increment == null || increment.exportFromTime() == null) {
            return;
        }
        Instant from = increment.exportFromTime();
        Instant to = increment.exportToTime() == null ? now : increment.exportToTime();
        if (from.isBefore(Instant.ofEpochMilli(table.createdMillis()))) {
            throw invalidTime(
                    "Incremental export period from time cannot be less than the table creation"
                            + " time : "
                            + from.truncatedTo(ChronoUnit.SECONDS));
        }
        if (to.isAfter(now)) {
            throw invalidTime(
                    "Incremental export period to time cannot be greater than the current time : "
                            + to.truncatedTo(ChronoUnit.SECONDS));
        }
        Duration period = Duration.between(from, to);
        String difference =
                "Difference between export period from time and export period to time is ";
        if (period.compareTo(PERIOD_MIN) < 0) {
            throw invalidTime(difference + "less than 15 minutes");
        }
        if (period.compareTo(PERIOD_MAX) > 0) {
            throw invalidTime(difference + "greater than 24 hours");
        }
    }

    private static InvalidRequest invalid(String reason) {
        return new InvalidRequest("Invalid Request: " + reason);
    }

    private static RuntimeException invalidTime(String message) {
        return DynamodbErrors.invalidExportTimeException(message);
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ExportTableToPointInTimeInput;
import brume.api.dynamodb.ExportTableToPointInTimeOutput;
import brume.api.dynamodb.IncrementalExportSpecification;
import brume.base.Ids;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Export.Progress;
import brume.services.dynamodb.domain.Export.Target;
import brume.services.dynamodb.domain.Export.Window;
import brume.services.dynamodb.domain.Job;
import brume.services.dynamodb.domain.Job.JobEnd;
import brume.services.dynamodb.domain.JobCaller;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ExportTableToPointInTime: begins an export, which {@link brume.services.dynamodb.worker.Exports}
 * carries out. What S3 refuses is only told by DescribeExport. Source of the texts and their order:
 * answers of AWS recorded by ack-api-quirks (DDB-EXPORT-001 to 005 and 009).
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
        OpenTable open =
                database().tables().find(call.scope(), name).orElseThrow(() -> notFound(input));
        long bytes = database().sizes().of(open).table().bytes();
        Export export =
                database().items().transact(transaction -> begin(transaction, input, call, bytes));
        return ExportTableToPointInTimeOutput.builder()
                .exportDescription(ExportDescriptions.of(export))
                .build();
    }

    private static RuntimeException notFound(ExportTableToPointInTimeInput input) {
        return DynamodbErrors.tableNotFoundException("Table not found: " + input.tableArn());
    }

    private Export begin(
            Transaction transaction, ExportTableToPointInTimeInput input, Call call, long bytes) {
        String name = TableNames.name(input.tableArn());
        Table table =
                database()
                        .tables()
                        .find(transaction, call.scope(), name)
                        .orElseThrow(() -> notFound(input))
                        .table();
        String fingerprint = HexFormat.of().formatHex(RequestFingerprint.of(input));
        Optional<Export> earlier = earlier(transaction, input, call, fingerprint);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        boolean incremental = INCREMENTAL.equals(input.exportType());
        if (incremental) {
            checkPeriod(input.incrementalExportSpecification(), table, call.time());
        }
        PointInTime recovery = table.recovery().pointInTime();
        if (recovery == null) {
            throw DynamodbErrors.pointInTimeRecoveryUnavailableException(
                    "Point in time recovery is not enabled for table '" + name + "'");
        }
        long now = call.time().toEpochMilli();
        Window window = incremental ? window(input, recovery, now) : null;
        Long moment = incremental ? null : moment(input.exportTime(), recovery, now);
        checkRunning(transaction, call);
        Export export =
                export(
                        input,
                        call,
                        table,
                        database().tables().nextNumber(transaction),
                        moment,
                        window,
                        bytes,
                        fingerprint);
        database().exports().begin(transaction, export, copy(export, table, input));
        return export;
    }

    private static Optional<Export> earlier(
            Transaction transaction,
            ExportTableToPointInTimeInput input,
            Call call,
            String fingerprint) {
        String token = input.clientToken();
        if (token == null) {
            return Optional.empty();
        }
        Optional<Export> earlier =
                Jobs.EXPORTS.ofToken(transaction, call.scope(), token, call.time().toEpochMilli());
        if (earlier.isPresent() && !earlier.get().fingerprint().equals(fingerprint)) {
            throw DynamodbErrors.exportConflictException(
                    "Export conflict: Duplicate request detected with conflicting parameters");
        }
        return earlier;
    }

    /** The text is that of restores, since no recording of this one is known. */
    private static void checkRunning(Transaction transaction, Call call) {
        int most = (int) DynamodbQuotas.EXPORTS_MAX.value();
        if (Jobs.EXPORTS.running(transaction, call.scope(), most) >= most) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Only "
                            + most
                            + " export operations can be done simultaneously");
        }
    }

    private static long moment(@Nullable Instant wanted, PointInTime recovery, long now) {
        long millis = wanted == null ? now : wanted.toEpochMilli();
        if (millis > now || millis < recovery.earliestMillis(now)) {
            throw invalidTime("Export Time is invalid");
        }
        return millis;
    }

    private static Window window(
            ExportTableToPointInTimeInput input, PointInTime recovery, long now) {
        IncrementalExportSpecification increment = input.incrementalExportSpecification();
        if (increment == null || increment.exportFromTime() == null) {
            throw new IllegalStateException("checked before");
        }
        long from = increment.exportFromTime().toEpochMilli();
        Instant to = increment.exportToTime();
        if (from < recovery.earliestMillis(now)) {
            throw invalidTime("Point in Time Recovery is not available for specified export time");
        }
        return new Window(
                from,
                to == null ? now : to.toEpochMilli(),
                !"NEW_IMAGE".equals(increment.exportViewType()));
    }

    private static TableCopy copy(Export export, Table table, ExportTableToPointInTimeInput input) {
        Window window = export.window();
        if (window != null) {
            return TableCopy.ofChanges(
                    table,
                    export.number(),
                    export.id(),
                    window.toMillis() - 1,
                    window.fromMillis());
        }
        return TableCopy.forExport(
                table,
                export.number(),
                export.id(),
                input.exportTime() == null ? null : export.exportMillis());
    }

    private static Export export(
            ExportTableToPointInTimeInput input,
            Call call,
            Table table,
            long number,
            @Nullable Long moment,
            @Nullable Window window,
            long bytes,
            String fingerprint) {
        long now = call.time().toEpochMilli();
        return new Export(
                TableRef.of(table),
                table.number(),
                table.id(),
                Job.newId(now, Ids.hex(8)),
                input.clientToken(),
                fingerprint,
                JobCaller.of(call.principal()),
                table.key(),
                number,
                now,
                moment,
                window,
                new Target(
                        input.s3Bucket(),
                        input.s3BucketOwner(),
                        input.s3Prefix(),
                        Objects.requireNonNullElse(input.s3SseAlgorithm(), "AES256"),
                        input.s3SseKmsKeyId(),
                        Objects.requireNonNullElse(input.exportFormat(), "DYNAMODB_JSON"),
                        input.exportType()),
                bytes,
                Progress.NONE,
                JobEnd.NONE);
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

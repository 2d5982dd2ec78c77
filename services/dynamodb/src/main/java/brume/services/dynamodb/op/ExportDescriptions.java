package brume.services.dynamodb.op;

import brume.api.dynamodb.ExportDescription;
import brume.api.dynamodb.ExportSummary;
import brume.api.dynamodb.IncrementalExportSpecification;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Job.Status;
import brume.services.dynamodb.store.OpenTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Exports as the API describes them. Which members are there when is recorded by ack-api-quirks
 * (DDB-EXPORT-016, 017 and 019).
 */
final class ExportDescriptions {

    private ExportDescriptions() {}

    static String arn(Export export) {
        return OpenTable.arn(export.table().scope(), export.table().name())
                + "/export/"
                + export.id();
    }

    static ExportSummary summary(Export export) {
        return ExportSummary.builder()
                .exportArn(arn(export))
                .exportStatus(export.end().status().name())
                .exportType(export.window() == null ? "FULL_EXPORT" : "INCREMENTAL_EXPORT")
                .build();
    }

    static ExportDescription of(Export export) {
        Export.Target target = export.target();
        ExportDescription.Builder description =
                ExportDescription.builder()
                        .exportArn(arn(export))
                        .exportStatus(export.end().status().name())
                        .startTime(Instant.ofEpochMilli(export.startMillis()))
                        .endTime(instant(export.end().millis()))
                        .tableArn(OpenTable.arn(export.table().scope(), export.table().name()))
                        .tableId(export.tableId())
                        .exportTime(instant(export.exportMillis()))
                        .clientToken(export.token())
                        .s3Bucket(target.bucket())
                        .s3BucketOwner(target.bucketOwner())
                        .s3Prefix(target.prefix())
                        .s3SseAlgorithm(target.sseAlgorithm())
                        .s3SseKmsKeyId(target.sseKmsKeyId())
                        .failureCode(export.end().failureCode())
                        .failureMessage(export.end().failureMessage())
                        .exportFormat(target.format())
                        .exportType(target.type())
                        .incrementalExportSpecification(window(export.window()));
        if (export.end().status() == Status.COMPLETED) {
            description
                    .exportManifest(export.folder() + "manifest-summary.json")
                    .billedSizeBytes(export.billedBytes())
                    .itemCount(export.progress().items());
        }
        return description.build();
    }

    private static @Nullable IncrementalExportSpecification window(Export.@Nullable Window window) {
        return window == null
                ? null
                : IncrementalExportSpecification.builder()
                        .exportFromTime(Instant.ofEpochMilli(window.fromMillis()))
                        .exportToTime(Instant.ofEpochMilli(window.toMillis()))
                        .exportViewType(window.oldImages() ? "NEW_AND_OLD_IMAGES" : "NEW_IMAGE")
                        .build();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}

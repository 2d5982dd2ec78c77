package brume.services.dynamodb.op;

import brume.api.dynamodb.CsvOptions;
import brume.api.dynamodb.ImportSummary;
import brume.api.dynamodb.ImportTableDescription;
import brume.api.dynamodb.InputFormatOptions;
import brume.api.dynamodb.S3BucketSource;
import brume.api.dynamodb.TableCreationParameters;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.store.OpenTable;
import brume.wire.ShapeJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Imports as the API describes them. What is filled in is recorded by ack-api-quirks
 * (DDB-IMPORT-003 and 015); that there is no size before something has been read, by ScyllaDB's
 * tests against AWS.
 */
final class ImportDescriptions {

    private ImportDescriptions() {}

    private static String tableArn(Import job) {
        return OpenTable.arn(job.table().scope(), job.table().name());
    }

    private static String arn(Import job) {
        return tableArn(job) + "/import/" + job.id();
    }

    private static S3BucketSource source(Import job) {
        return S3BucketSource.builder()
                .s3BucketOwner(job.source().bucketOwner())
                .s3Bucket(job.source().bucket())
                .s3KeyPrefix(job.source().prefix())
                .build();
    }

    private static @Nullable Instant ended(Import job) {
        Long millis = job.end().millis();
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static ImportSummary summary(Import job) {
        return ImportSummary.builder()
                .importArn(arn(job))
                .importStatus(job.end().status().name())
                .tableArn(tableArn(job))
                .s3BucketSource(source(job))
                .cloudWatchLogGroupArn(job.logGroupArn())
                .inputFormat(job.source().format())
                .startTime(Instant.ofEpochMilli(job.startMillis()))
                .endTime(ended(job))
                .build();
    }

    static ImportTableDescription of(Import job) {
        Import.Progress progress = job.progress();
        boolean sized = progress.bytes() > 0 || !job.inProgress();
        return ImportTableDescription.builder()
                .importArn(arn(job))
                .importStatus(job.end().status().name())
                .tableArn(tableArn(job))
                .tableId(job.described().id())
                .clientToken(job.token())
                .s3BucketSource(source(job))
                .errorCount(progress.errors())
                .cloudWatchLogGroupArn(job.logGroupArn())
                .inputFormat(job.source().format())
                .inputFormatOptions(options(job.source()))
                .inputCompressionType(job.source().compression())
                .tableCreationParameters(
                        ShapeJson.fromBytes(
                                TableCreationParameters.SCHEMA,
                                job.parameters().getBytes(StandardCharsets.UTF_8)))
                .startTime(Instant.ofEpochMilli(job.startMillis()))
                .endTime(ended(job))
                .processedSizeBytes(sized ? Long.valueOf(progress.bytes()) : null)
                .processedItemCount(progress.processed())
                .importedItemCount(progress.imported())
                .failureCode(job.end().failureCode())
                .failureMessage(job.end().failureMessage())
                .build();
    }

    private static @Nullable InputFormatOptions options(Import.Source source) {
        return source.options()
                ? InputFormatOptions.builder()
                        .csv(
                                CsvOptions.builder()
                                        .delimiter(source.delimiter())
                                        .headerList(source.headers())
                                        .build())
                        .build()
                : null;
    }
}

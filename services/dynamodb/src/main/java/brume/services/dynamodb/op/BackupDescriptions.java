package brume.services.dynamodb.op;

import brume.api.dynamodb.BackupDescription;
import brume.api.dynamodb.BackupDetails;
import brume.api.dynamodb.BackupSummary;
import brume.api.dynamodb.GlobalSecondaryIndexInfo;
import brume.api.dynamodb.LocalSecondaryIndexInfo;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.SSEDescription;
import brume.api.dynamodb.SourceTableDetails;
import brume.api.dynamodb.SourceTableFeatureDetails;
import brume.api.dynamodb.StreamSpecification;
import brume.api.dynamodb.TimeToLiveDescription;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableStream;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.store.OpenTable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Backups as the API describes them. */
final class BackupDescriptions {

    private BackupDescriptions() {}

    static String status(Backup backup) {
        return backup.available() ? "AVAILABLE" : "CREATING";
    }

    static BackupDetails details(Backup backup, String status) {
        return BackupDetails.builder()
                .backupArn(backup.arn())
                .backupName(backup.name())
                .backupSizeBytes(backup.bytes())
                .backupStatus(status)
                .backupType(backup.type().name())
                .backupCreationDateTime(Instant.ofEpochMilli(backup.createdMillis()))
                .backupExpiryDateTime(expiry(backup))
                .build();
    }

    private static @Nullable Instant expiry(Backup backup) {
        Long millis = backup.expiresMillis();
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static BackupSummary summary(Backup backup) {
        return BackupSummary.builder()
                .tableName(backup.source().name())
                .tableId(backup.table().id())
                .tableArn(tableArn(backup))
                .backupArn(backup.arn())
                .backupName(backup.name())
                .backupCreationDateTime(Instant.ofEpochMilli(backup.createdMillis()))
                .backupExpiryDateTime(expiry(backup))
                .backupStatus(status(backup))
                .backupType(backup.type().name())
                .backupSizeBytes(backup.bytes())
                .build();
    }

    static String tableArn(Backup backup) {
        return OpenTable.arn(backup.source().scope(), backup.source().name());
    }

    static BackupDescription of(Backup backup, String status) {
        Table table = backup.table();
        return BackupDescription.builder()
                .backupDetails(details(backup, status))
                .sourceTableDetails(
                        SourceTableDetails.builder()
                                .tableName(table.name())
                                .tableId(table.id())
                                .tableArn(tableArn(backup))
                                .tableSizeBytes(backup.bytes())
                                .keySchema(TableDescriptions.keySchema(table.key()))
                                .tableCreationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                                .provisionedThroughput(throughput(table.throughput()))
                                .onDemandThroughput(TableDescriptions.limit(table.onDemandLimit()))
                                .itemCount(backup.items())
                                .billingMode(table.billingMode())
                                .build())
                .sourceTableFeatureDetails(features(table))
                .build();
    }

    private static ProvisionedThroughput throughput(@Nullable Throughput throughput) {
        Throughput shown = throughput == null ? Throughput.NONE : throughput;
        return ProvisionedThroughput.builder()
                .readCapacityUnits(shown.read())
                .writeCapacityUnits(shown.write())
                .build();
    }

    private static SourceTableFeatureDetails features(Table table) {
        List<LocalSecondaryIndexInfo> local =
                table.localIndexes().stream().map(BackupDescriptions::local).toList();
        List<GlobalSecondaryIndexInfo> global =
                table.globalIndexes().stream().map(BackupDescriptions::global).toList();
        return SourceTableFeatureDetails.builder()
                .localSecondaryIndexes(local.isEmpty() ? null : local)
                .globalSecondaryIndexes(global.isEmpty() ? null : global)
                .streamDescription(stream(table))
                .timeToLiveDescription(timeToLive(table))
                .sseDescription(sse(table))
                .build();
    }

    private static LocalSecondaryIndexInfo local(Index index) {
        return LocalSecondaryIndexInfo.builder()
                .indexName(index.name())
                .keySchema(TableDescriptions.keySchema(index.key()))
                .projection(TableDescriptions.projection(index))
                .build();
    }

    private static GlobalSecondaryIndexInfo global(Index index) {
        return GlobalSecondaryIndexInfo.builder()
                .indexName(index.name())
                .keySchema(TableDescriptions.keySchema(index.key()))
                .projection(TableDescriptions.projection(index))
                .provisionedThroughput(throughput(index.throughput()))
                .onDemandThroughput(TableDescriptions.limit(index.onDemandLimit()))
                .build();
    }

    private static @Nullable StreamSpecification stream(Table table) {
        TableStream stream = table.enabledStream();
        return stream == null
                ? null
                : StreamSpecification.builder()
                        .streamEnabled(true)
                        .streamViewType(stream.view().name())
                        .build();
    }

    private static @Nullable TimeToLiveDescription timeToLive(Table table) {
        return table.timeToLive() == null
                ? null
                : TimeToLiveDescription.builder()
                        .timeToLiveStatus("ENABLED")
                        .attributeName(table.timeToLive())
                        .build();
    }

    private static @Nullable SSEDescription sse(Table table) {
        return table.kmsKeyArn() == null
                ? null
                : SSEDescription.builder()
                        .status("ENABLED")
                        .sseType("KMS")
                        .kmsMasterKeyArn(table.kmsKeyArn())
                        .build();
    }
}

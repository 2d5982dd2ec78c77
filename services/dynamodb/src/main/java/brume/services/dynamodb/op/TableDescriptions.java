package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeDefinition;
import brume.api.dynamodb.BillingModeSummary;
import brume.api.dynamodb.GlobalSecondaryIndexDescription;
import brume.api.dynamodb.GlobalSecondaryIndexWarmThroughputDescription;
import brume.api.dynamodb.KeySchemaElement;
import brume.api.dynamodb.LocalSecondaryIndexDescription;
import brume.api.dynamodb.OnDemandThroughput;
import brume.api.dynamodb.Projection;
import brume.api.dynamodb.ProvisionedThroughputDescription;
import brume.api.dynamodb.RestoreSummary;
import brume.api.dynamodb.SSEDescription;
import brume.api.dynamodb.StreamSpecification;
import brume.api.dynamodb.TableClassSummary;
import brume.api.dynamodb.TableDescription;
import brume.api.dynamodb.TableWarmThroughputDescription;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableStream;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.domain.WarmThroughput;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.worker.TableSizes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tables as the API describes them. */
final class TableDescriptions {

    private TableDescriptions() {}

    /** What DeleteTable shows: no keys, definitions, indexes or times any more. */
    static TableDescription ofDeleted(Table table) {
        Scope scope = new Scope(new AccountId(table.account()), new Region(table.region()));
        TableDescription.Builder description =
                TableDescription.builder()
                        .tableName(table.name())
                        .tableArn(OpenTable.arn(scope, table.name()))
                        .tableId(table.id())
                        .tableStatus("DELETING")
                        .provisionedThroughput(throughput(table.throughput()))
                        .itemCount(0L)
                        .tableSizeBytes(0L)
                        .deletionProtectionEnabled(table.deletionProtection());
        addBilling(description, table);
        return description.build();
    }

    private static void addBilling(TableDescription.Builder description, Table table) {
        if (table.isOnDemand() || table.billingChangedMillis() != null) {
            description.billingModeSummary(
                    BillingModeSummary.builder()
                            .billingMode(table.billingMode())
                            .lastUpdateToPayPerRequestDateTime(
                                    instant(table.billingChangedMillis()))
                            .build());
        }
    }

    /**
     * Describes a table.
     *
     * @param status {@code ACTIVE}, or a state that this request has begun
     * @param sizes the table's and its indexes' sizes, or null while they are not known to matter
     */
    static TableDescription of(Table table, String status, TableSizes.@Nullable Reading sizes) {
        Scope scope = new Scope(new AccountId(table.account()), new Region(table.region()));
        String arn = OpenTable.arn(scope, table.name());
        TableSizes.Size size = sizes == null ? TableSizes.Size.ZERO : sizes.table();
        TableDescription.Builder description =
                TableDescription.builder()
                        .tableName(table.name())
                        .tableArn(arn)
                        .tableId(table.id())
                        .tableStatus(status)
                        .creationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                        .attributeDefinitions(
                                table.definitions().stream()
                                        .map(TableDescriptions::definition)
                                        .toList())
                        .keySchema(keySchema(table.key()))
                        .provisionedThroughput(throughput(table.throughput()))
                        .itemCount(size.items())
                        .tableSizeBytes(size.bytes())
                        .deletionProtectionEnabled(table.deletionProtection())
                        .onDemandThroughput(limit(table.onDemandLimit()))
                        .warmThroughput(warm(table));
        addIndexes(description, table, arn, status, sizes);
        addBilling(description, table);
        TableStream stream = table.stream();
        if (stream != null) {
            description
                    .latestStreamLabel(stream.label())
                    .latestStreamArn(ItemStream.arn(scope, table.name(), stream.label()));
            if (stream.enabled()) {
                description.streamSpecification(
                        StreamSpecification.builder()
                                .streamEnabled(true)
                                .streamViewType(stream.view().name())
                                .build());
            }
        }
        if (table.tableClass() != null) {
            description.tableClassSummary(
                    TableClassSummary.builder()
                            .tableClass(table.tableClass())
                            .lastUpdateDateTime(instant(table.tableClassChangedMillis()))
                            .build());
        }
        if (table.kmsKeyArn() != null) {
            description.sseDescription(
                    SSEDescription.builder()
                            .status("ENABLED")
                            .sseType("KMS")
                            .kmsMasterKeyArn(table.kmsKeyArn())
                            .build());
        }
        description.restoreSummary(restore(table));
        return description.build();
    }

    /** From what the table is being restored; nothing after the end of that. */
    private static @Nullable RestoreSummary restore(Table table) {
        Recovery.Restore restore = table.recovery().restore();
        return restore == null || restore.ofImport()
                ? null
                : RestoreSummary.builder()
                        .sourceBackupArn(restore.sourceBackupArn())
                        .sourceTableArn(restore.sourceTableArn())
                        .restoreDateTime(Instant.ofEpochMilli(restore.millis()))
                        .restoreInProgress(true)
                        .build();
    }

    private static void addIndexes(
            TableDescription.Builder description,
            Table table,
            String arn,
            String status,
            TableSizes.@Nullable Reading sizes) {
        List<LocalSecondaryIndexDescription> local = new ArrayList<>();
        List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
        for (Index index : table.indexes()) {
            TableSizes.Size size =
                    sizes == null ? TableSizes.Size.ZERO : sizes.index(index.number());
            String indexArn = arn + "/index/" + index.name();
            if (index.global()) {
                boolean building = status.equals("CREATING") || status.equals("DELETING");
                global.add(
                        GlobalSecondaryIndexDescription.builder()
                                .indexName(index.name())
                                .indexArn(indexArn)
                                .indexStatus(building ? status : index.status())
                                .backfilling(backfilling(building, index))
                                .keySchema(keySchema(index.key()))
                                .projection(projection(index))
                                .provisionedThroughput(
                                        throughput(
                                                Objects.requireNonNullElse(
                                                        index.throughput(), Throughput.NONE)))
                                .onDemandThroughput(limit(index.onDemandLimit()))
                                .warmThroughput(warm(table.warm(index)))
                                .indexSizeBytes(size.bytes())
                                .itemCount(size.items())
                                .build());
            } else {
                local.add(
                        LocalSecondaryIndexDescription.builder()
                                .indexName(index.name())
                                .indexArn(indexArn)
                                .keySchema(keySchema(index.key()))
                                .projection(projection(index))
                                .indexSizeBytes(size.bytes())
                                .itemCount(size.items())
                                .build());
            }
        }
        description.localSecondaryIndexes(local.isEmpty() ? null : local);
        description.globalSecondaryIndexes(global.isEmpty() ? null : global);
    }

    private static @Nullable Boolean backfilling(boolean tableBuilding, Index index) {
        return (tableBuilding || index.isActive()) ? null : Boolean.TRUE;
    }

    private static AttributeDefinition definition(KeyAttribute attribute) {
        return AttributeDefinition.builder()
                .attributeName(attribute.name())
                .attributeType(attribute.type())
                .build();
    }

    static List<KeySchemaElement> keySchema(KeySchema key) {
        List<KeySchemaElement> elements = new ArrayList<>();
        key.hash().forEach(attribute -> elements.add(element(attribute, "HASH")));
        key.range().forEach(attribute -> elements.add(element(attribute, "RANGE")));
        return elements;
    }

    private static KeySchemaElement element(KeyAttribute attribute, String type) {
        return KeySchemaElement.builder().attributeName(attribute.name()).keyType(type).build();
    }

    static Projection projection(Index index) {
        return Projection.builder()
                .projectionType(index.projectionType())
                .nonKeyAttributes(
                        index.nonKeyAttributes().isEmpty() ? null : index.nonKeyAttributes())
                .build();
    }

    private static ProvisionedThroughputDescription throughput(Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(throughput.read())
                .writeCapacityUnits(throughput.write())
                .numberOfDecreasesToday(throughput.decreasesToday())
                .lastIncreaseDateTime(instant(throughput.increasedMillis()))
                .lastDecreaseDateTime(instant(throughput.decreasedMillis()))
                .build();
    }

    static @Nullable OnDemandThroughput limit(@Nullable OnDemandLimit limit) {
        return limit == null
                ? null
                : OnDemandThroughput.builder()
                        .maxReadRequestUnits(limit.read())
                        .maxWriteRequestUnits(limit.write())
                        .build();
    }

    static TableWarmThroughputDescription warm(Table table) {
        return TableWarmThroughputDescription.builder()
                .readUnitsPerSecond(table.warm().read())
                .writeUnitsPerSecond(table.warm().write())
                .status("ACTIVE")
                .build();
    }

    static GlobalSecondaryIndexWarmThroughputDescription warm(WarmThroughput warm) {
        return GlobalSecondaryIndexWarmThroughputDescription.builder()
                .readUnitsPerSecond(warm.read())
                .writeUnitsPerSecond(warm.write())
                .status("ACTIVE")
                .build();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}

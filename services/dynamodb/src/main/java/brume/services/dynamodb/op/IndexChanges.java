package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeDefinition;
import brume.api.dynamodb.CreateGlobalSecondaryIndexAction;
import brume.api.dynamodb.DeleteGlobalSecondaryIndexAction;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalSecondaryIndex;
import brume.api.dynamodb.GlobalSecondaryIndexUpdate;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.UpdateGlobalSecondaryIndexAction;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.domain.WarmThroughput;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes that an UpdateTable request makes to the global indexes of a table. */
final class IndexChanges {

    private final long nowMillis;

    IndexChanges(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** The table after the updates of its indexes. */
    Table apply(
            Table table,
            @Nullable List<AttributeDefinition> definitions,
            List<GlobalSecondaryIndexUpdate> updates) {
        checkOnePerIndex(updates);
        Table result = table;
        for (GlobalSecondaryIndexUpdate update : updates) {
            CreateGlobalSecondaryIndexAction create = update.create();
            UpdateGlobalSecondaryIndexAction change = update.update();
            DeleteGlobalSecondaryIndexAction delete = update.delete();
            if (create != null) {
                result = create(result, definitions, create);
            } else if (change != null) {
                result = change(result, change);
            } else if (delete != null) {
                result = delete(result, delete);
            }
        }
        return result;
    }

    private static void checkOnePerIndex(List<GlobalSecondaryIndexUpdate> updates) {
        Set<String> names = new HashSet<>();
        int structural = 0;
        for (GlobalSecondaryIndexUpdate update : updates) {
            String name;
            if (update.update() != null) {
                name = update.update().indexName();
            } else if (update.create() != null) {
                name = update.create().indexName();
                structural++;
            } else if (update.delete() != null) {
                name = update.delete().indexName();
                structural++;
            } else {
                throw InvalidRequest.parameters(
                        "One of GlobalSecondaryIndexUpdate.Update,"
                                + " GlobalSecondaryIndexUpdate.Create,"
                                + " GlobalSecondaryIndexUpdate.Delete must not be null");
            }
            if (operations(update) > 1) {
                throw InvalidRequest.parameters(
                        "Only one of Create, Update and Delete can be specified in a"
                                + " GlobalSecondaryIndexUpdate. Index: "
                                + name);
            }
            if (!names.add(name)) {
                throw InvalidRequest.parameters(
                        "Only one global secondary index update per index is allowed"
                                + " simultaneously. Index: "
                                + name);
            }
        }
        if (structural > 1) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Only 1 online index can be created or deleted"
                            + " simultaneously per table");
        }
    }

    private static int operations(GlobalSecondaryIndexUpdate update) {
        return (update.create() == null ? 0 : 1)
                + (update.update() == null ? 0 : 1)
                + (update.delete() == null ? 0 : 1);
    }

    private static Table create(
            Table table,
            @Nullable List<AttributeDefinition> definitions,
            CreateGlobalSecondaryIndexAction create) {
        if (table.findIndex(create.indexName()).isPresent()) {
            throw new InvalidRequest(
                    "Attempting to create an index which already exists: " + create.indexName());
        }
        if (table.globalIndexes().size() >= DynamodbQuotas.GLOBAL_INDEXES_MAX.value()) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Number of global secondary indexes exceeds"
                            + " per-table limit of "
                            + DynamodbQuotas.GLOBAL_INDEXES_MAX.value());
        }
        checkCapacityGiven(table, create);
        Map<String, String> types = new LinkedHashMap<>();
        table.definitions().forEach(known -> types.put(known.name(), known.type()));
        if (definitions != null) {
            for (AttributeDefinition changed : definitions) {
                String known = types.put(changed.attributeName(), changed.attributeType());
                if (known != null && !known.equals(changed.attributeType())) {
                    throw redefined(changed, known);
                }
            }
        }
        Set<String> given = new LinkedHashSet<>();
        if (definitions != null) {
            definitions.forEach(definition -> given.add(definition.attributeName()));
        }
        TableDefinition.checkDefined(create.keySchema(), given);
        List<AttributeDefinition> all = new ArrayList<>();
        types.forEach((name, type) ->
                all.add(
                        AttributeDefinition.builder()
                                .attributeName(name)
                                .attributeType(type)
                                .build()));
        TableDefinition definition = new TableDefinition(all);
        GlobalSecondaryIndex wanted =
                GlobalSecondaryIndex.builder()
                        .indexName(create.indexName())
                        .keySchema(create.keySchema())
                        .projection(create.projection())
                        .provisionedThroughput(create.provisionedThroughput())
                        .onDemandThroughput(create.onDemandThroughput())
                        .warmThroughput(create.warmThroughput())
                        .build();
        Index index =
                definition
                        .globalIndex(wanted, table.nextIndexNumber(), table.isOnDemand())
                        .withStatus("CREATING");
        List<Index> indexes = new ArrayList<>(table.indexes());
        indexes.add(index);
        return table.toBuilder()
                .definitions(used(definition.definitions(), table, indexes))
                .indexes(indexes)
                .nextIndexNumber(table.nextIndexNumber() + 1)
                .build();
    }

    private static InvalidRequest redefined(AttributeDefinition given, String known) {
        String key = "Schema:[SchemaElement: key{" + given.attributeName() + ':';
        return InvalidRequest.parameters(
                "Attributes cannot be redefined. Please check that your attribute has the same type"
                        + " as previously defined. Existing schema: "
                        + key
                        + known
                        + ":HASH}] New schema: "
                        + key
                        + given.attributeType()
                        + ":HASH}]");
    }

    private static void checkCapacityGiven(Table table, CreateGlobalSecondaryIndexAction create) {
        boolean given = create.provisionedThroughput() != null;
        if (given && table.isOnDemand()) {
            throw InvalidRequest.parameters(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: "
                            + create.indexName()
                            + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!given && !table.isOnDemand()) {
            throw bothRequired(create.indexName());
        }
    }

    private static InvalidRequest bothRequired(String index) {
        return InvalidRequest.parameters(
                "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: "
                        + index);
    }

    private Table change(Table table, UpdateGlobalSecondaryIndexAction change) {
        CapacityRules rules = CapacityRules.index(change.indexName());
        if (change.warmThroughput() != null && CapacityRules.isEmpty(change.warmThroughput())) {
            // Refused before the index is looked for.
            rules.changedWarm(WarmThroughput.NONE, change.warmThroughput());
        }
        ProvisionedThroughput capacity = change.provisionedThroughput();
        Index index = index(table, change.indexName(), "update");
        boolean onDemand = table.isOnDemand();
        boolean others =
                change.warmThroughput() != null
                        || !CapacityRules.isEmpty(change.onDemandThroughput());
        if (onDemand && (capacity != null || !others)) {
            throw InvalidRequest.parameters(
                    "The only Updates for index: "
                            + change.indexName()
                            + " when TableThroughputMode is PAY_PER_REQUEST can be to"
                            + " OnDemandThroughput, WarmThroughput");
        }
        if (capacity == null && !others) {
            throw bothRequired(change.indexName());
        }
        WarmThroughput warm = rules.changedWarm(table.warm(index), change.warmThroughput());
        Index changed =
                index.withOnDemandLimit(
                                rules.changedLimit(
                                        onDemand,
                                        index.onDemandLimit(),
                                        change.onDemandThroughput()))
                        .withWarmed(warm);
        if (capacity != null) {
            Throughput present = index.throughput();
            changed =
                    changed.withThroughput(
                            present == null
                                    ? CapacityRules.provisioned(capacity)
                                    : rules.changed(present, capacity, nowMillis));
        }
        return table.withIndex(changed);
    }

    private static Table delete(Table table, DeleteGlobalSecondaryIndexAction delete) {
        Index index = index(table, delete.indexName(), "delete");
        List<Index> indexes = new ArrayList<>(table.indexes());
        indexes.remove(index);
        return table.toBuilder()
                .definitions(used(table.definitions(), table, indexes))
                .indexes(indexes)
                .build();
    }

    private static Index index(Table table, String name, String verb) {
        Index index =
                table.findIndex(name)
                        .orElseThrow(() ->
                                DynamodbErrors.resourceNotFoundException(
                                        "Requested resource not found: Index "
                                                + name
                                                + " for table "
                                                + table.name()));
        if (!index.global()) {
            throw new InvalidRequest(
                    "Cannot " + verb + " an index that is not a GlobalSecondaryIndex: " + name);
        }
        return index;
    }

    /** The definitions that the table's key or an index still uses. */
    private static List<KeyAttribute> used(
            List<KeyAttribute> definitions, Table table, List<Index> indexes) {
        return definitions.stream()
                .filter(definition ->
                        table.key().contains(definition.name())
                                || indexes.stream()
                                        .anyMatch(index -> index.key().contains(definition.name())))
                .toList();
    }
}

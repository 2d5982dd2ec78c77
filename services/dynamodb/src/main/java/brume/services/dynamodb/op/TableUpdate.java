package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeDefinition;
import brume.api.dynamodb.CreateGlobalSecondaryIndexAction;
import brume.api.dynamodb.DeleteGlobalSecondaryIndexAction;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalSecondaryIndexUpdate;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.UpdateGlobalSecondaryIndexAction;
import brume.api.dynamodb.UpdateTableInput;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes that an UpdateTable request makes to a table's description. */
final class TableUpdate {

    private final Table before;
    private final long nowMillis;

    TableUpdate(Table before, long nowMillis) {
        this.before = before;
        this.nowMillis = nowMillis;
    }

    Table apply(UpdateTableInput input) {
        Table table = billing(input);
        if (input.deletionProtectionEnabled() != null) {
            table = table.toBuilder().deletionProtection(input.deletionProtectionEnabled()).build();
        }
        if (input.tableClass() != null) {
            table =
                    table.toBuilder()
                            .tableClass(input.tableClass())
                            .tableClassChangedMillis(nowMillis)
                            .build();
        }
        if (input.globalSecondaryIndexUpdates() != null) {
            table =
                    indexes(
                            table,
                            input.attributeDefinitions(),
                            input.globalSecondaryIndexUpdates());
        }
        return table;
    }

    private Table billing(UpdateTableInput input) {
        ProvisionedThroughput capacity = input.provisionedThroughput();
        String mode = input.billingMode() == null ? before.billingMode() : input.billingMode();
        if (mode.equals(Table.ON_DEMAND)) {
            if (capacity != null) {
                throw InvalidRequest.parameters(
                        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                                + " BillingMode is PAY_PER_REQUEST");
            }
            return before.isOnDemand() ? before : toOnDemand();
        }
        if (capacity == null) {
            if (Table.PROVISIONED.equals(input.billingMode())) {
                throw InvalidRequest.parameters(
                        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
            }
            return before;
        }
        Throughput wanted = TableDefinition.checked(capacity);
        Throughput present = before.throughput();
        if (!before.isOnDemand()
                && wanted.read() == present.read()
                && wanted.write() == present.write()) {
            throw unchanged(present, wanted);
        }
        if (before.isOnDemand()) {
            requireCapacityOfIndexes(input);
        }
        return before.toBuilder()
                .billingMode(Table.PROVISIONED)
                .throughput(present.changedTo(wanted.read(), wanted.write(), nowMillis))
                .build();
    }

    private Table toOnDemand() {
        List<Index> indexes = new ArrayList<>();
        for (Index index : before.indexes()) {
            indexes.add(index.global() ? index.withThroughput(null) : index);
        }
        return before.toBuilder()
                .billingMode(Table.ON_DEMAND)
                .billingChangedMillis(nowMillis)
                .throughput(Throughput.NONE)
                .indexes(indexes)
                .build();
    }

    private void requireCapacityOfIndexes(UpdateTableInput input) {
        Set<String> missing = new HashSet<>();
        before.globalIndexes().forEach(index -> missing.add(index.name()));
        if (input.globalSecondaryIndexUpdates() != null) {
            for (GlobalSecondaryIndexUpdate update : input.globalSecondaryIndexUpdates()) {
                if (update.update() != null && update.update().provisionedThroughput() != null) {
                    missing.remove(update.update().indexName());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw InvalidRequest.parameters(
                    "ProvisionedThroughput must be specified for index: "
                            + String.join(",", missing));
        }
    }

    private static InvalidRequest unchanged(Throughput present, Throughput wanted) {
        return new InvalidRequest(
                "The provisioned throughput for the table will not change. The requested value"
                        + " equals the current value. Current ReadCapacityUnits provisioned for the"
                        + " table: "
                        + present.read()
                        + ". Requested ReadCapacityUnits: "
                        + wanted.read()
                        + ". Current WriteCapacityUnits provisioned for the table: "
                        + present.write()
                        + ". Requested WriteCapacityUnits: "
                        + wanted.write()
                        + ". Refer to the Amazon DynamoDB Developer Guide for current limits and"
                        + " how to request higher limits.");
    }

    private Table indexes(
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
        DynamodbOperation.notBuilt("OnDemandThroughput", create.onDemandThroughput());
        DynamodbOperation.notBuilt("WarmThroughput", create.warmThroughput());
        if (table.findIndex(create.indexName()).isPresent()) {
            throw new InvalidRequest(
                    "Attempting to create an index which already exists: " + create.indexName());
        }
        if (table.globalIndexes().size() >= DynamodbQuotas.GLOBAL_INDEXES_MAX.value()) {
            throw InvalidRequest.parameters(
                    "GlobalSecondaryIndex count exceeds the per-table limit of 20");
        }
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
        Index index =
                definition
                        .globalIndex(
                                create.indexName(),
                                table.nextIndexNumber(),
                                create.keySchema(),
                                create.projection(),
                                create.provisionedThroughput(),
                                table.isOnDemand())
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

    private Table change(Table table, UpdateGlobalSecondaryIndexAction change) {
        DynamodbOperation.notBuilt("OnDemandThroughput", change.onDemandThroughput());
        DynamodbOperation.notBuilt("WarmThroughput", change.warmThroughput());
        Index index = index(table, change.indexName());
        ProvisionedThroughput capacity = change.provisionedThroughput();
        if (capacity == null) {
            return table;
        }
        Throughput wanted = TableDefinition.checked(capacity);
        Throughput present = index.throughput() == null ? Throughput.NONE : index.throughput();
        return table.withIndex(
                index.withThroughput(present.changedTo(wanted.read(), wanted.write(), nowMillis)));
    }

    private static Table delete(Table table, DeleteGlobalSecondaryIndexAction delete) {
        Index index = index(table, delete.indexName());
        List<Index> indexes = new ArrayList<>(table.indexes());
        indexes.remove(index);
        return table.toBuilder()
                .definitions(used(table.definitions(), table, indexes))
                .indexes(indexes)
                .build();
    }

    private static Index index(Table table, String name) {
        return table.findIndex(name)
                .filter(Index::global)
                .orElseThrow(() ->
                        DynamodbErrors.resourceNotFoundException("Requested resource not found"));
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

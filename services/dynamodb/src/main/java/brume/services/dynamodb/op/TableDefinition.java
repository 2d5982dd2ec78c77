package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeDefinition;
import brume.api.dynamodb.GlobalSecondaryIndex;
import brume.api.dynamodb.KeySchemaElement;
import brume.api.dynamodb.LocalSecondaryIndex;
import brume.api.dynamodb.Projection;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Quota;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the key schemas, indexes and capacity that a request defines for a table.
 *
 * <p>Source of the texts: answers recorded from the service by dynalite's tests.
 */
final class TableDefinition {

    private static final String SAME_NAME =
            "Both the Hash Key and the Range Key element in the KeySchema have the same name";
    private static final int SINGLE_KEY_ELEMENTS_MAX = 2;

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> indexNames = new HashSet<>();

    TableDefinition(List<AttributeDefinition> definitions) {
        for (AttributeDefinition definition : definitions) {
            if (types.put(definition.attributeName(), definition.attributeType()) != null) {
                throw InvalidRequest.parameters(
                        "Duplicate AttributeName in AttributeDefinitions: "
                                + definition.attributeName());
            }
        }
    }

    List<KeyAttribute> definitions() {
        return types.entrySet().stream()
                .map(entry -> new KeyAttribute(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The table's own key. */
    KeySchema tableKey(List<KeySchemaElement> elements) {
        if (elements.isEmpty()) {
            throw new InvalidRequest(
                    "1 validation error detected: Value null at 'keySchema' failed to satisfy"
                            + " constraint: Member must not be null");
        }
        if (elements.size() > types.size()) {
            throw new InvalidRequest(
                    "Invalid KeySchema: Some index key attribute have no definition");
        }
        return singleKey(elements);
    }

    /** A key of one partition and at most one sort attribute: a table's or a local index's. */
    private KeySchema singleKey(List<KeySchemaElement> elements) {
        checkDefined(elements);
        if (elements.size() > SINGLE_KEY_ELEMENTS_MAX) {
            throw new InvalidRequest(
                    "1 validation error detected: Value at 'keySchema' failed to satisfy"
                            + " constraint: Member must have length less than or equal to "
                            + SINGLE_KEY_ELEMENTS_MAX);
        }
        if (elements.size() == 2
                && elements.get(0).attributeName().equals(elements.get(1).attributeName())) {
            throw new InvalidRequest(SAME_NAME);
        }
        checkFirstIsHash(elements);
        if (elements.size() == 2 && !elements.get(1).keyType().equals("RANGE")) {
            throw new InvalidRequest(
                    "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        return keySchema(elements);
    }

    /**
     * The key of a global index: one to four partition attributes, then none to four sort
     * attributes, all different. Source: Developer Guide, "Multi-attribute keys pattern".
     */
    private KeySchema globalKey(List<KeySchemaElement> elements) {
        if (elements.size() <= SINGLE_KEY_ELEMENTS_MAX
                && elements.stream().filter(TableDefinition::isHash).count() < 2) {
            return singleKey(elements);
        }
        checkDefined(elements);
        Set<String> names = new HashSet<>();
        for (KeySchemaElement element : elements) {
            if (!names.add(element.attributeName())) {
                throw new InvalidRequest(SAME_NAME);
            }
        }
        checkFirstIsHash(elements);
        for (int i = 1; i < elements.size(); i++) {
            if (isHash(elements.get(i)) && !isHash(elements.get(i - 1))) {
                throw new InvalidRequest(
                        "Invalid KeySchema: All HASH key elements must come before the RANGE key"
                                + " elements");
            }
        }
        KeySchema key = keySchema(elements);
        checkCount("HASH", key.hash(), DynamodbQuotas.INDEX_PARTITION_ATTRIBUTES_MAX);
        checkCount("RANGE", key.range(), DynamodbQuotas.INDEX_SORT_ATTRIBUTES_MAX);
        return key;
    }

    private static void checkCount(String type, List<KeyAttribute> attributes, Quota most) {
        if (attributes.size() > most.value()) {
            throw new InvalidRequest(
                    "Invalid KeySchema: The number of "
                            + type
                            + " key elements exceeds the limit of "
                            + most.value());
        }
    }

    private void checkDefined(List<KeySchemaElement> elements) {
        checkDefined(elements, types.keySet());
    }

    /** Rejects a key of attributes that the request does not define. */
    static void checkDefined(List<KeySchemaElement> elements, Set<String> defined) {
        List<String> names = elements.stream().map(KeySchemaElement::attributeName).toList();
        if (!defined.containsAll(names)) {
            throw InvalidRequest.parameters(
                    "Some index key attributes are not defined in AttributeDefinitions. Keys: "
                            + names
                            + ", AttributeDefinitions: "
                            + defined);
        }
    }

    private static void checkFirstIsHash(List<KeySchemaElement> elements) {
        if (!isHash(elements.getFirst())) {
            throw new InvalidRequest(
                    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
    }

    private static boolean isHash(KeySchemaElement element) {
        return element.keyType().equals("HASH");
    }

    private KeySchema keySchema(List<KeySchemaElement> elements) {
        List<KeyAttribute> hash = new ArrayList<>();
        List<KeyAttribute> range = new ArrayList<>();
        for (KeySchemaElement element : elements) {
            used.add(element.attributeName());
            (isHash(element) ? hash : range).add(attribute(element.attributeName()));
        }
        return new KeySchema(List.copyOf(hash), List.copyOf(range));
    }

    private KeyAttribute attribute(String name) {
        return new KeyAttribute(name, String.valueOf(types.get(name)));
    }

    /** Rejects definitions that no key uses. */
    void checkAllUsed(boolean hasIndexes) {
        if (used.containsAll(types.keySet())) {
            return;
        }
        throw InvalidRequest.parameters(
                hasIndexes
                        ? "Some AttributeDefinitions are not used. AttributeDefinitions: "
                                + types.keySet()
                                + ", keys used: "
                                + used
                        : "Number of attributes in KeySchema does not exactly match number of"
                                + " attributes defined in AttributeDefinitions");
    }

    List<Index> localIndexes(
            KeySchema table, @Nullable List<LocalSecondaryIndex> indexes, int firstNumber) {
        if (indexes == null) {
            return List.of();
        }
        if (indexes.isEmpty()) {
            throw InvalidRequest.parameters("List of LocalSecondaryIndexes is empty");
        }
        if (table.range().isEmpty()) {
            throw InvalidRequest.parameters(
                    "Table KeySchema does not have a range key, which is required when specifying a"
                            + " LocalSecondaryIndex");
        }
        List<Index> built = new ArrayList<>();
        for (LocalSecondaryIndex index : indexes) {
            KeySchema key = singleKey(index.keySchema());
            String tableHash = table.hash().getFirst().name();
            String indexHash = key.hash().getFirst().name();
            if (key.range().isEmpty()) {
                throw InvalidRequest.parameters(
                        "Index KeySchema does not have a range key for index: "
                                + index.indexName());
            }
            if (!indexHash.equals(tableHash)) {
                throw InvalidRequest.parameters(
                        "Index KeySchema does not have the same leading hash key as table KeySchema"
                                + " for index: "
                                + index.indexName()
                                + ". index hash key: "
                                + indexHash
                                + ", table hash key: "
                                + tableHash);
            }
            built.add(
                    index(
                            index.indexName(),
                            firstNumber + built.size(),
                            false,
                            key,
                            index.projection(),
                            null));
        }
        if (built.size() > DynamodbQuotas.LOCAL_INDEXES_MAX.value()) {
            throw InvalidRequest.parameters(
                    "Number of LocalSecondaryIndexes exceeds per-table limit of 5");
        }
        return built;
    }

    List<Index> globalIndexes(
            @Nullable List<GlobalSecondaryIndex> indexes, boolean onDemand, int firstNumber) {
        if (indexes == null) {
            return List.of();
        }
        if (indexes.isEmpty()) {
            throw InvalidRequest.parameters("List of GlobalSecondaryIndexes is empty");
        }
        List<Index> built = new ArrayList<>();
        for (GlobalSecondaryIndex index : indexes) {
            if (!onDemand && index.provisionedThroughput() == null) {
                throw InvalidRequest.parameters(
                        "ProvisionedThroughput is not specified for index: " + index.indexName());
            }
            if (onDemand && index.provisionedThroughput() != null) {
                throw InvalidRequest.parameters(
                        "ProvisionedThroughput should not be specified for index: "
                                + index.indexName()
                                + " when BillingMode is PAY_PER_REQUEST");
            }
            built.add(globalIndex(index, firstNumber + built.size(), onDemand));
        }
        if (built.size() > DynamodbQuotas.GLOBAL_INDEXES_MAX.value()) {
            throw InvalidRequest.parameters(
                    "GlobalSecondaryIndex count exceeds the per-table limit of 20");
        }
        return built;
    }

    Index globalIndex(GlobalSecondaryIndex index, int number, boolean onDemand) {
        ProvisionedThroughput capacity = index.provisionedThroughput();
        Throughput provisioned = capacity == null ? null : CapacityRules.provisioned(capacity);
        CapacityRules rules = CapacityRules.index(index.indexName());
        return index(
                        index.indexName(),
                        number,
                        true,
                        globalKey(index.keySchema()),
                        index.projection(),
                        provisioned)
                .withOnDemandLimit(rules.newLimit(onDemand, index.onDemandThroughput()))
                .withWarmed(rules.newWarm(onDemand, provisioned, index.warmThroughput()));
    }

    private Index index(
            String name,
            int number,
            boolean global,
            KeySchema key,
            Projection projection,
            @Nullable Throughput throughput) {
        String type = projection.projectionType();
        List<String> others = projection.nonKeyAttributes();
        if (type == null) {
            throw InvalidRequest.parameters("Unknown ProjectionType: null");
        }
        if (others != null && !type.equals("INCLUDE")) {
            throw InvalidRequest.parameters(
                    "ProjectionType is " + type + ", but NonKeyAttributes is specified");
        }
        if (others == null && type.equals("INCLUDE")) {
            throw InvalidRequest.parameters(
                    "ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        if (others != null && new HashSet<>(others).size() < others.size()) {
            throw InvalidRequest.parameters(
                    "Duplicate value in NonKeyAttributes of index: " + name);
        }
        if (!indexNames.add(name)) {
            throw InvalidRequest.parameters("Duplicate index name: " + name);
        }
        return new Index(
                name,
                number,
                global,
                key,
                type,
                others == null ? List.of() : others,
                throughput,
                Index.ACTIVE,
                null,
                null);
    }
}

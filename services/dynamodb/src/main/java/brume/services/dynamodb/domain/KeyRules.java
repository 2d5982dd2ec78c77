package brume.services.dynamodb.domain;

import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keys must be like, and what an item must contain for the keys of its table and indexes.
 *
 * <p>Source of the texts: answers recorded from the service by the test suites of dynalite and of
 * the DynamoDB conformance project.
 */
public final class KeyRules {

    public static final int HASH_BYTES_MAX = 2048;
    public static final int RANGE_BYTES_MAX = 1024;

    private static final String NO_MATCH = "The provided key element does not match the schema";

    private KeyRules() {}

    /** Checks a Key parameter: exactly the key attributes, of their types and sizes. */
    public static void checkKey(KeySchema schema, Map<String, Value> key) {
        if (key.size() != schema.hash().size() + schema.range().size()) {
            throw new InvalidRequest(NO_MATCH);
        }
        checkKeyParts(schema, key);
    }

    /** As {@link #checkKey}, but further attributes may be there. */
    public static void checkKeyParts(KeySchema schema, Map<String, Value> key) {
        for (KeyAttribute attribute : schema.hash()) {
            checkKeyPart(attribute, key, HASH_BYTES_MAX);
        }
        for (KeyAttribute attribute : schema.range()) {
            checkKeyPart(attribute, key, RANGE_BYTES_MAX);
        }
    }

    private static void checkKeyPart(KeyAttribute attribute, Map<String, Value> key, int bytesMax) {
        Value value = key.get(attribute.name());
        if (value == null || !value.type().equals(attribute.type())) {
            throw new InvalidRequest(NO_MATCH);
        }
        checkNotEmpty(attribute, value);
        checkSize(value, bytesMax);
    }

    /** Checks the key attributes of a whole item, those of the indexes included. */
    public static void checkItem(Table table, Map<String, Value> item) {
        for (KeyAttribute attribute : table.key().hash()) {
            checkItemKey(attribute, item, HASH_BYTES_MAX);
        }
        for (KeyAttribute attribute : table.key().range()) {
            checkItemKey(attribute, item, RANGE_BYTES_MAX);
        }
        for (Index index : table.indexes()) {
            checkIndexKeys(index, item);
        }
    }

    private static void checkItemKey(
            KeyAttribute attribute, Map<String, Value> item, int bytesMax) {
        Value value = item.get(attribute.name());
        if (value == null) {
            throw InvalidRequest.parameters("Missing the key " + attribute.name() + " in the item");
        }
        if (!value.type().equals(attribute.type())) {
            throw InvalidRequest.parameters(
                    "Type mismatch for key "
                            + attribute.name()
                            + " expected: "
                            + attribute.type()
                            + " actual: "
                            + value.type());
        }
        checkNotEmpty(attribute, value);
        checkSize(value, bytesMax);
    }

    /** Rejects an item or key whose key attributes of the table are empty. */
    public static void checkNotEmpty(KeySchema schema, Map<String, Value> item) {
        for (KeyAttribute attribute : schema.attributes()) {
            Value value = item.get(attribute.name());
            if (value != null) {
                checkNotEmpty(attribute, value);
            }
        }
    }

    /** Rejects an empty text or byte string as a key. */
    static void checkNotEmpty(KeyAttribute attribute, Value value) {
        if (isEmpty(value)) {
            throw new InvalidRequest(
                    "One or more parameter values are not valid. The AttributeValue for a key"
                            + " attribute cannot contain an empty "
                            + longType(attribute)
                            + " value. Key: "
                            + attribute.name());
        }
    }

    private static void checkSize(Value value, int bytesMax) {
        if (value instanceof Value.N || ItemSize.of(value) <= bytesMax) {
            return;
        }
        throw tooLarge(bytesMax);
    }

    private static InvalidRequest tooLarge(int bytesMax) {
        return InvalidRequest.parameters(
                bytesMax == HASH_BYTES_MAX
                        ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                        : "Aggregated size of all range keys has exceeded the size limit of 1024"
                                + " bytes");
    }

    private static void checkIndexKeys(Index index, Map<String, Value> item) {
        for (KeyAttribute attribute : index.key().hash()) {
            checkIndexKey(index, attribute, item.get(attribute.name()), HASH_BYTES_MAX);
        }
        for (KeyAttribute attribute : index.key().range()) {
            checkIndexKey(index, attribute, item.get(attribute.name()), RANGE_BYTES_MAX);
        }
        checkTotal(index.key().hash(), item, HASH_BYTES_MAX);
        checkTotal(index.key().range(), item, RANGE_BYTES_MAX);
    }

    /** The limit of a key is that of all its attributes together. */
    private static void checkTotal(
            List<KeyAttribute> attributes, Map<String, Value> item, int bytesMax) {
        if (attributes.size() < 2) {
            return;
        }
        int bytes = 0;
        for (KeyAttribute attribute : attributes) {
            Value value = item.get(attribute.name());
            bytes += value == null ? 0 : ItemSize.of(value);
        }
        if (bytes > bytesMax) {
            throw tooLarge(bytesMax);
        }
    }

    private static void checkIndexKey(
            Index index, KeyAttribute attribute, @Nullable Value value, int bytesMax) {
        if (value == null) {
            return;
        }
        if (!value.type().equals(attribute.type())) {
            throw indexTypeMismatch(index, attribute, value.type());
        }
        if (isEmpty(value)) {
            throw new InvalidRequest(
                    "One or more parameter values are not valid. A value specified for a"
                            + " secondary index key is not supported. The AttributeValue for a key"
                            + " attribute cannot contain an empty "
                            + longType(attribute)
                            + " value. IndexName: "
                            + index.name()
                            + ", IndexKey: "
                            + attribute.name());
        }
        checkSize(value, bytesMax);
    }

    /** Whether an item that was written before the index existed can have an entry in it. */
    public static boolean fits(Index index, Map<String, Value> item) {
        try {
            checkIndexKeys(index, item);
            return true;
        } catch (InvalidRequest e) {
            return false;
        }
    }

    private static InvalidRequest indexTypeMismatch(
            Index index, KeyAttribute attribute, String actual) {
        return InvalidRequest.parameters(
                "Type mismatch for Index Key "
                        + attribute.name()
                        + " Expected: "
                        + attribute.type()
                        + " Actual: "
                        + actual
                        + " IndexName: "
                        + index.name());
    }

    /** Checks what can be told of an update before the item is known. */
    public static void checkUpdate(Table table, Update update) {
        for (KeyAttribute attribute : table.key().attributes()) {
            for (Path path : update.paths()) {
                if (path.attribute().equals(attribute.name())) {
                    throw InvalidRequest.parameters(
                            "Cannot update attribute "
                                    + attribute.name()
                                    + ". This attribute is part of the key");
                }
            }
        }
        for (Index index : table.indexes()) {
            for (KeyAttribute attribute : index.key().attributes()) {
                for (Update.Action action : update.actions()) {
                    String type = typeOf(action);
                    if (type != null
                            && !action.path().isNested()
                            && action.path().attribute().equals(attribute.name())
                            && !type.equals(attribute.type())) {
                        throw indexTypeMismatch(index, attribute, type);
                    }
                }
            }
        }
        checkPaths(table, update.paths());
    }

    private static @Nullable String typeOf(Update.Action action) {
        return switch (action) {
            case Update.SetAction set -> set.source().type();
            case Update.AddAction add -> add.value().type();
            case Update.DeleteAction delete -> delete.value().type();
            case Update.RemoveAction ignored -> null;
        };
    }

    /** Rejects paths that lead into a key attribute, which is a scalar. */
    public static void checkPaths(Table table, List<Path> paths) {
        for (Path path : paths) {
            if (!path.isNested()) {
                continue;
            }
            String kind = null;
            if (table.key().contains(path.attribute())) {
                kind = "Key";
            } else if (table.indexes().stream()
                    .anyMatch(index -> index.key().contains(path.attribute()))) {
                kind = "IndexKey";
            }
            if (kind != null) {
                throw new InvalidRequest(
                        "Key attributes must be scalars; list random access '[]' and map lookup"
                                + " '.' are not allowed: "
                                + kind
                                + ": "
                                + path.attribute());
            }
        }
    }

    private static boolean isEmpty(Value value) {
        return (value instanceof Value.S s && s.text().isEmpty())
                || (value instanceof Value.B b && b.bytes().length() == 0);
    }

    private static String longType(KeyAttribute attribute) {
        return attribute.type().equals("B") ? "binary" : "string";
    }
}

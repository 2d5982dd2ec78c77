package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that Query and Scan share. */
final class Reading {

    static final String INVALID_START = "The provided starting key is invalid";

    private Reading() {}

    /** The index that is read, or null for the table. */
    static @Nullable Index index(Table table, @Nullable String name, boolean consistent) {
        if (name == null) {
            return null;
        }
        Index index =
                table.findIndex(name)
                        .orElseThrow(() ->
                                new InvalidRequest(
                                        "The table does not have the specified index: " + name));
        if (index.global() && consistent) {
            throw new InvalidRequest(
                    "Consistent reads are not supported on global secondary indexes");
        }
        if (!index.isActive()) {
            throw new InvalidRequest(
                    "Cannot read from backfilling global secondary index: " + name);
        }
        return index;
    }

    /** The values of ExclusiveStartKey. */
    static @Nullable Map<String, Value> startKey(@Nullable Map<String, AttributeValue> key) {
        if (key == null) {
            return null;
        }
        Map<String, Value> values = new LinkedHashMap<>();
        key.forEach((name, shape) -> {
            try {
                values.put(name, AttributeValues.value(shape));
            } catch (InvalidRequest e) {
                throw isAboutContent(e.getMessage())
                        ? e
                        : new InvalidRequest(INVALID_START + ": " + e.getMessage());
            }
        });
        return values;
    }

    /** The faults that the service reports without the introduction; recorded by dynalite. */
    private static boolean isAboutContent(String message) {
        return message.contains("contains duplicates")
                || message.contains("number set")
                || message.contains("numeric value")
                || message.contains("significant digits")
                || message.contains("number with magnitude");
    }

    /** Checks that a start key has exactly the attributes of the table's and the index's key. */
    static void checkStartKey(Table table, @Nullable Index index, Map<String, Value> start) {
        Set<String> names = new LinkedHashSet<>();
        table.key().attributes().forEach(key -> names.add(key.name()));
        if (index != null) {
            index.key().attributes().forEach(key -> names.add(key.name()));
        }
        if (!start.keySet().equals(names)) {
            throw new InvalidRequest(
                    index == null
                            ? INVALID_START + ": The provided key element does not match the schema"
                            : INVALID_START);
        }
        try {
            if (index != null) {
                checkTypes(index.key(), start);
            }
            KeyRules.checkKeyParts(table.key(), start);
        } catch (InvalidRequest e) {
            throw new InvalidRequest(INVALID_START + ": " + e.getMessage());
        }
    }

    private static void checkTypes(KeySchema schema, Map<String, Value> start) {
        for (KeyAttribute attribute : schema.attributes()) {
            Value value = start.get(attribute.name());
            if (value == null || !value.type().equals(attribute.type())) {
                throw new InvalidRequest("The provided key element does not match the schema");
            }
        }
        KeyRules.checkKeyParts(schema, start);
    }
}

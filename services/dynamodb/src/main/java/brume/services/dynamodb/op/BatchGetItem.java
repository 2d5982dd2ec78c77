package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.BatchGetItemInput;
import brume.api.dynamodb.BatchGetItemOutput;
import brume.api.dynamodb.ConsumedCapacity;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.KeysAndAttributes;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.ShapeJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BatchGetItem: up to 100 items of several tables. */
public final class BatchGetItem extends DynamodbOperation<BatchGetItemInput, BatchGetItemOutput> {

    /** Recorded in October 2026 by the DynamoDB conformance project. */
    private static final int NAME_LENGTH_MIN = 3;

    private static final int KEYS_MAX = 100;

    /** Bytes of items in one answer. Source: API Reference, BatchGetItem. */
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    public BatchGetItem(Database database) {
        super(DynamodbApi.BATCH_GET_ITEM, database);
    }

    private record Part(
            String name,
            KeysAndAttributes request,
            List<Map<String, Value>> keys,
            @Nullable Projection projection) {}

    @Override
    void checkFirst(BatchGetItemInput input) {
        Map<String, KeysAndAttributes> items = input.requestItems();
        if (items != null && items.isEmpty()) {
            throw violation("", "greater than or equal to 1");
        }
        if (items != null) {
            items.forEach((table, request) -> {
                String keys = "." + table + ".member.Keys";
                if (request.keys() != null && request.keys().isEmpty()) {
                    throw violation(keys, "greater than or equal to 1");
                }
                if (request.keys() != null && request.keys().size() > KEYS_MAX) {
                    throw violation(keys, "less than or equal to " + KEYS_MAX);
                }
            });
        }
    }

    @Override
    List<String> nameViolations(BatchGetItemInput input) {
        Map<String, KeysAndAttributes> items = input.requestItems();
        if (items == null || items.keySet().stream().allMatch(BatchGetItem::isName)) {
            return List.of();
        }
        return List.of(
                "Value '"
                        + ShapeJson.toTree(input).path("RequestItems")
                        + "' at 'requestItems' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must have length less than or equal to "
                        + TableNames.LENGTH_MAX
                        + ", Member must have length greater than or equal to "
                        + NAME_LENGTH_MIN
                        + ", Member must satisfy regular expression pattern: "
                        + TableNames.PATTERN
                        + "]");
    }

    private static boolean isName(String nameOrArn) {
        return nameOrArn.startsWith("arn:")
                || TableNames.violation("requestItems", nameOrArn, NAME_LENGTH_MIN).isEmpty();
    }

    /** A length that does not fit, in the words recorded in October 2026 in all but one region. */
    private static InvalidRequest violation(String member, String length) {
        return new InvalidRequest(
                "1 validation error detected: Value at 'RequestItems"
                        + member
                        + "' failed to satisfy constraint: Member must have length "
                        + length);
    }

    @Override
    List<String> tables(BatchGetItemInput input) {
        return List.copyOf(input.requestItems().keySet());
    }

    @Override
    List<Permission> permitted(BatchGetItemInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        input.requestItems()
                .forEach((table, request) -> {
                    ItemContext context =
                            new ItemContext(tableOrNull(call, table))
                                    .projection(
                                            request.attributesToGet(),
                                            request.projectionExpression(),
                                            request.expressionAttributeNames())
                                    .returnConsumedCapacity(input.returnConsumedCapacity());
                    request.keys().forEach(key -> context.leadingKey(key).attributes(key.keySet()));
                    permissions.add(permission(call, table, context));
                });
        return permissions;
    }

    @Override
    BatchGetItemOutput run(BatchGetItemInput input, Call call) {
        List<Part> parts = new ArrayList<>();
        int keys = 0;
        for (Map.Entry<String, KeysAndAttributes> entry : input.requestItems().entrySet()) {
            Part part = part(entry.getKey(), entry.getValue());
            keys += part.keys().size();
            if (keys > KEYS_MAX) {
                throw new InvalidRequest("Too many items requested for the BatchGetItem call");
            }
            parts.add(part);
        }
        List<OpenTable> tables = new ArrayList<>();
        for (Part part : parts) {
            OpenTable table = database().tables().get(call.scope(), TableNames.name(part.name()));
            for (Map<String, Value> key : part.keys()) {
                KeyRules.checkKey(table.table().key(), key);
            }
            tables.add(table);
        }
        return database()
                .items()
                .read(reader ->
                        new Answer(database().items(), reader, input, spending())
                                .of(parts, tables));
    }

    private static Part part(String nameOrArn, KeysAndAttributes request) {
        Projection projection =
                GetItem.projection(
                        request.projectionExpression(),
                        request.attributesToGet(),
                        request.expressionAttributeNames());
        List<Map<String, Value>> keys = new ArrayList<>(request.keys().size());
        Set<Map<String, Value>> seen = new HashSet<>();
        for (Map<String, AttributeValue> shape : request.keys()) {
            Map<String, Value> key = AttributeValues.values(shape);
            if (!seen.add(key)) {
                throw new InvalidRequest("Provided list of item keys contains duplicates");
            }
            keys.add(key);
        }
        TableNames.checked(nameOrArn);
        return new Part(nameOrArn, request, keys, projection);
    }

    /** The answer while it grows. */
    private static final class Answer {

        private final ItemStore items;
        private final Reader reader;
        private final BatchGetItemInput input;
        private final Map<String, List<Map<String, AttributeValue>>> responses =
                new LinkedHashMap<>();
        private final Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
        private final List<ConsumedCapacity> capacities = new ArrayList<>();
        private final Spending spending;
        private long bytes;
        private int read;
        private @Nullable Throttled throttled;

        Answer(ItemStore items, Reader reader, BatchGetItemInput input, Spending spending) {
            this.items = items;
            this.reader = reader;
            this.input = input;
            this.spending = spending;
        }

        BatchGetItemOutput of(List<Part> parts, List<OpenTable> tables) {
            for (int i = 0; i < parts.size(); i++) {
                add(parts.get(i), tables.get(i));
            }
            if (throttled != null && read == 0) {
                throw throttled;
            }
            return BatchGetItemOutput.builder()
                    .responses(responses)
                    .unprocessedKeys(unprocessed)
                    .consumedCapacity(wants(input.returnConsumedCapacity()) ? capacities : null)
                    .build();
        }

        private boolean pay(OpenTable table, int size, boolean consistent) {
            if (!spending.isLimited()) {
                return true;
            }
            Consumption one = new Consumption(true, false);
            one.read(null, size, consistent);
            try {
                spending.take(table, one);
                return true;
            } catch (Throttled e) {
                throttled = e;
                return false;
            }
        }

        private void add(Part part, OpenTable table) {
            List<Map<String, AttributeValue>> found = new ArrayList<>();
            List<Map<String, AttributeValue>> left = new ArrayList<>();
            Consumption consumption = new Consumption(true, false);
            boolean consistent = Boolean.TRUE.equals(part.request().consistentRead());
            for (Map<String, Value> key : part.keys()) {
                if (bytes >= BYTES_MAX) {
                    left.add(AttributeValues.shapes(key));
                    continue;
                }
                StoredItem stored = items.find(reader, table, key).orElse(null);
                int size = stored == null ? 0 : stored.size();
                if (!pay(table, size, consistent)) {
                    left.add(AttributeValues.shapes(key));
                    continue;
                }
                read++;
                consumption.read(null, size, consistent);
                if (stored != null) {
                    bytes += stored.size();
                    Map<String, Value> item = stored.attributes();
                    Projection projection = part.projection();
                    found.add(
                            AttributeValues.shapes(
                                    projection == null ? item : projection.apply(item)));
                }
            }
            responses.put(part.name(), found);
            if (!left.isEmpty()) {
                unprocessed.put(part.name(), part.request().toBuilder().keys(left).build());
            }
            ConsumedCapacity capacity =
                    consumption.shape(input.returnConsumedCapacity(), part.name());
            if (capacity != null) {
                capacities.add(capacity);
            }
        }
    }
}

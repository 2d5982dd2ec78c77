package brume.services.dynamodb.op;

import brume.api.dynamodb.BatchWriteItemInput;
import brume.api.dynamodb.BatchWriteItemOutput;
import brume.api.dynamodb.ConsumedCapacity;
import brume.api.dynamodb.DeleteRequest;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ItemCollectionMetrics;
import brume.api.dynamodb.PutRequest;
import brume.api.dynamodb.WriteRequest;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BatchWriteItem: up to 25 puts and deletes in several tables, written with one commit. */
public final class BatchWriteItem
        extends DynamodbOperation<BatchWriteItemInput, BatchWriteItemOutput> {

    private static final int REQUESTS_MAX = 25;

    public BatchWriteItem(Database database) {
        super(DynamodbApi.BATCH_WRITE_ITEM, database);
    }

    /** What one table gets, and what it cost. */
    private record Written(
            String name, Table table, List<ItemAction> actions, List<ItemAction.Change> changes) {}

    @Override
    void checkFirst(BatchWriteItemInput input) {
        Map<String, List<WriteRequest>> items = input.requestItems();
        if (items != null && items.isEmpty()) {
            throw new InvalidRequest("The requestItems parameter is required for BatchWriteItem");
        }
        if (items != null) {
            items.forEach((table, requests) -> {
                if (requests.isEmpty() || requests.size() > REQUESTS_MAX) {
                    throw new InvalidRequest(
                            "1 validation error detected: Value '{"
                                    + table
                                    + "=["
                                    + (requests.isEmpty() ? "" : requests.size() + " requests")
                                    + "]}' at 'requestItems' failed to satisfy"
                                    + " constraint: Map value must satisfy constraint:"
                                    + " [Member must have length less than or equal to "
                                    + REQUESTS_MAX
                                    + ", Member must have length greater than or equal to"
                                    + " 1]");
                }
            });
        }
    }

    @Override
    List<String> tables(BatchWriteItemInput input) {
        return List.copyOf(input.requestItems().keySet());
    }

    @Override
    List<Permission> permitted(BatchWriteItemInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        input.requestItems()
                .forEach((table, requests) -> {
                    ItemContext context = new ItemContext(tableOrNull(call, table));
                    for (WriteRequest request : requests) {
                        PutRequest put = request.putRequest();
                        DeleteRequest delete = request.deleteRequest();
                        if (put != null) {
                            context.leadingKey(put.item()).attributes(put.item().keySet());
                        } else if (delete != null) {
                            context.leadingKey(delete.key()).attributes(delete.key().keySet());
                        }
                    }
                    permissions.add(permission(call, table, context));
                });
        return permissions;
    }

    @Override
    boolean olderWording() {
        return true;
    }

    @Override
    BatchWriteItemOutput run(BatchWriteItemInput input, Call call) {
        Map<String, List<ItemAction>> actions = new LinkedHashMap<>();
        int count = 0;
        for (Map.Entry<String, List<WriteRequest>> entry : input.requestItems().entrySet()) {
            List<ItemAction> ofTable = new ArrayList<>();
            for (WriteRequest request : entry.getValue()) {
                ofTable.add(action(request));
            }
            count += ofTable.size();
            actions.put(TableNames.checked(entry.getKey()), ofTable);
        }
        if (count > REQUESTS_MAX) {
            throw new InvalidRequest("Too many items requested for the BatchWriteItem call");
        }
        Map<String, OpenTable> tables = new LinkedHashMap<>();
        actions.keySet()
                .forEach(name -> tables.put(name, database().tables().get(call.scope(), name)));
        boolean needsOld = wants(input.returnConsumedCapacity());
        List<Written> written =
                database()
                        .items()
                        .transact(transaction -> {
                            List<Written> all = new ArrayList<>();
                            actions.forEach((name, ofTable) -> {
                                OpenTable table = confirm(transaction, tables.get(name));
                                all.add(write(transaction, name, table, ofTable, needsOld));
                            });
                            return all;
                        });
        return answer(input, written);
    }

    private OpenTable confirm(Transaction transaction, @Nullable OpenTable table) {
        if (table == null) {
            throw new IllegalStateException("every table was looked up");
        }
        return database().tables().confirm(transaction, table);
    }

    private static ItemAction action(WriteRequest request) {
        PutRequest put = request.putRequest();
        DeleteRequest delete = request.deleteRequest();
        if (put != null && delete == null) {
            Map<String, Value> item = AttributeValues.values(put.item());
            ItemAction.checkedSize(item);
            return new ItemAction(ItemAction.Kind.PUT, item, null, null);
        }
        if (delete != null && put == null) {
            return new ItemAction(
                    ItemAction.Kind.DELETE, AttributeValues.values(delete.key()), null, null);
        }
        throw new InvalidRequest(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one"
                        + " of the supported datatypes");
    }

    private Written write(
            Transaction transaction,
            String name,
            OpenTable table,
            List<ItemAction> actions,
            boolean needsOld) {
        check(table.table(), actions);
        boolean blind = !needsOld && !table.table().needsOldItems();
        List<ItemAction.Change> changes = new ArrayList<>();
        for (ItemAction action : actions) {
            if (blind && action.kind() == ItemAction.Kind.PUT) {
                int size = ItemAction.checkedSize(action.item());
                database().items().putBlindly(transaction, table, action.item(), size);
                database().expiry().schedule(transaction, table, action.item());
                changes.add(new ItemAction.Change(null, action.item()));
            } else {
                changes.add(SingleWrite.apply(database(), transaction, table, action));
            }
        }
        return new Written(name, table.table(), actions, changes);
    }

    private static void check(Table table, List<ItemAction> actions) {
        Set<Map<String, Value>> seen = new HashSet<>();
        for (ItemAction action : actions) {
            try {
                action.check(table);
            } catch (InvalidRequest e) {
                boolean keyFault =
                        e.getMessage().contains("Missing the key")
                                || e.getMessage().contains("Type mismatch for key");
                throw keyFault
                        ? new InvalidRequest("The provided key element does not match the schema")
                        : e;
            }
            Map<String, Value> key = new HashMap<>();
            for (KeyAttribute attribute : table.key().attributes()) {
                key.put(attribute.name(), action.item().get(attribute.name()));
            }
            if (!seen.add(key)) {
                throw new InvalidRequest("Provided list of item keys contains duplicates");
            }
        }
    }

    private static BatchWriteItemOutput answer(BatchWriteItemInput input, List<Written> written) {
        List<ConsumedCapacity> capacities = new ArrayList<>();
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (Written part : written) {
            if (wants(input.returnConsumedCapacity())) {
                Consumption consumption = new Consumption(false, false);
                part.changes().forEach(change -> consumption.write(part.table(), change));
                ConsumedCapacity capacity =
                        consumption.shape(input.returnConsumedCapacity(), part.name());
                if (capacity != null) {
                    capacities.add(capacity);
                }
            }
            if (wants(input.returnItemCollectionMetrics()) && part.table().hasLocalIndexes()) {
                Set<ItemCollectionMetrics> ofTable = new LinkedHashSet<>();
                for (ItemAction action : part.actions()) {
                    ItemCollectionMetrics one =
                            SingleWrite.metrics("SIZE", part.table(), action.item());
                    if (one != null) {
                        ofTable.add(one);
                    }
                }
                metrics.put(part.name(), List.copyOf(ofTable));
            }
        }
        return BatchWriteItemOutput.builder()
                .unprocessedItems(Map.of())
                .itemCollectionMetrics(metrics.isEmpty() ? null : metrics)
                .consumedCapacity(wants(input.returnConsumedCapacity()) ? capacities : null)
                .build();
    }
}

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

    /**
     * What one table got.
     *
     * @param actions those that were carried out, with their changes
     * @param left the places of the requests that its capacity did not admit
     */
    private record Written(
            String name,
            Table table,
            List<ItemAction> actions,
            List<ItemAction.Change> changes,
            List<Integer> left) {}

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
                    ItemContext context =
                            new ItemContext(tableOrNull(call, table))
                                    .returnConsumedCapacity(input.returnConsumedCapacity());
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
        Map<String, List<WriteRequest>> requests = new LinkedHashMap<>();
        int count = 0;
        for (Map.Entry<String, List<WriteRequest>> entry : input.requestItems().entrySet()) {
            List<ItemAction> ofTable = new ArrayList<>();
            for (WriteRequest request : entry.getValue()) {
                ofTable.add(action(request));
            }
            count += ofTable.size();
            String name = TableNames.checked(entry.getKey());
            actions.put(name, ofTable);
            requests.put(name, entry.getValue());
        }
        if (count > REQUESTS_MAX) {
            throw new InvalidRequest("Too many items requested for the BatchWriteItem call");
        }
        Map<String, OpenTable> tables = new LinkedHashMap<>();
        actions.keySet()
                .forEach(name -> tables.put(name, database().tables().get(call.scope(), name)));
        Spending spending = spending();
        boolean needsOld = spending.isLimited() || wants(input.returnConsumedCapacity());
        List<Written> written =
                database()
                        .items()
                        .transact(transaction -> {
                            spending.giveBack();
                            Batch batch = new Batch(transaction, spending, needsOld);
                            actions.forEach((name, ofTable) ->
                                    batch.write(
                                            name, confirm(transaction, tables.get(name)), ofTable));
                            return batch.written();
                        });
        return answer(input, requests, written);
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

    /** One run of the batch's transaction. */
    private final class Batch {

        private final Transaction transaction;
        private final Spending spending;
        private final boolean needsOld;
        private final List<Written> written = new ArrayList<>();
        private @Nullable Throttled throttled;

        Batch(Transaction transaction, Spending spending, boolean needsOld) {
            this.transaction = transaction;
            this.spending = spending;
            this.needsOld = needsOld;
        }

        void write(String name, OpenTable table, List<ItemAction> actions) {
            check(table.table(), actions);
            Written part =
                    new Written(
                            name,
                            table.table(),
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new ArrayList<>());
            for (int i = 0; i < actions.size(); i++) {
                try {
                    part.changes().add(change(table, actions.get(i)));
                    part.actions().add(actions.get(i));
                } catch (Throttled e) {
                    throttled = e;
                    part.left().add(i);
                }
            }
            written.add(part);
        }

        private ItemAction.Change change(OpenTable table, ItemAction action) {
            boolean blind = !needsOld && !table.table().needsOldItems();
            if (!blind || action.kind() != ItemAction.Kind.PUT) {
                return SingleWrite.apply(database(), transaction, table, action, spending, false);
            }
            int size = ItemAction.checkedSize(action.item());
            database().items().putBlindly(transaction, table, action.item(), size);
            database().expiry().schedule(transaction, table, action.item());
            return new ItemAction.Change(null, action.item());
        }

        /** What was written; the batch as a whole fails if it is nothing. */
        List<Written> written() {
            if (throttled != null && written.stream().allMatch(part -> part.actions().isEmpty())) {
                throw throttled;
            }
            return written;
        }
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

    private BatchWriteItemOutput answer(
            BatchWriteItemInput input,
            Map<String, List<WriteRequest>> requests,
            List<Written> written) {
        Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
        List<ConsumedCapacity> capacities = new ArrayList<>();
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (Written part : written) {
            if (!part.left().isEmpty()) {
                List<WriteRequest> given = requests.getOrDefault(part.name(), List.of());
                unprocessed.put(part.name(), part.left().stream().map(given::get).toList());
            }
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
                            SingleWrite.metrics(database(), "SIZE", part.table(), action.item());
                    if (one != null) {
                        ofTable.add(one);
                    }
                }
                metrics.put(part.name(), List.copyOf(ofTable));
            }
        }
        return BatchWriteItemOutput.builder()
                .unprocessedItems(unprocessed)
                .itemCollectionMetrics(metrics.isEmpty() ? null : metrics)
                .consumedCapacity(wants(input.returnConsumedCapacity()) ? capacities : null)
                .build();
    }
}

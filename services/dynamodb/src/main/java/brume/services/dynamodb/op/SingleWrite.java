package brume.services.dynamodb.op;

import brume.api.dynamodb.ConditionalCheckFailedException;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ItemCollectionMetrics;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transaction of PutItem, UpdateItem and DeleteItem. */
final class SingleWrite {

    private final Database database;

    SingleWrite(Database database) {
        this.database = database;
    }

    /** What was done, and to which table. */
    record Done(Table table, ItemAction.Change change) {}

    /**
     * Carries {@code action} out.
     *
     * @param needsOld whether the answer shows something of the old item
     * @param returnsItemOnFailure whether the error of a failed condition carries the item
     */
    Done run(
            Call call,
            String tableName,
            ItemAction action,
            boolean needsOld,
            boolean returnsItemOnFailure) {
        try {
            return attempt(call, tableName, action, needsOld);
        } catch (ItemAction.ConditionFailed e) {
            throw conditionFailed(e, returnsItemOnFailure);
        }
    }

    /** As {@link #run}, but a failed condition stays {@link ItemAction.ConditionFailed}. */
    Done attempt(Call call, String tableName, ItemAction action, boolean needsOld) {
        Spending spending = Spending.of(database.buckets());
        boolean blind = !needsOld && !spending.isLimited() && action.condition() == null;
        return database.tables()
                .transact(
                        call.scope(),
                        tableName,
                        (transaction, table) -> {
                            spending.giveBack();
                            return write(transaction, table, action, blind, spending);
                        });
    }

    private Done write(
            Transaction transaction,
            OpenTable table,
            ItemAction action,
            boolean blind,
            Spending spending) {
        Table description = table.table();
        action.check(description);
        if (blind && !description.needsOldItems() && action.kind() == ItemAction.Kind.PUT) {
            int size = ItemAction.checkedSize(action.item());
            database.items().putBlindly(transaction, table, action.item(), size);
            database.expiry().schedule(transaction, table, action.item());
            return new Done(description, new ItemAction.Change(null, action.item()));
        }
        return new Done(description, apply(database, transaction, table, action, spending, false));
    }

    /**
     * Reads the item, applies the action, pays for it and writes what it makes of the item.
     *
     * @throws Throttled if the capacity does not admit it; then nothing is written
     */
    static ItemAction.Change apply(
            Database database,
            Transaction transaction,
            OpenTable table,
            ItemAction action,
            Spending spending,
            boolean transactional) {
        ItemStore items = database.items();
        Map<String, Value> before =
                items.find(transaction, table, action.item())
                        .map(StoredItem::attributes)
                        .orElse(null);
        ItemAction.Change change;
        try {
            change = action.apply(table.table(), before);
        } catch (ItemAction.ConditionFailed e) {
            spending.refused(table, e, transactional);
            throw e;
        }
        spending.write(table, change, transactional);
        if (action.kind() != ItemAction.Kind.CHECK) {
            items.write(transaction, table, change.before(), change.after());
            if (change.after() != null) {
                database.expiry().schedule(transaction, table, change.after());
            }
        }
        return change;
    }

    static RuntimeException conditionFailed(
            ItemAction.ConditionFailed failure, boolean returnsItem) {
        String message = Objects.requireNonNull(failure.getMessage());
        Map<String, Value> item = failure.item();
        if (!returnsItem || item == null) {
            return DynamodbErrors.conditionalCheckFailedException(message);
        }
        return DynamodbErrors.conditionalCheckFailedException(
                message,
                ConditionalCheckFailedException.builder()
                        .message(message)
                        .item(AttributeValues.shapes(item))
                        .build());
    }

    /** The metrics of a table with local indexes, if they were asked for. */
    static @Nullable ItemCollectionMetrics metrics(
            Database database, @Nullable String mode, Table table, Map<String, Value> key) {
        if (!DynamodbOperation.wants(mode) || !table.hasLocalIndexes()) {
            return null;
        }
        KeyAttribute hash = table.key().hash().getFirst();
        Value value = Objects.requireNonNull(key.get(hash.name()));
        double gigabytes = database.items().collectionBytes(table, key) >> 30;
        return ItemCollectionMetrics.builder()
                .itemCollectionKey(Map.of(hash.name(), AttributeValues.shape(value)))
                .sizeEstimateRangeGB(List.of(gigabytes, gigabytes + 1))
                .build();
    }
}

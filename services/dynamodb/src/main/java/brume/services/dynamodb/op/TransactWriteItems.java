package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.ConditionCheck;
import brume.api.dynamodb.ConsumedCapacity;
import brume.api.dynamodb.Delete;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ItemCollectionMetrics;
import brume.api.dynamodb.Put;
import brume.api.dynamodb.TransactWriteItem;
import brume.api.dynamodb.TransactWriteItemsInput;
import brume.api.dynamodb.TransactWriteItemsOutput;
import brume.api.dynamodb.TransactionCanceledException;
import brume.api.dynamodb.Update;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.TransactionTokens;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Key;
import brume.store.Transaction;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TransactWriteItems: up to 100 actions on different items, all of them or none. */
public final class TransactWriteItems
        extends DynamodbOperation<TransactWriteItemsInput, TransactWriteItemsOutput> {

    /** Source: Service quotas, "DynamoDB transactions". */
    private static final long BYTES_MAX = 4L * 1024 * 1024;

    private static final int ACTIONS_MAX = 100;

    public TransactWriteItems(Database database) {
        super(DynamodbApi.TRANSACT_WRITE_ITEMS, database);
    }

    /** What was done: nothing if the token had been used before for the same request. */
    private record Done(List<Table> tables, List<ItemAction.Change> changes) {}

    @Override
    List<Permission> permitted(TransactWriteItemsInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        for (TransactWriteItem item : input.transactItems()) {
            Put put = item.put();
            Update update = item.update();
            Delete delete = item.delete();
            ConditionCheck check = item.conditionCheck();
            if (put != null) {
                permissions.add(permission(call, "PutItem", put.tableName(), put.item()));
            }
            if (update != null) {
                permissions.add(permission(call, "UpdateItem", update.tableName(), update.key()));
            }
            if (delete != null) {
                permissions.add(permission(call, "DeleteItem", delete.tableName(), delete.key()));
            }
            if (check != null) {
                permissions.add(
                        permission(call, "ConditionCheckItem", check.tableName(), check.key()));
            }
        }
        return permissions;
    }

    private Permission permission(
            Call call, String action, String table, Map<String, AttributeValue> item) {
        ItemContext context =
                new ItemContext(tableOrNull(call, table))
                        .leadingKey(item)
                        .attributes(item.keySet());
        return Permission.of("dynamodb:" + action, TableNames.arn(call, table))
                .withContext(context.keys());
    }

    @Override
    void checkFirst(TransactWriteItemsInput input) {
        checkCount(input.transactItems());
    }

    /** Shows the kinds of the elements only: a hundred items would make a message of megabytes. */
    static void checkCount(@Nullable List<? extends Shape> items) {
        if (items != null && items.size() > ACTIONS_MAX) {
            throw new InvalidRequest(
                    "1 validation error detected: Value '"
                            + items.stream().map(item -> item.schema().name()).toList()
                            + "' at 'transactItems' failed to satisfy constraint: Member must have"
                            + " length less than or equal to "
                            + ACTIONS_MAX);
        }
    }

    @Override
    ServiceException conflict() {
        return DynamodbErrors.transactionCanceledException(
                "Transaction cancelled, please refer cancellation reasons for specific reasons"
                        + " [TransactionConflict]");
    }

    @Override
    TransactWriteItemsOutput run(TransactWriteItemsInput input, Call call) {
        List<TransactAction> actions = new ArrayList<>();
        for (TransactWriteItem item : input.transactItems()) {
            actions.add(TransactAction.of(item));
        }
        Map<String, OpenTable> tables = new LinkedHashMap<>();
        for (TransactAction action : actions) {
            tables.computeIfAbsent(
                    action.table(), name -> database().tables().get(call.scope(), name));
        }
        checkDistinct(actions, tables);
        byte[] fingerprint = RequestFingerprint.of(input);
        Done done =
                database()
                        .items()
                        .transact(transaction -> {
                            if (isRepeated(transaction, input, call, fingerprint)) {
                                return new Done(List.of(), List.of());
                            }
                            return write(transaction, actions, tables);
                        });
        return answer(input, actions, done);
    }

    /** Whether the token was used before; otherwise keeps it with this transaction. */
    private boolean isRepeated(
            Transaction transaction, TransactWriteItemsInput input, Call call, byte[] fingerprint) {
        String token = input.clientRequestToken();
        if (token == null) {
            return false;
        }
        Key key = TransactionTokens.key(call.scope(), token);
        long now = call.time().toEpochMilli();
        ByteBuffer before = TransactionTokens.find(transaction, key, now).orElse(null);
        if (before != null) {
            if (!before.equals(ByteBuffer.wrap(fingerprint))) {
                throw DynamodbErrors.idempotentParameterMismatchException(
                        "The request uses the same client token as a previous, but non-identical"
                                + " request. Do not reuse a client token with different requests,"
                                + " unless the requests are identical");
            }
            return true;
        }
        TransactionTokens.put(transaction, key, fingerprint, now);
        database().work().removeToken(transaction, key, call.time());
        return false;
    }

    private static void checkDistinct(List<TransactAction> actions, Map<String, OpenTable> tables) {
        Set<Map<String, Value>> seen = new HashSet<>();
        for (TransactAction action : actions) {
            OpenTable table = Objects.requireNonNull(tables.get(action.table()));
            Map<String, Value> key = new HashMap<>();
            for (KeyAttribute attribute : table.table().key().attributes()) {
                Value value = action.action().item().get(attribute.name());
                if (value != null) {
                    key.put(attribute.name(), value);
                }
            }
            // The table's name cannot be an attribute's: it holds no control character.
            key.put('\0' + action.table(), new Value.Null());
            if (!seen.add(key)) {
                throw new InvalidRequest(
                        "Transaction request cannot include multiple operations on one item");
            }
        }
    }

    private Done write(
            Transaction transaction, List<TransactAction> actions, Map<String, OpenTable> tables) {
        Map<String, OpenTable> confirmed = new HashMap<>();
        tables.forEach((name, table) ->
                confirmed.put(name, database().tables().confirm(transaction, table)));
        List<Table> descriptions = new ArrayList<>();
        List<ItemAction.Change> changes = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean cancelled = false;
        long bytes = 0;
        for (TransactAction action : actions) {
            OpenTable table = Objects.requireNonNull(confirmed.get(action.table()));
            CancellationReason reason = CancellationReason.builder().code("None").build();
            try {
                action.action().check(table.table());
                ItemAction.Change change =
                        SingleWrite.apply(database(), transaction, table, action.action());
                descriptions.add(table.table());
                changes.add(change);
                bytes += change.after() == null ? 0 : ItemSize.of(change.after());
            } catch (ItemAction.ConditionFailed e) {
                reason = conditionFailed(e, action.returnsItemOnFailure());
                cancelled = true;
            } catch (InvalidRequest e) {
                reason =
                        CancellationReason.builder()
                                .code("ValidationError")
                                .message(e.getMessage())
                                .build();
                cancelled = true;
            }
            reasons.add(reason);
        }
        if (cancelled) {
            throw cancelled(reasons);
        }
        if (bytes > BYTES_MAX) {
            throw new InvalidRequest(
                    "Aggregated size of items in the transaction has exceeded the maximum allowed"
                            + " size: 4 MB");
        }
        return new Done(descriptions, changes);
    }

    private static CancellationReason conditionFailed(
            ItemAction.ConditionFailed failure, boolean returnsItem) {
        Map<String, Value> item = failure.item();
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message(failure.getMessage())
                .item(returnsItem ? shapesOrNull(item) : null)
                .build();
    }

    static ServiceException cancelled(List<CancellationReason> reasons) {
        List<String> codes = new ArrayList<>();
        reasons.forEach(reason -> codes.add(String.valueOf(reason.code())));
        String message =
                "Transaction cancelled, please refer cancellation reasons for specific reasons "
                        + codes;
        return DynamodbErrors.transactionCanceledException(
                message,
                TransactionCanceledException.builder()
                        .message(message)
                        .cancellationReasons(reasons)
                        .build());
    }

    private static TransactWriteItemsOutput answer(
            TransactWriteItemsInput input, List<TransactAction> actions, Done done) {
        Map<String, Consumption> consumed = new LinkedHashMap<>();
        Map<String, Set<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (int i = 0; i < done.changes().size(); i++) {
            TransactAction action = actions.get(i);
            Table table = done.tables().get(i);
            if (wants(input.returnConsumedCapacity())) {
                consumed.computeIfAbsent(action.table(), name -> new Consumption(false, true))
                        .write(table, done.changes().get(i));
            }
            @Nullable ItemCollectionMetrics one =
                    SingleWrite.metrics(
                            input.returnItemCollectionMetrics(), table, action.action().item());
            if (one != null) {
                metrics.computeIfAbsent(action.table(), name -> new HashSet<>()).add(one);
            }
        }
        Map<String, List<ItemCollectionMetrics>> lists = new LinkedHashMap<>();
        metrics.forEach((name, set) -> lists.put(name, List.copyOf(set)));
        return TransactWriteItemsOutput.builder()
                .consumedCapacity(capacities(consumed, input.returnConsumedCapacity()))
                .itemCollectionMetrics(lists.isEmpty() ? null : lists)
                .build();
    }

    static @Nullable List<ConsumedCapacity> capacities(
            Map<String, Consumption> consumed, @Nullable String mode) {
        if (!wants(mode)) {
            return null;
        }
        List<ConsumedCapacity> shapes = new ArrayList<>();
        consumed.forEach((name, consumption) -> {
            ConsumedCapacity shape = consumption.shape(mode, name);
            if (shape != null) {
                shapes.add(shape);
            }
        });
        return shapes;
    }
}

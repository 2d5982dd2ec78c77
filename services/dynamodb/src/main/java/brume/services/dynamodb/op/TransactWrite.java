package brume.services.dynamodb.op;

import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.ConsumedCapacity;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.TransactionCanceledException;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.ItemCollectionTooLarge;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.TransactionTokens;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.ServiceException;
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

/** The transaction of TransactWriteItems and of ExecuteTransaction: all actions or none. */
final class TransactWrite {

    /** Source: Service quotas, "DynamoDB transactions". */
    private static final long BYTES_MAX = 4L * 1024 * 1024;

    private final Database database;

    TransactWrite(Database database) {
        this.database = database;
    }

    /** What was done: nothing if the token had been used before for the same request. */
    record Done(List<Table> tables, List<ItemAction.Change> changes) {}

    static ServiceException conflict() {
        return DynamodbErrors.transactionCanceledException(
                "Transaction cancelled, please refer cancellation reasons for specific reasons"
                        + " [TransactionConflict]");
    }

    /**
     * Carries the actions out.
     *
     * @param token the client's request token, or null
     * @param fingerprint tells different requests with one token apart
     */
    Done run(Call call, List<TransactAction> actions, @Nullable String token, byte[] fingerprint) {
        Map<String, OpenTable> tables = new LinkedHashMap<>();
        for (TransactAction action : actions) {
            tables.computeIfAbsent(
                    action.table(), name -> database.tables().get(call.scope(), name));
        }
        tables.values().forEach(TransactWrite::checkTransactional);
        checkDistinct(actions, tables);
        Spending spending = Spending.of(database.buckets());
        return database.items()
                .transact(transaction -> {
                    spending.giveBack();
                    if (isRepeated(transaction, token, call, fingerprint)) {
                        return new Done(List.of(), List.of());
                    }
                    return write(transaction, actions, tables, spending);
                });
    }

    /** Source: Developer Guide, "Multi-Region strong consistency": no transactions there. */
    static void checkTransactional(OpenTable table) {
        Replication group = table.table().replication();
        if (group != null && group.strong()) {
            throw ReplicaChange.notStrong("transactions");
        }
    }

    /** Whether the token was used before; otherwise keeps it with this transaction. */
    private boolean isRepeated(
            Transaction transaction, @Nullable String token, Call call, byte[] fingerprint) {
        if (token == null) {
            return false;
        }
        long now = call.time().toEpochMilli();
        ByteBuffer before =
                TransactionTokens.find(transaction, call.scope(), token, now).orElse(null);
        if (before != null) {
            if (!before.equals(ByteBuffer.wrap(fingerprint))) {
                throw DynamodbErrors.idempotentParameterMismatchException(
                        "The request uses the same client token as a previous, but non-identical"
                                + " request. Do not reuse a client token with different requests,"
                                + " unless the requests are identical");
            }
            return true;
        }
        TransactionTokens.put(transaction, call.scope(), token, fingerprint, now);
        return false;
    }

    private static void checkDistinct(List<TransactAction> actions, Map<String, OpenTable> tables) {
        Set<Map<String, Value>> seen = new HashSet<>();
        for (TransactAction action : actions) {
            OpenTable table = Objects.requireNonNull(tables.get(action.table()));
            // Of all that can be wrong with a key, only this fails the whole request. Source:
            // recorded by moto's tests that are verified against the service.
            KeyRules.checkNotEmpty(table.table().key(), action.action().item());
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
            Transaction transaction,
            List<TransactAction> actions,
            Map<String, OpenTable> tables,
            Spending spending) {
        Map<String, OpenTable> confirmed = new HashMap<>();
        tables.forEach((name, table) ->
                confirmed.put(name, database.tables().confirm(transaction, table)));
        List<Table> descriptions = new ArrayList<>();
        List<ItemAction.Change> changes = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean cancelled = false;
        boolean invalid = false;
        boolean throttled = false;
        long bytes = 0;
        for (TransactAction action : actions) {
            OpenTable table = Objects.requireNonNull(confirmed.get(action.table()));
            CancellationReason reason = CancellationReason.builder().code("None").build();
            if (invalid) {
                // What follows the first faulty action is not looked at.
                reasons.add(reason);
                continue;
            }
            try {
                action.action().check(table.table());
                ItemAction.Change change =
                        SingleWrite.apply(
                                database, transaction, table, action.action(), spending, true);
                descriptions.add(table.table());
                changes.add(change);
                bytes += change.after() == null ? 0 : ItemSize.of(change.after());
            } catch (ItemAction.ConditionFailed e) {
                reason = conditionFailed(e, action);
                cancelled = true;
            } catch (ItemCollectionTooLarge e) {
                reason =
                        CancellationReason.builder()
                                .code(ItemCollectionTooLarge.CODE)
                                .message(ItemCollectionTooLarge.TEXT)
                                .build();
                cancelled = true;
            } catch (Throttled e) {
                reason = e.reason();
                throttled = true;
            } catch (InvalidRequest e) {
                reason =
                        CancellationReason.builder()
                                .code("ValidationError")
                                .message(e.getMessage())
                                .build();
                cancelled = true;
                invalid = true;
            }
            reasons.add(reason);
        }
        if (throttled) {
            // So that the retries of a transaction of many units find them saved up.
            spending.giveBack();
        }
        if (cancelled || throttled) {
            throw cancelled(reasons);
        }
        if (bytes > BYTES_MAX) {
            throw new InvalidRequest("Transaction payload size cannot exceed 4 MB");
        }
        return new Done(descriptions, changes);
    }

    private static CancellationReason conditionFailed(
            ItemAction.ConditionFailed failure, TransactAction action) {
        if (action.inserts()) {
            return CancellationReason.builder()
                    .code("DuplicateItem")
                    .message(TransactAction.DUPLICATE)
                    .build();
        }
        Map<String, Value> item = failure.item();
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message(failure.getMessage())
                .item(action.returnsItemOnFailure() ? DynamodbOperation.shapesOrNull(item) : null)
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

    /** What the actions cost, by table; null if it was not asked for. */
    static @Nullable List<ConsumedCapacity> capacities(
            List<TransactAction> actions, Done done, @Nullable String mode) {
        Map<String, Consumption> consumed = new LinkedHashMap<>();
        for (int i = 0; i < done.changes().size() && DynamodbOperation.wants(mode); i++) {
            consumed.computeIfAbsent(actions.get(i).table(), name -> new Consumption(false, true))
                    .write(done.tables().get(i), done.changes().get(i));
        }
        return capacities(consumed, mode);
    }

    static @Nullable List<ConsumedCapacity> capacities(
            Map<String, Consumption> consumed, @Nullable String mode) {
        if (!DynamodbOperation.wants(mode)) {
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

package brume.services.dynamodb.domain;

import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.expression.UpdateEvaluation;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to be done to one item.
 *
 * @param item the whole item of a PUT, the key of every other kind
 * @param condition what the present item must meet, or null
 * @param update what an UPDATE changes, or null if it only makes sure that the item exists
 */
public record ItemAction(
        Kind kind,
        Map<String, Value> item,
        @Nullable Condition condition,
        @Nullable Update update) {

    /** What is done. */
    public enum Kind {
        PUT,
        UPDATE,
        DELETE,
        CHECK
    }

    /** The item before and after an action; null where there is none. */
    public record Change(@Nullable Map<String, Value> before, @Nullable Map<String, Value> after) {}

    /** The item does not meet the condition. */
    public static final class ConditionFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable Map<String, Value> item;

        ConditionFailed(@Nullable Map<String, Value> item) {
            super("The conditional request failed", null, false, false);
            this.item = item;
        }

        /** The item as it is, or null if there is none. */
        public @Nullable Map<String, Value> item() {
            return item;
        }
    }

    /**
     * Checks the action against the keys of its table.
     *
     * @throws InvalidRequest with AWS's text
     */
    public void check(Table table) {
        if (kind == Kind.PUT) {
            KeyRules.checkItem(table, item);
        } else {
            KeyRules.checkKey(table.key(), item);
        }
        if (update != null) {
            KeyRules.checkUpdate(table, update);
        }
    }

    /**
     * What the action makes of the present item.
     *
     * @throws ConditionFailed if the item does not meet the condition
     * @throws InvalidRequest if the update does not fit the item
     */
    public Change apply(Table table, @Nullable Map<String, Value> before) {
        if (condition != null && !condition.test(before == null ? Map.of() : before)) {
            throw new ConditionFailed(before);
        }
        return switch (kind) {
            case PUT -> new Change(before, item);
            case DELETE -> new Change(before, null);
            case CHECK -> new Change(before, before);
            case UPDATE -> {
                if (before == null && update != null && update.onlyRemoves()) {
                    yield new Change(null, null);
                }
                Map<String, Value> base = before == null ? item : before;
                Map<String, Value> after =
                        update == null ? base : UpdateEvaluation.apply(update, base);
                if (ItemSize.of(after) > ItemSize.BYTES_MAX) {
                    throw ItemSize.tooLargeToUpdate();
                }
                KeyRules.checkItem(table, after);
                yield new Change(before, after);
            }
        };
    }

    /** Checks the size of an item to be put. */
    public static int checkedSize(Map<String, Value> item) {
        int size = ItemSize.of(item);
        if (size > ItemSize.BYTES_MAX) {
            throw new InvalidRequest("Item size has exceeded the maximum allowed size");
        }
        return size;
    }
}

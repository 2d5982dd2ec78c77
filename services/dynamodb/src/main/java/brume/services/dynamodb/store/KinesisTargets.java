package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.value.Value;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Kinesis streams that get the changes of tables, and the changes that are still to be
 * delivered to each. A change is appended in its own transaction ({@link StreamLog}) and removed
 * when Kinesis has acknowledged it, so each is delivered at least once.
 *
 * <p>Row: {@code dynamodb, kinesis-target, number}: the target and its table. It outlives both as
 * long as there is something to be delivered.
 */
public final class KinesisTargets {

    private static final Key TARGETS = Key.of("dynamodb", "kinesis-target");

    private final Store store;

    /** A target with its table's name. */
    public record Open(TableRef table, KinesisTarget target) {}

    public KinesisTargets(Store store) {
        this.store = store;
    }

    private static Key key(long number) {
        return TARGETS.with(number);
    }

    /** Calls {@code listener} after each change of a target; it may only signal. */
    public Store.Watch watch(Runnable listener) {
        return store.watch(TARGETS, listener);
    }

    /** Calls {@code listener} when there is something to be delivered to a target. */
    public Store.Watch watch(long number, Runnable listener) {
        return store.watch(StreamLog.records(number), listener);
    }

    public List<Open> all() {
        return store.read(reader ->
                reader.list(Range.prefix(TARGETS), Integer.MAX_VALUE).stream()
                        .map(entry -> Documents.read(entry.value(), Open.class))
                        .toList());
    }

    public Optional<Open> find(long number) {
        return store.read(reader -> find(reader, number));
    }

    private static Optional<Open> find(Reader reader, long number) {
        return reader.find(key(number)).map(row -> Documents.read(row, Open.class));
    }

    /** The table with a new or changed target, which is stored for its delivery as well. */
    public static Table put(Transaction transaction, Table table, KinesisTarget target) {
        List<KinesisTarget> targets = new ArrayList<>(table.kinesis());
        targets.removeIf(other -> other.streamArn().equals(target.streamArn()));
        targets.add(target);
        transaction.put(
                key(target.number()), Documents.write(new Open(TableRef.of(table), target)));
        return table.toBuilder().kinesis(targets).build();
    }

    /** Ends the recording of a table's changes. */
    static void disableAll(Transaction transaction, Table table) {
        for (KinesisTarget target : table.kinesis()) {
            if (target.active()) {
                var ignored = put(transaction, table, target.disabled());
            }
        }
    }

    /** Appends a change to what is to be delivered; an item that is put as it was makes none. */
    static void record(
            Transaction transaction,
            Table table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            long millis,
            boolean expired) {
        for (KinesisTarget target : table.kinesis()) {
            if (target.active() && !Objects.equals(before, after)) {
                StreamLog.append(
                        transaction,
                        target.number(),
                        StreamView.NEW_AND_OLD_IMAGES,
                        table.key(),
                        before,
                        after,
                        millis,
                        expired);
            }
        }
    }

    /** The oldest changes that are to be delivered. */
    public List<ItemChange> next(long number, int limit, long bytesMax) {
        return store.read(reader ->
                StreamLog.read(
                                reader,
                                number,
                                StreamLog.trimmed(reader, number),
                                Long.MAX_VALUE,
                                limit,
                                bytesMax)
                        .changes());
    }

    /** Removes changes that were delivered, the oldest ones. */
    public void delivered(long number, List<ItemChange> changes) {
        store.transact(transaction -> {
            StreamLog.trim(transaction, number, changes.stream().map(ItemChange::number).toList());
            return true;
        });
    }

    /** Removes a target that is disabled, if everything is delivered; whether it is gone. */
    public boolean removeIfDone(long number) {
        return store.transact(transaction -> {
            boolean disabled =
                    find(transaction, number).filter(open -> !open.target().active()).isPresent();
            if (!disabled
                    || !transaction.list(Range.prefix(StreamLog.records(number)), 1).isEmpty()) {
                return false;
            }
            StreamLog.removeAll(transaction, number);
            transaction.delete(key(number));
            return true;
        });
    }
}

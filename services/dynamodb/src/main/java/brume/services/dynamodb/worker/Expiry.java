package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.services.dynamodb.store.Expirations;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.Value;
import brume.spi.RecurringWork;
import brume.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes items whose time to live has passed, about a second after it.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Using time to live (TTL)": the attribute is a number
 * of seconds since the epoch; items that expired more than five years ago stay.
 */
public final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final long AGE_MAX_SECONDS = 5L * 365 * 24 * 3600;

    private final Tables tables;
    private final ItemStore items;
    private final Clock clock;
    private final RecurringWork recurring;

    public Expiry(Tables tables, ItemStore items, Clock clock) {
        this.tables = tables;
        this.items = items;
        this.clock = clock;
        this.recurring = new RecurringWork("dynamodb-expiry", clock, PAUSE, this::expireAll);
    }

    /** Remembers when {@code item}, which is being put, is to be deleted. */
    public void schedule(Transaction transaction, OpenTable table, Map<String, Value> item) {
        Expirations.schedule(transaction, table, item);
    }

    public void start() {
        recurring.start();
    }

    public void stop() {
        recurring.stop();
    }

    private void expireAll() {
        while (expire() == BATCH) {
            LOG.debug("expired a full batch of items");
        }
    }

    /** Deletes a batch of items that are due; answers how many rows it looked at. */
    public int expire() {
        long now = clock.millis() / 1000;
        List<Expirations.Due> due = items.read(reader -> Expirations.due(reader, now, BATCH));
        for (Expirations.Due one : due) {
            items.transact(transaction -> {
                expire(transaction, one, now);
                return true;
            });
        }
        return due.size();
    }

    private void expire(Transaction transaction, Expirations.Due due, long now) {
        Expirations.remove(transaction, due);
        OpenTable table = tables.find(transaction, due.scope(), due.table()).orElse(null);
        if (table == null || !table.table().key().isIn(due.key())) {
            return;
        }
        Map<String, Value> item =
                items.find(transaction, table, due.key()).map(StoredItem::attributes).orElse(null);
        if (item == null) {
            return;
        }
        Long seconds = Expirations.secondsOf(table, item);
        if (seconds != null && seconds <= now && seconds > now - AGE_MAX_SECONDS) {
            items.expire(transaction, table, item);
        }
    }
}

package brume.services.dynamodb.store;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When items are to be expired: one row for each time that an item was given an expiry, in the
 * order of the times. A row says only where to look; whether the item is to be deleted, its TTL
 * attribute says when the time has come. So a put need not know which expiry the old item had.
 */
public final class Expirations {

    private static final Key ROWS = Key.of("dynamodb", "expiry");
    private static final String ACCOUNT = "account";
    private static final String REGION = "region";
    private static final String TABLE = "table";
    private static final String KEY = "key";

    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    private Expirations() {}

    /** A due row. */
    public record Due(Key row, Scope scope, String table, Map<String, Value> key) {}

    /** When {@code item} is to be deleted, or null if never. */
    public static @Nullable Long secondsOf(OpenTable table, Map<String, Value> item) {
        String attribute = table.table().timeToLive();
        if (attribute == null || !(item.get(attribute) instanceof Value.N(Decimal number))) {
            return null;
        }
        BigDecimal seconds = number.toBigDecimal();
        return seconds.signum() < 0 || seconds.compareTo(SECONDS_MAX) > 0
                ? null
                : seconds.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** Remembers when {@code item}, which is being put, is to be deleted. */
    public static void schedule(Transaction transaction, OpenTable table, Map<String, Value> item) {
        Long seconds = secondsOf(table, item);
        if (seconds != null) {
            add(transaction, table, item, seconds);
        }
    }

    private static void add(
            Transaction transaction, OpenTable open, Map<String, Value> item, long seconds) {
        Table table = open.table();
        Map<String, Value> key = new LinkedHashMap<>();
        for (KeyAttribute attribute : table.key().attributes()) {
            key.put(
                    attribute.name(),
                    Objects.requireNonNull(
                            item.get(attribute.name()), "a key attribute is missing"));
        }
        Map<String, Value> row = new LinkedHashMap<>();
        row.put(ACCOUNT, new Value.S(table.account()));
        row.put(REGION, new Value.S(table.region()));
        row.put(TABLE, new Value.S(table.name()));
        row.put(KEY, new Value.M(key));
        transaction.put(
                ROWS.with(seconds).withRaw(open.itemKey(item).toBytes()), ItemCodec.encode(row));
    }

    /** At most {@code limit} rows whose time is not after {@code seconds}. */
    public static List<Due> due(Reader reader, long seconds, int limit) {
        Range range = new Range(ROWS, ROWS.with(seconds + 1), false);
        return reader.list(range, limit).stream().map(Expirations::read).toList();
    }

    private static Due read(Entry entry) {
        Map<String, Value> row = ItemCodec.decode(entry.value());
        if (row.get(ACCOUNT) instanceof Value.S account
                && row.get(REGION) instanceof Value.S region
                && row.get(TABLE) instanceof Value.S table
                && row.get(KEY) instanceof Value.M key) {
            Scope scope = new Scope(new AccountId(account.text()), new Region(region.text()));
            return new Due(entry.key(), scope, table.text(), key.entries());
        }
        throw new IllegalStateException("an expiry row is broken: " + entry.key());
    }

    public static void remove(Transaction transaction, Due due) {
        transaction.delete(due.row());
    }
}

package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.store.Range;
import brume.store.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many items tables and indexes hold. Small ones are counted whenever they are described; what
 * is shown of large ones is, as in AWS, up to six hours old, and is counted in the background.
 */
public final class TableSizes {

    /** Rows that are counted while the client waits. */
    private static final long ROWS_AT_ONCE = 10_000;

    private static final long AGE_MAX_MILLIS = Duration.ofHours(6).toMillis();
    private static final int KEPT_MAX = 10_000;

    /** Items and their bytes as DynamoDB counts them. */
    public record Size(long items, long bytes) {
        public static final Size ZERO = new Size(0, 0);
    }

    /** The sizes of a table, under 0, and of its indexes, under their numbers. */
    public record Reading(Map<Integer, Size> sizes, long millis) {

        public Size table() {
            return index(0);
        }

        public Size index(int number) {
            return sizes.getOrDefault(number, Size.ZERO);
        }
    }

    private final ItemStore items;
    private final Clock clock;
    private final Map<Long, Reading> kept = new ConcurrentHashMap<>();
    private final Set<Long> counting = ConcurrentHashMap.newKeySet();

    public TableSizes(ItemStore items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    public Reading of(OpenTable table) {
        long number = table.table().number();
        long now = clock.millis();
        Reading old = kept.get(number);
        if (old != null && now - old.millis() < AGE_MAX_MILLIS) {
            return old;
        }
        Reading counted = count(table, ROWS_AT_ONCE, now);
        if (counted != null) {
            return counted;
        }
        countInBackground(table, number);
        return old == null ? new Reading(Map.of(), now) : old;
    }

    private void countInBackground(OpenTable table, long number) {
        if (!counting.add(number)) {
            return;
        }
        Thread.ofVirtual()
                .name("dynamodb-count")
                .start(() -> {
                    try {
                        Reading counted = count(table, Long.MAX_VALUE, clock.millis());
                        if (counted != null) {
                            if (kept.size() >= KEPT_MAX) {
                                kept.clear();
                            }
                            kept.put(number, counted);
                        }
                    } finally {
                        counting.remove(number);
                    }
                });
    }

    /** Counts, or answers null if there are more than {@code rowsMax} rows. */
    private @Nullable Reading count(OpenTable table, long rowsMax, long now) {
        return items.read(reader -> {
            Map<Integer, Size> sizes = new HashMap<>();
            Size size = count(reader, table, null, rowsMax);
            if (size == null) {
                return null;
            }
            sizes.put(0, size);
            for (Index index : table.table().indexes()) {
                Size entries = count(reader, table, index, rowsMax);
                if (entries == null) {
                    return null;
                }
                sizes.put(index.number(), entries);
            }
            return new Reading(sizes, now);
        });
    }

    private @Nullable Size count(
            Reader reader, OpenTable table, @Nullable Index index, long rowsMax) {
        long[] sums = new long[2];
        Range range = items.scanned(table, index, 0, 1);
        items.visit(
                reader,
                range,
                item -> {
                    sums[0]++;
                    sums[1] += item.size();
                    return sums[0] <= rowsMax;
                });
        return sums[0] > rowsMax ? null : new Size(sums[0], sums[1]);
    }
}

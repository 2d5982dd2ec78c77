package brume.services.dynamodb.op;

import brume.api.dynamodb.Capacity;
import brume.api.dynamodb.ConsumedCapacity;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The capacity that a request used on one table.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations".
 */
final class Consumption {

    private static final int READ_BYTES = 4096;
    private static final int WRITE_BYTES = 1024;

    private final boolean reads;
    private final boolean transactional;
    private double table;
    private final Map<String, Double> local = new LinkedHashMap<>();
    private final Map<String, Double> global = new LinkedHashMap<>();

    Consumption(boolean reads, boolean transactional) {
        this.reads = reads;
        this.transactional = transactional;
    }

    /** Adds a read of {@code bytes}, at least one unit's worth. */
    void read(@Nullable Index index, long bytes, boolean consistent) {
        double units = Math.max(1, units(bytes, READ_BYTES)) * (consistent ? 1 : 0.5);
        add(index, transactional ? units * (consistent ? 2 : 4) : units);
    }

    /** Adds what a change costs the table and its indexes. */
    void write(Table description, ItemAction.Change change) {
        long bytes = Math.max(size(change.before()), size(change.after()));
        double factor = transactional ? 2 : 1;
        add(null, Math.max(1, units(bytes, WRITE_BYTES)) * factor);
        for (Index index : description.indexes()) {
            double units = entryUnits(index, description.key(), change);
            if (units > 0) {
                add(index, units * factor);
            }
        }
    }

    private static double entryUnits(Index index, KeySchema tableKey, ItemAction.Change change) {
        Map<String, Value> before = entry(index, tableKey, change.before());
        Map<String, Value> after = entry(index, tableKey, change.after());
        if (before == null || after == null) {
            Map<String, Value> only = before == null ? after : before;
            return only == null ? 0 : Math.max(1, units(size(only), WRITE_BYTES));
        }
        if (before.equals(after)) {
            return 0;
        }
        boolean moved =
                index.key().attributes().stream()
                        .anyMatch(key ->
                                !String.valueOf(before.get(key.name()))
                                        .equals(String.valueOf(after.get(key.name()))));
        double old = Math.max(1, units(size(before), WRITE_BYTES));
        double now = Math.max(1, units(size(after), WRITE_BYTES));
        return moved ? old + now : Math.max(old, now);
    }

    private static @Nullable Map<String, Value> entry(
            Index index, KeySchema tableKey, @Nullable Map<String, Value> item) {
        return item == null || !index.key().isIn(item) ? null : index.project(item, tableKey);
    }

    private static long size(@Nullable Map<String, Value> item) {
        return item == null ? 0 : ItemSize.of(item);
    }

    private static double units(long bytes, int unit) {
        return Math.ceilDiv(bytes, unit);
    }

    private void add(@Nullable Index index, double units) {
        if (index == null) {
            table += units;
        } else {
            (index.global() ? global : local).merge(index.name(), units, Double::sum);
        }
    }

    boolean reads() {
        return reads;
    }

    /** What counts against the table's own capacity: local indexes share it. */
    double ofTable() {
        return table + sum(local);
    }

    double ofGlobalIndex(String name) {
        return global.getOrDefault(name, 0.0);
    }

    /** The answer's form, or null if it was not asked for. */
    @Nullable ConsumedCapacity shape(@Nullable String mode, String tableName) {
        if (mode == null || mode.equals("NONE")) {
            return null;
        }
        double total = table + sum(local) + sum(global);
        ConsumedCapacity.Builder shape =
                ConsumedCapacity.builder().tableName(tableName).capacityUnits(total);
        if (transactional && reads) {
            shape.readCapacityUnits(total);
        } else if (transactional) {
            shape.writeCapacityUnits(total);
        }
        if (mode.equals("INDEXES")) {
            shape.table(capacity(table));
            shape.localSecondaryIndexes(capacities(local));
            shape.globalSecondaryIndexes(capacities(global));
        }
        return shape.build();
    }

    private static double sum(Map<String, Double> units) {
        return units.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private @Nullable Map<String, Capacity> capacities(Map<String, Double> units) {
        if (units.isEmpty()) {
            return null;
        }
        Map<String, Capacity> capacities = new LinkedHashMap<>();
        units.forEach((name, value) -> capacities.put(name, capacity(value)));
        return capacities;
    }

    private Capacity capacity(double units) {
        Capacity.Builder capacity = Capacity.builder().capacityUnits(units);
        if (transactional && reads) {
            capacity.readCapacityUnits(units);
        } else if (transactional) {
            capacity.writeCapacityUnits(units);
        }
        return capacity.build();
    }
}

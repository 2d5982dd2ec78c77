package brume.services.dynamodb.op;

import brume.services.dynamodb.capacity.Demand;
import brume.services.dynamodb.capacity.TokenBuckets;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.OnDemandLimit;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.store.OpenTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one request takes from the capacity of tables and indexes, if the server enforces it. A
 * write takes from its table and from each global index that it changes, all or nothing: an index
 * without capacity holds back the writes of its table.
 */
final class Spending {

    private static final Spending UNLIMITED = new Spending(null);

    private final @Nullable TokenBuckets buckets;
    private final List<Demand> taken = new ArrayList<>();

    private Spending(@Nullable TokenBuckets buckets) {
        this.buckets = buckets;
    }

    /** The spending of one request; nothing at all if there are no buckets. */
    static Spending of(Optional<TokenBuckets> buckets) {
        return buckets.map(Spending::new).orElse(UNLIMITED);
    }

    boolean isLimited() {
        return buckets != null;
    }

    /** Gives everything back: the transaction begins anew, or nothing of it will be done. */
    void giveBack() {
        if (buckets != null) {
            taken.forEach(buckets::giveBack);
            taken.clear();
        }
    }

    /** Takes what a change costs. */
    void write(OpenTable table, ItemAction.Change change, boolean transactional) {
        if (buckets != null) {
            Consumption consumption = new Consumption(false, transactional);
            consumption.write(table.table(), change);
            take(table, consumption);
        }
    }

    /** Takes what a write costs whose condition does not hold. */
    void refused(OpenTable table, ItemAction.ConditionFailed failure, boolean transactional) {
        write(table, new ItemAction.Change(failure.item(), failure.item()), transactional);
    }

    /**
     * Takes what was consumed of a table and its indexes.
     *
     * @throws Throttled if one of them does not admit it; then nothing is taken
     */
    void take(OpenTable open, Consumption consumption) {
        if (buckets == null) {
            return;
        }
        Table table = open.table();
        int before = taken.size();
        try {
            take(buckets, open, null, consumption.reads(), consumption.ofTable());
            for (Index index : table.indexes()) {
                double units = index.global() ? consumption.ofGlobalIndex(index.name()) : 0;
                take(buckets, open, index, consumption.reads(), units);
            }
        } catch (Throttled e) {
            List<Demand> undone = taken.subList(before, taken.size());
            undone.forEach(buckets::giveBack);
            undone.clear();
            throw e;
        }
    }

    private void take(
            TokenBuckets from, OpenTable open, @Nullable Index index, boolean reads, double units) {
        Table table = open.table();
        Long rate = rate(table, index, reads);
        if (units == 0 || rate == null) {
            return;
        }
        int number = index == null ? 0 : index.number();
        Demand demand =
                new Demand(
                        table.number(),
                        number,
                        reads,
                        units,
                        rate.doubleValue(),
                        since(table, index));
        if (!from.take(demand)) {
            String arn = open.arn() + (index == null ? "" : "/index/" + index.name());
            throw new Throttled(table.isOnDemand(), index != null, reads, arn);
        }
        taken.add(demand);
    }

    /** When the capacity was changed last; a limit of on-demand counts for the time before, too. */
    private static long since(Table table, @Nullable Index index) {
        Throughput provisioned = index == null ? table.throughput() : index.throughput();
        return provisioned == null
                ? table.createdMillis()
                : Math.max(table.createdMillis(), provisioned.changedMillis());
    }

    /** The units that there are each second, or null if there is no limit. */
    private static @Nullable Long rate(Table table, @Nullable Index index, boolean reads) {
        if (table.isOnDemand()) {
            OnDemandLimit limit = index == null ? table.onDemandLimit() : index.onDemandLimit();
            return limit == null ? null : reads ? limit.read() : limit.write();
        }
        Throughput provisioned = index == null ? table.throughput() : index.throughput();
        return provisioned == null ? null : reads ? provisioned.read() : provisioned.write();
    }
}

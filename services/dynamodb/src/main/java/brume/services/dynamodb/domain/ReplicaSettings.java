package brume.services.dynamodb.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the other replicas take over when the table of one region is changed. Indexes, time to live,
 * warm throughput, the limit of writes and the kind of encryption are always those of the whole
 * global table. The table class and the limit of reads follow as long as they did not differ
 * before; a replica whose own differ has overrides.
 *
 * <p>Source: Developer Guide, "How DynamoDB global tables work", settings synchronization.
 */
public final class ReplicaSettings {

    private static final String MANAGED_KEY = "alias/aws/dynamodb";

    private ReplicaSettings() {}

    /** The {@code replica} after the table of another region has changed. */
    public static Table follow(Table before, Table after, Table replica) {
        return replica.toBuilder()
                .onDemandLimit(
                        follow(
                                before.onDemandLimit(),
                                after.onDemandLimit(),
                                replica.onDemandLimit()))
                .warmed(after.warmed())
                .definitions(after.definitions())
                .indexes(indexes(before, after, replica))
                .nextIndexNumber(after.nextIndexNumber())
                .tableClass(follow(before.tableClass(), after.tableClass(), replica.tableClass()))
                .tableClassChangedMillis(
                        follow(before.tableClass(), replica.tableClass())
                                ? after.tableClassChangedMillis()
                                : replica.tableClassChangedMillis())
                .tableClassChangedBeforeMillis(
                        follow(before.tableClass(), replica.tableClass())
                                ? after.tableClassChangedBeforeMillis()
                                : replica.tableClassChangedBeforeMillis())
                .timeToLive(after.timeToLive())
                .timeToLiveChangedMillis(after.timeToLiveChangedMillis())
                .kmsKeyArn(kmsKey(before, after, replica))
                .build();
    }

    private static boolean follow(@Nullable Object before, @Nullable Object replica) {
        return Objects.equals(before, replica);
    }

    private static <T> @Nullable T follow(
            @Nullable T before, @Nullable T after, @Nullable T replica) {
        return follow(before, replica) ? after : replica;
    }

    /** The write limit is everybody's, the read limit that of those that did not differ. */
    private static @Nullable OnDemandLimit follow(
            @Nullable OnDemandLimit before,
            @Nullable OnDemandLimit after,
            @Nullable OnDemandLimit replica) {
        if (Objects.equals(before, after)) {
            return replica;
        }
        Long read = follow(read(before), read(after), read(replica));
        Long write = after == null ? null : after.write();
        return read == null && write == null ? null : new OnDemandLimit(read, write);
    }

    /** The read limit, or null if there is none. */
    public static @Nullable Long read(@Nullable OnDemandLimit limit) {
        return limit == null ? null : limit.read();
    }

    private static List<Index> indexes(Table before, Table after, Table replica) {
        List<Index> followed = new ArrayList<>();
        for (Index index : after.indexes()) {
            Index old = find(before, index);
            Index own = find(replica, index);
            followed.add(
                    old == null || own == null
                            ? index
                            : own.withWarmed(index.warmed())
                                    .withOnDemandLimit(
                                            follow(
                                                    old.onDemandLimit(),
                                                    index.onDemandLimit(),
                                                    own.onDemandLimit())));
        }
        return followed;
    }

    private static @Nullable Index find(Table table, Index wanted) {
        return table.findIndex(wanted.name())
                .filter(index -> index.number() == wanted.number())
                .orElse(null);
    }

    /** Keys are regional: a replica takes over only which kind of key it has. */
    private static @Nullable String kmsKey(Table before, Table after, Table replica) {
        if (Objects.equals(before.kmsKeyArn(), after.kmsKeyArn())) {
            return replica.kmsKeyArn();
        }
        return switch (kindOfKey(after.kmsKeyArn())) {
            case OWNED -> null;
            case MANAGED -> managedKey(replica);
            case CUSTOMER -> replica.kmsKeyArn();
        };
    }

    /** Whose key encrypts a table. */
    public enum KindOfKey {
        OWNED,
        MANAGED,
        CUSTOMER
    }

    public static KindOfKey kindOfKey(@Nullable String kmsKeyArn) {
        if (kmsKeyArn == null) {
            return KindOfKey.OWNED;
        }
        return kmsKeyArn.endsWith(MANAGED_KEY) ? KindOfKey.MANAGED : KindOfKey.CUSTOMER;
    }

    /** The key that AWS manages in the region of {@code table}. */
    public static String managedKey(Table table) {
        return table.scope().arn("kms", MANAGED_KEY).toString();
    }
}

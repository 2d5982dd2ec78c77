package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalSecondaryIndexUpdate;
import brume.api.dynamodb.ProvisionedThroughput;
import brume.api.dynamodb.UpdateTableInput;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes that an UpdateTable request makes to a table's description. */
final class TableUpdate {

    private static final String STANDARD = "STANDARD";
    private static final long CLASS_WINDOW_MILLIS = Duration.ofDays(30).toMillis();

    private static final Set<String> CLASSES = Set.of(STANDARD, "STANDARD_INFREQUENT_ACCESS");

    private final Table before;
    private final long nowMillis;

    TableUpdate(Table before, long nowMillis) {
        this.before = before;
        this.nowMillis = nowMillis;
    }

    Table apply(UpdateTableInput input) {
        Table table = limits(billing(input), input);
        if (input.deletionProtectionEnabled() != null) {
            table = table.toBuilder().deletionProtection(input.deletionProtectionEnabled()).build();
        }
        if (input.tableClass() != null) {
            table = tableClass(table, input.tableClass());
        }
        List<GlobalSecondaryIndexUpdate> updates = UpdateCombination.updates(input);
        if (!updates.isEmpty()) {
            table = new IndexChanges(nowMillis).apply(table, input.attributeDefinitions(), updates);
        }
        return table;
    }

    private Table limits(Table table, UpdateTableInput input) {
        return table.toBuilder()
                .onDemandLimit(
                        CapacityRules.TABLE.changedLimit(
                                table.isOnDemand(),
                                table.onDemandLimit(),
                                input.onDemandThroughput()))
                .warmed(CapacityRules.TABLE.changedWarm(before.warm(), input.warmThroughput()))
                .build();
    }

    private Table billing(UpdateTableInput input) {
        ProvisionedThroughput capacity = input.provisionedThroughput();
        String mode = input.billingMode() == null ? before.billingMode() : input.billingMode();
        if (mode.equals(Table.ON_DEMAND)) {
            if (capacity != null) {
                throw InvalidRequest.parameters(
                        before.isOnDemand()
                                ? "Neither ReadCapacityUnits nor WriteCapacityUnits can be"
                                        + " specified when BillingMode is PAY_PER_REQUEST"
                                : "ProvisionedThroughput cannot be specified when BillingMode is"
                                        + " PAY_PER_REQUEST");
            }
            return before.isOnDemand() ? before : toOnDemand();
        }
        if (capacity == null) {
            if (Table.PROVISIONED.equals(input.billingMode())) {
                throw InvalidRequest.parameters(
                        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
            }
            return before;
        }
        if (before.isOnDemand()) {
            if (before.replication() != null && before.replication().isCurrent()) {
                throw ReplicaChange.provisioned();
            }
            requireCapacityOfIndexes(input);
            return toProvisioned(capacity);
        }
        return before.toBuilder()
                .throughput(CapacityRules.TABLE.changed(before.throughput(), capacity, nowMillis))
                .build();
    }

    /** The history of the capacity stays, and so does what the indexes have reached. */
    private Table toOnDemand() {
        List<Index> indexes = new ArrayList<>();
        for (Index index : before.indexes()) {
            indexes.add(
                    index.global()
                            ? index.withWarmed(before.warm(index)).withThroughput(null)
                            : index);
        }
        return before.toBuilder()
                .billingMode(Table.ON_DEMAND)
                .billingChangedMillis(nowMillis)
                .throughput(before.throughput().withUnits(0, 0))
                .indexes(indexes)
                .build();
    }

    /** A change to provisioned capacity is no increase, and ends the limits of on-demand. */
    private Table toProvisioned(ProvisionedThroughput capacity) {
        List<Index> indexes = new ArrayList<>();
        for (Index index : before.indexes()) {
            indexes.add(
                    index.global()
                            ? index.withWarmed(before.warm(index)).withOnDemandLimit(null)
                            : index);
        }
        return before.toBuilder()
                .billingMode(Table.PROVISIONED)
                .throughput(
                        before.throughput()
                                .withUnits(
                                        CapacityRules.provisioned(capacity).read(),
                                        CapacityRules.provisioned(capacity).write()))
                .onDemandLimit(null)
                .indexes(indexes)
                .build();
    }

    private void requireCapacityOfIndexes(UpdateTableInput input) {
        Set<String> missing = new LinkedHashSet<>();
        before.globalIndexes().forEach(index -> missing.add(index.name()));
        for (GlobalSecondaryIndexUpdate update : UpdateCombination.updates(input)) {
            if (update.update() != null && update.update().provisionedThroughput() != null) {
                missing.remove(update.update().indexName());
            }
        }
        if (!missing.isEmpty()) {
            throw InvalidRequest.parameters(
                    "ProvisionedThroughput must be specified for index: "
                            + String.join(",", missing));
        }
    }

    /** Checks the name of a table class, for which AWS has a text of its own. */
    static void checkClass(@Nullable String wanted) {
        if (wanted != null && !wanted.isEmpty() && !CLASSES.contains(wanted)) {
            throw new InvalidRequest(
                    "Invalid table-class parameter provided. Please try again with a valid"
                            + " table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].");
        }
    }

    /** Two changes in thirty days; naming the class that the table has is none. */
    Table tableClass(Table table, String wanted) {
        String present = table.tableClass() == null ? STANDARD : table.tableClass();
        Long beforeLast = table.tableClassChangedBeforeMillis();
        if (beforeLast != null && beforeLast > nowMillis - CLASS_WINDOW_MILLIS) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30"
                            + " day(s).");
        }
        if (wanted.equals(present)) {
            return table;
        }
        return table.toBuilder()
                .tableClass(wanted)
                .tableClassChangedMillis(nowMillis)
                .tableClassChangedBeforeMillis(table.tableClassChangedMillis())
                .build();
    }
}

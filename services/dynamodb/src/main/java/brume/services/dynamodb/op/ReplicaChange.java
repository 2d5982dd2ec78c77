package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.UpdateReplicationGroupMemberAction;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.worker.TableSizes;
import brume.spi.Call;
import brume.store.Transaction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out the {@link ReplicaUpdates} of an UpdateTable request, in one transaction. */
final class ReplicaChange {

    private final Database database;
    private final Transaction transaction;
    private final Call call;
    private final long nowMillis;

    ReplicaChange(Database database, Transaction transaction, Call call) {
        this.database = database;
        this.transaction = transaction;
        this.call = call;
        this.nowMillis = call.time().toEpochMilli();
    }

    /** The changed table of the caller's region. */
    Table apply(String name, ReplicaUpdates wanted) {
        OpenTable open =
                database.tables()
                        .find(transaction, call.scope(), name)
                        .orElseThrow(() -> Tables.notFound(name));
        Table table = open.table();
        Replication present = table.replication();
        if (present != null && !present.isCurrent()) {
            throw new InvalidRequest(
                    "Table is a replica of a global table of version " + Replication.LEGACY);
        }
        checkMembers(present, wanted);
        if (present != null && present.isFilling()) {
            throw inUse();
        }
        if (!wanted.creates().isEmpty()) {
            return new ReplicaCreation(database, transaction, call).create(open, present, wanted);
        }
        if (present == null) {
            return table;
        }
        if (!wanted.deletes().isEmpty()) {
            return delete(table, present, wanted);
        }
        wanted.updates().forEach((region, update) -> update(table(name, region), update));
        return table;
    }

    /** The error of changes of a table that is still being changed. */
    static RuntimeException inUse() {
        return DynamodbErrors.resourceInUseException(
                "The resource which you are attempting to change is in use.");
    }

    private static void checkMembers(@Nullable Replication present, ReplicaUpdates wanted) {
        Set<String> named =
                wanted.deletes().isEmpty() ? wanted.updates().keySet() : wanted.deletes();
        if (present == null && !named.isEmpty()) {
            throw new InvalidRequest(
                    "Replica specified in the Replica Update or Replica Delete action of the"
                            + " request was not found.");
        }
        List<String> unknown =
                named.stream()
                        .filter(region -> present != null && present.find(region).isEmpty())
                        .toList();
        if (!unknown.isEmpty()) {
            throw notMembers("replicas", unknown);
        }
        String witness = wanted.deletedWitness();
        if (witness != null && (present == null || !witness.equals(present.witness()))) {
            throw notMembers("witnesses", List.of(witness));
        }
    }

    private static InvalidRequest notMembers(String what, List<String> regions) {
        return new InvalidRequest(
                "Update global table operation failed because one or more "
                        + what
                        + " were not part of the global table. Please retry the request without"
                        + " these "
                        + what
                        + ": "
                        + regions
                        + '.');
    }

    private Scope scope(String region) {
        return new Scope(call.account(), new Region(region));
    }

    private Table table(String name, String region) {
        return database.tables()
                .findAny(transaction, scope(region), name)
                .map(OpenTable::table)
                .orElseThrow(() -> new IllegalStateException("no replica in " + region));
    }

    /**
     * Without auto scaling, capacity that is provisioned for writes would have to be changed in
     * every region by hand: AWS refuses that.
     */
    static InvalidRequest provisioned() {
        return new InvalidRequest(
                "Table write capacity should either be Pay-Per-Request or AutoScaled.");
    }

    /** What strongly consistent global tables refuse; see {@link ReplicaCreation}. */
    static InvalidRequest notStrong(String what) {
        return new InvalidRequest(
                "Global tables with MultiRegionConsistency set to STRONG do not support "
                        + what
                        + '.');
    }

    /** Tells every replica who the others are; answers the caller's. */
    Table join(Replication group, Table local) {
        Replication stored = group.replicas().size() > 1 ? group : null;
        Table joined = local.toBuilder().replication(stored).build();
        database.tables().put(transaction, joined);
        for (Replica other : group.others(local.region())) {
            Table table = table(local.name(), other.region());
            database.tables().put(transaction, table.toBuilder().replication(stored).build());
        }
        return joined;
    }

    private Table delete(Table local, Replication present, ReplicaUpdates wanted) {
        if (present.strong()) {
            checkStrongDelete(present, wanted);
        } else if (wanted.deletes().size() > 1) {
            throw ReplicaUpdates.tooMany();
        }
        Replication group = present;
        for (String region : wanted.deletes()) {
            Table replica = table(local.name(), region);
            if (!present.strong()) {
                checkDeletable(replica, nowMillis);
            } else {
                checkUnprotected(replica);
            }
            DeleteTable.remove(database, transaction, replica, size(replica), call);
            group = group.without(region);
        }
        return join(group, local);
    }

    /** The size of a table whose items become those of a system backup. */
    private TableSizes.Size size(Table table) {
        return table.recovery().pointInTime() == null
                ? TableSizes.Size.ZERO
                : database.tables()
                        .findAny(transaction, table.scope(), table.name())
                        .map(open -> database.sizes().of(open).table())
                        .orElse(TableSizes.Size.ZERO);
    }

    private static void checkStrongDelete(Replication present, ReplicaUpdates wanted) {
        if (present.witness() != null && wanted.deletedWitness() == null) {
            throw new InvalidRequest(
                    "Update table delete operation does not include all witnesses.");
        }
        if (wanted.deletes().size() < present.replicas().size() - 1) {
            throw onlyOneOfStrong();
        }
    }

    static InvalidRequest onlyOneOfStrong() {
        return new InvalidRequest(
                "Deletion of only one table replica is not supported for global tables with"
                        + " MultiRegionConsistency set to STRONG.");
    }

    private static void checkUnprotected(Table replica) {
        if (replica.deletionProtection()) {
            throw new InvalidRequest(
                    "Cannot delete table "
                            + replica.name()
                            + " in region "
                            + replica.region()
                            + " because it has deletion protection enabled. Disable deletion"
                            + " protection first.");
        }
    }

    /** Checks that a replica may go: it is not protected, nor have others just been made of it. */
    static void checkDeletable(Table replica, long nowMillis) {
        checkUnprotected(replica);
        Replication group = replica.replication();
        if (group != null && group.isSource(replica.region(), nowMillis)) {
            throw new InvalidRequest(
                    "Replica cannot be deleted because it has acted as a source region for new"
                            + " replica(s) being added to the table in the last 24 hours.");
        }
    }

    /** Takes a table that is deleted in its own region out of its global table. */
    void leave(Table leaving) {
        Replication group = leaving.replication();
        if (group == null) {
            return;
        }
        if (!group.isCurrent()) {
            new LegacyReplicas(database, transaction).leave(leaving);
            return;
        }
        if (group.strong()) {
            throw onlyOneOfStrong();
        }
        checkDeletable(leaving, nowMillis);
        if (group.isFilling()) {
            // The items of a new replica may come from this one.
            throw inUse();
        }
        Replication left = group.without(leaving.region());
        Table first = table(leaving.name(), left.replicas().getFirst().region());
        join(left, first);
    }

    private void update(Table replica, UpdateReplicationGroupMemberAction update) {
        if (update.kmsMasterKeyId() != null) {
            throw ReplicaCreation.keyForEach();
        }
        if (update.provisionedThroughputOverride() != null) {
            throw InvalidRequest.parameters(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                            + " BillingMode is PAY_PER_REQUEST");
        }
        Table changed =
                ReplicaOverrides.apply(
                        replica,
                        update.onDemandThroughputOverride(),
                        update.globalSecondaryIndexes());
        if (update.tableClassOverride() != null) {
            changed =
                    new TableUpdate(changed, nowMillis)
                            .tableClass(changed, update.tableClassOverride());
        }
        database.tables().put(transaction, changed);
    }
}

package brume.services.dynamodb.op;

import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.ReplicaSettings;
import brume.services.dynamodb.domain.ReplicaSettings.KindOfKey;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.Transaction;
import java.util.Objects;

/** Changes what all replicas share in the others, in the transaction that changed one of them. */
final class ReplicaSync {

    private final Database database;
    private final Transaction transaction;
    private final Call call;

    ReplicaSync(Database database, Transaction transaction, Call call) {
        this.database = database;
        this.transaction = transaction;
        this.call = call;
    }

    /** Has the others follow a table that was changed. */
    void apply(Table before, Table after) {
        Replication group = after.replication();
        if (group == null || !group.isCurrent()) {
            return;
        }
        for (Replica other : group.others(after.region())) {
            Scope scope = new Scope(call.account(), new Region(other.region()));
            database.tables()
                    .findAny(transaction, scope, after.name())
                    .map(OpenTable::table)
                    .ifPresent(replica -> apply(before, after, replica));
        }
    }

    private void apply(Table before, Table after, Table replica) {
        Table changed = ReplicaSettings.follow(before, after, replica);
        boolean sameKind =
                ReplicaSettings.kindOfKey(changed.kmsKeyArn())
                        == ReplicaSettings.kindOfKey(after.kmsKeyArn());
        if (!sameKind && ReplicaSettings.kindOfKey(after.kmsKeyArn()) == KindOfKey.CUSTOMER) {
            throw InvalidRequest.parameters(
                    "All replica keys must either be Customer Managed CMK or AWS Managed CMK.");
        }
        if (changed.equals(replica)) {
            return;
        }
        database.tables().put(transaction, changed);
        database.work().reconcile(transaction, replica, changed, call.time());
        if (changed.timeToLive() != null
                && !Objects.equals(changed.timeToLive(), replica.timeToLive())) {
            database.work().scheduleExpiry(transaction, changed, call.time());
        }
    }
}

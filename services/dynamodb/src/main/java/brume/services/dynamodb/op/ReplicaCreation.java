package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateReplicationGroupMemberAction;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.GlobalTableRegions;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.ReplicaSettings;
import brume.services.dynamodb.domain.ReplicaSettings.KindOfKey;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableStream;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.Transaction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the replicas that an UpdateTable request adds: tables of the other regions. */
final class ReplicaCreation {

    private final Database database;
    private final Transaction transaction;
    private final Call call;
    private final long nowMillis;

    ReplicaCreation(Database database, Transaction transaction, Call call) {
        this.database = database;
        this.transaction = transaction;
        this.call = call;
        this.nowMillis = call.time().toEpochMilli();
    }

    private Scope scope(String region) {
        return new Scope(call.account(), new Region(region));
    }

    /** The changed table of the caller's region; those of the new replicas are made. */
    Table create(OpenTable open, @Nullable Replication present, ReplicaUpdates wanted) {
        Table table = open.table();
        boolean strong = wanted.strong();
        checkConsistency(present, wanted);
        if (!table.isOnDemand()) {
            throw ReplicaChange.provisioned();
        }
        boolean empty = database.items().isEmpty(transaction, open);
        if (strong) {
            checkStrong(table, empty);
        }
        Table source = strong ? table : withStream(table);
        Replication group =
                present == null
                        ? Replication.of(table.region(), strong, nowMillis)
                                .withWitness(wanted.createdWitness())
                        : present;
        for (Map.Entry<String, CreateReplicationGroupMemberAction> one :
                wanted.creates().entrySet()) {
            String region = one.getKey();
            Table replica = replica(source, region, one.getValue(), strong);
            group = group.with(new Replica(region, table.region(), nowMillis, empty));
            database.tables().put(transaction, replica.toBuilder().replication(group).build());
            if (!empty) {
                database.replicaFill().append(transaction, table, replica, call.time());
            }
        }
        database.tables().put(transaction, source);
        return new ReplicaChange(database, transaction, call).join(group, source);
    }

    private static void checkConsistency(@Nullable Replication present, ReplicaUpdates wanted) {
        if (present == null) {
            return;
        }
        if (wanted.strong() || (present.strong() && wanted.consistency() != null)) {
            throw new InvalidRequest(
                    "MultiRegionConsistency parameter is unsupported on existing global table");
        }
        if (present.strong()) {
            throw new InvalidRequest(
                    "Cannot add replicas to a global table with strong MultiRegionConsistency");
        }
    }

    /** The rules of the Developer Guide, "Multi-Region strong consistency"; the texts are ours. */
    private static void checkStrong(Table table, boolean empty) {
        String why = null;
        if (!GlobalTableRegions.areStrong(table.region())) {
            why = "the region " + table.region();
        } else if (!empty) {
            why = "a table that has items";
        } else if (table.timeToLive() != null) {
            why = "Time to Live";
        } else if (table.hasLocalIndexes()) {
            why = "local secondary indexes";
        }
        if (why != null) {
            throw ReplicaChange.notStrong(why);
        }
    }

    /** The table with a stream: replicas always have one, with the view of the first one's. */
    private Table withStream(Table table) {
        return table.enabledStream() == null
                ? enableStream(table, StreamView.NEW_AND_OLD_IMAGES)
                : table;
    }

    private Table enableStream(Table table, StreamView view) {
        long number = database.tables().nextNumber(transaction);
        return database.streams().enable(transaction, table, number, view, nowMillis);
    }

    private Table replica(
            Table source,
            String region,
            CreateReplicationGroupMemberAction create,
            boolean strong) {
        Tables tables = database.tables();
        if (tables.findAny(transaction, scope(region), source.name()).isPresent()) {
            throw new InvalidRequest(
                    "Failed to create a the new replica of table with name: '"
                            + source.name()
                            + "' because one or more replicas already existed as tables.");
        }
        CreateTable.checkCount(database, scope(region));
        // A capacity that is provisioned for reads means nothing to an on-demand table; AWS takes
        // it here, and refuses it in an update.
        String tableClass = create.tableClassOverride();
        Table copy =
                source.toBuilder()
                        .region(region)
                        .id(Ids.uuid())
                        .number(tables.nextNumber(transaction))
                        .createdMillis(nowMillis)
                        .deletionProtection(false)
                        .tags(Map.of())
                        .tableClass(tableClass == null ? source.tableClass() : tableClass)
                        .tableClassChangedMillis(null)
                        .tableClassChangedBeforeMillis(null)
                        .indexes(filled(source.indexes()))
                        .stream(null)
                        .recovery(Recovery.NONE)
                        .kinesis(List.of())
                        .build();
        Table limited =
                ReplicaOverrides.apply(
                        copy, create.onDemandThroughputOverride(), create.globalSecondaryIndexes());
        Table keyed = limited.toBuilder().kmsKeyArn(kmsKey(copy, create.kmsMasterKeyId())).build();
        TableStream stream = source.enabledStream();
        return strong || stream == null ? keyed : enableStream(keyed, stream.view());
    }

    /** Copying the items fills all indexes, also one that the source is still filling. */
    private static List<Index> filled(List<Index> indexes) {
        return indexes.stream().map(index -> index.withStatus(Index.ACTIVE)).toList();
    }

    /** The key of a replica, which is of the same kind as the source's, in its own region. */
    private static @Nullable String kmsKey(Table replica, @Nullable String given) {
        KindOfKey kind = ReplicaSettings.kindOfKey(replica.kmsKeyArn());
        if (kind == KindOfKey.OWNED) {
            if (given != null) {
                throw keyForEach();
            }
            return null;
        }
        if (kind == KindOfKey.MANAGED && given == null) {
            return ReplicaSettings.managedKey(replica);
        }
        if (given == null) {
            throw keyForEach();
        }
        String key = Encryption.arn(given, replica.scope());
        if (ReplicaSettings.kindOfKey(key) != kind) {
            throw InvalidRequest.parameters(
                    "All replica keys must either be Customer Managed CMK or AWS Managed CMK.");
        }
        if (!key.startsWith(replica.scope().arn("kms", "").toString())) {
            throw new InvalidRequest(
                    "KMS validation error for region " + replica.region() + ": Invalid arn " + key);
        }
        return key;
    }

    static InvalidRequest keyForEach() {
        return InvalidRequest.parameters("KMSMasterKeyId must be specified for each replica.");
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalTableDescription;
import brume.api.dynamodb.ReplicaDescription;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.dynamodb.domain.GlobalTableRegions;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableStream;
import brume.services.dynamodb.store.LegacyGlobalTables;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the operations of global tables of version 2017.11.29 have in common. Their replicas are
 * empty tables of one name and key, each with a stream of both images, that are joined and parted
 * again; what is set for one is not set for the others.
 *
 * <p>Source of the rules: Developer Guide, "Creating a global table" (Legacy). AWS does not make
 * such tables any more; of the texts only those of tables that are not found are recorded.
 */
final class LegacyReplicas {

    private final Database database;
    private final Transaction transaction;

    LegacyReplicas(Database database, Transaction transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    static RuntimeException notFound(String name) {
        return DynamodbErrors.globalTableNotFoundException(
                "Global table with name: '" + name + "' does not exist.");
    }

    static String arn(Call call, String name) {
        return new Arn(
                        call.region().partition(),
                        "dynamodb",
                        "",
                        call.account().value(),
                        "global-table/" + name)
                .toString();
    }

    /** The action on the global table and on the tables of its name in {@code regions}. */
    static List<Permission> permissions(
            String action, Call call, String name, Collection<String> regions) {
        List<Permission> needed = new ArrayList<>();
        needed.add(Permission.of(action, arn(call, name)));
        for (String region : regions) {
            needed.add(
                    Permission.of(
                            action,
                            new Arn(
                                            call.region().partition(),
                                            "dynamodb",
                                            region,
                                            call.account().value(),
                                            "table/" + name)
                                    .toString()));
        }
        return needed;
    }

    static GlobalTableDescription describe(LegacyGlobalTable table, Call call, String status) {
        return GlobalTableDescription.builder()
                .globalTableName(table.name())
                .globalTableArn(arn(call, table.name()))
                .globalTableStatus(status)
                .creationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                .replicationGroup(
                        table.regions().stream()
                                .map(region ->
                                        ReplicaDescription.builder()
                                                .regionName(region)
                                                .replicaStatus("ACTIVE")
                                                .build())
                                .toList())
                .build();
    }

    LegacyGlobalTable create(Call call, String name, Collection<String> regions) {
        if (regions.isEmpty()) {
            throw InvalidRequest.parameters("ReplicationGroup must not be empty");
        }
        if (find(call.account(), name).isPresent()) {
            throw DynamodbErrors.globalTableAlreadyExistsException(
                    "Global table with name: '" + name + "' already exists.");
        }
        LegacyGlobalTable none =
                new LegacyGlobalTable(
                        call.account().value(), name, call.time().toEpochMilli(), List.of());
        return join(call, none, regions);
    }

    LegacyGlobalTable get(AccountId account, String name) {
        return find(account, name).orElseThrow(() -> notFound(name));
    }

    private Optional<LegacyGlobalTable> find(AccountId account, String name) {
        return LegacyGlobalTables.find(transaction, account, name);
    }

    LegacyGlobalTable change(
            Call call, LegacyGlobalTable table, List<String> added, List<String> removed) {
        for (String region : removed) {
            if (!table.regions().contains(region)) {
                throw DynamodbErrors.replicaNotFoundException(
                        "Failed to delete replica of global table with name: '"
                                + table.name()
                                + "' because it has no replica in region: '"
                                + region
                                + "'.");
            }
        }
        for (String region : added) {
            if (table.regions().contains(region)) {
                throw DynamodbErrors.replicaAlreadyExistsException(
                        "Failed to create replica of global table with name: '"
                                + table.name()
                                + "' because it already has a replica in region: '"
                                + region
                                + "'.");
            }
        }
        LegacyGlobalTable left = part(table, removed);
        return added.isEmpty() ? left : join(call, left, added);
    }

    private LegacyGlobalTable join(Call call, LegacyGlobalTable table, Collection<String> added) {
        Set<String> regions = new LinkedHashSet<>(table.regions());
        List<String> supported = GlobalTableRegions.of(call.region());
        for (String region : added) {
            if (!supported.contains(region)) {
                throw new InvalidRequest("Region " + region + " is not supported");
            }
            regions.add(region);
        }
        List<OpenTable> replicas = regions.stream().map(region -> replica(table, region)).toList();
        replicas.forEach(replica -> check(replica, replicas.getFirst().table()));
        LegacyGlobalTable joined = table.withRegions(List.copyOf(regions));
        store(joined);
        return joined;
    }

    private OpenTable replica(LegacyGlobalTable table, String region) {
        return database.tables()
                .find(transaction, table.scope(region), table.name())
                .orElseThrow(() ->
                        DynamodbErrors.tableNotFoundException(
                                "Table not found: Table with name: '"
                                        + table.name()
                                        + "' does not exist in region: '"
                                        + region
                                        + "'."));
    }

    private void check(OpenTable open, Table first) {
        Table table = open.table();
        TableStream stream = table.enabledStream();
        String why = null;
        if (table.replication() != null && table.replication().isCurrent()) {
            why = "is a replica of a global table of another version";
        } else if (!database.items().isEmpty(transaction, open)) {
            why = "is not empty";
        } else if (!table.key().equals(first.key())) {
            why = "has another key schema";
        } else if (stream == null || stream.view() != StreamView.NEW_AND_OLD_IMAGES) {
            why = "has no stream of new and old images";
        } else if (table.throughput().write() != first.throughput().write()) {
            why = "has another write capacity";
        } else if (!shapes(table).equals(shapes(first))) {
            why = "has other global secondary indexes";
        }
        if (why != null) {
            throw InvalidRequest.parameters(
                    "The table with name: '"
                            + table.name()
                            + "' in region: '"
                            + table.region()
                            + "' "
                            + why);
        }
    }

    private record Shape(String name, Object key) {}

    private static List<Shape> shapes(Table table) {
        return table.globalIndexes().stream()
                .map(index -> new Shape(index.name(), index.key()))
                .sorted(Comparator.comparing(Shape::name))
                .toList();
    }

    /** Makes the tables of {@code removed} ordinary ones again; their items stay. */
    private LegacyGlobalTable part(LegacyGlobalTable table, List<String> removed) {
        List<String> left = new ArrayList<>(table.regions());
        left.removeAll(removed);
        for (String region : removed) {
            Table parted = replica(table, region).table();
            database.tables().put(transaction, parted.toBuilder().replication(null).build());
        }
        LegacyGlobalTable changed = table.withRegions(left);
        store(changed);
        return changed;
    }

    private void store(LegacyGlobalTable table) {
        LegacyGlobalTables.put(transaction, table);
        for (String region : table.regions()) {
            Table replica = replica(table, region).table();
            database.tables()
                    .put(transaction, replica.toBuilder().replication(table.replication()).build());
        }
    }

    /** Takes a table that is deleted out of its global table. */
    void leave(Table leaving) {
        Scope scope = leaving.scope();
        part(get(scope.account(), leaving.name()), List.of(leaving.region()));
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.TimeToLiveSpecification;
import brume.api.dynamodb.UpdateTimeToLiveInput;
import brume.api.dynamodb.UpdateTimeToLiveOutput;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/** UpdateTimeToLive: items whose TTL attribute lies in the past are deleted, or no longer. */
public final class UpdateTimeToLive
        extends DynamodbOperation<UpdateTimeToLiveInput, UpdateTimeToLiveOutput> {

    public UpdateTimeToLive(Database database) {
        super(DynamodbApi.UPDATE_TIME_TO_LIVE, database);
    }

    @Override
    List<Permission> permitted(UpdateTimeToLiveInput input, Call call) {
        List<Permission> needed = new ArrayList<>(onTable(call, input.tableName()));
        // Source: Developer Guide, "DynamoDB global tables security": in every replica's region.
        Replication group =
                database()
                        .tables()
                        .find(call.scope(), TableNames.name(input.tableName()))
                        .map(open -> open.table().replication())
                        .orElse(null);
        if (group != null && group.isCurrent()) {
            for (Replica other : group.others(call.region().value())) {
                Scope scope = new Scope(call.account(), new Region(other.region()));
                String arn = OpenTable.arn(scope, TableNames.name(input.tableName()));
                needed.add(Permission.of(model().action(), arn));
            }
        }
        return needed;
    }

    @Override
    UpdateTimeToLiveOutput run(UpdateTimeToLiveInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        TimeToLiveSpecification wanted = input.timeToLiveSpecification();
        if (wanted.attributeName().isEmpty()) {
            throw new InvalidRequest("TimeToLiveSpecification.AttributeName must not be empty");
        }
        database()
                .items()
                .transact(transaction -> {
                    update(transaction, wanted, call, name);
                    return true;
                });
        return UpdateTimeToLiveOutput.builder().timeToLiveSpecification(wanted).build();
    }

    /**
     * The error of a change of a table that cannot be used. Source of that of one that is being
     * imported: ack-api-quirks (DDB-IMPORT-001).
     */
    static RuntimeException unusable(
            Tables tables, Transaction transaction, Call call, String name) {
        return tables.findAny(transaction, call.scope(), name)
                .filter(open -> open.table().isImporting())
                .<RuntimeException>map(open ->
                        DynamodbErrors.resourceInUseException(
                                "Attempt to change a resource which is still in use: Table is"
                                        + " being created: "
                                        + name))
                .orElseGet(() -> Tables.notFound(name));
    }

    private void update(
            Transaction transaction, TimeToLiveSpecification wanted, Call call, String name) {
        Tables tables = database().tables();
        Table table =
                tables.find(transaction, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> unusable(tables, transaction, call, name));
        Replication group = table.replication();
        if (group != null && group.strong()) {
            throw ReplicaChange.notStrong("Time to Live");
        }
        if (group != null && group.isFilling()) {
            throw ReplicaChange.inUse();
        }
        String present = table.timeToLive();
        if (wanted.enabled() && present != null) {
            throw new InvalidRequest(
                    present.equals(wanted.attributeName())
                            ? "TimeToLive is already enabled"
                            : "TimeToLive is active on a different AttributeName: current"
                                    + " AttributeName is "
                                    + present);
        }
        if (!wanted.enabled() && present == null) {
            throw new InvalidRequest("TimeToLive is already disabled");
        }
        if (!wanted.enabled() && present != null && !present.equals(wanted.attributeName())) {
            throw new InvalidRequest(
                    "TimeToLive is active on a different AttributeName: current AttributeName is "
                            + present);
        }
        String attribute = wanted.enabled() ? wanted.attributeName() : null;
        Table updated =
                table.toBuilder()
                        .timeToLive(attribute)
                        .timeToLiveChangedMillis(call.time().toEpochMilli())
                        .build();
        tables.put(transaction, updated);
        if (attribute != null) {
            database().work().scheduleExpiry(transaction, updated, call.time());
        }
        new ReplicaSync(database(), transaction, call).apply(table, updated);
    }
}

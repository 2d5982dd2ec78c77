package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ReplicaUpdate;
import brume.api.dynamodb.UpdateGlobalTableInput;
import brume.api.dynamodb.UpdateGlobalTableOutput;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;

/** UpdateGlobalTable: joins tables to a global table of version 2017.11.29, or parts them. */
public final class UpdateGlobalTable
        extends DynamodbOperation<UpdateGlobalTableInput, UpdateGlobalTableOutput> {

    public UpdateGlobalTable(Database database) {
        super(DynamodbApi.UPDATE_GLOBAL_TABLE, database);
    }

    @Override
    List<Permission> permitted(UpdateGlobalTableInput input, Call call) {
        List<String> regions = new ArrayList<>(added(input));
        regions.addAll(removed(input));
        return LegacyReplicas.permissions(model().action(), call, input.globalTableName(), regions);
    }

    private static List<String> added(UpdateGlobalTableInput input) {
        List<String> regions = new ArrayList<>();
        for (ReplicaUpdate update : input.replicaUpdates()) {
            if (update.create() != null) {
                regions.add(update.create().regionName());
            }
        }
        return regions;
    }

    private static List<String> removed(UpdateGlobalTableInput input) {
        List<String> regions = new ArrayList<>();
        for (ReplicaUpdate update : input.replicaUpdates()) {
            if (update.delete() != null) {
                regions.add(update.delete().regionName());
            }
        }
        return regions;
    }

    @Override
    UpdateGlobalTableOutput run(UpdateGlobalTableInput input, Call call) {
        List<String> added = added(input);
        List<String> removed = removed(input);
        if (added.isEmpty() && removed.isEmpty()) {
            throw new InvalidRequest("One or more parameter values were invalid");
        }
        LegacyGlobalTable changed =
                database()
                        .items()
                        .transact(transaction -> {
                            LegacyReplicas replicas = new LegacyReplicas(database(), transaction);
                            return replicas.change(
                                    call,
                                    replicas.get(call.account(), input.globalTableName()),
                                    added,
                                    removed);
                        });
        return UpdateGlobalTableOutput.builder()
                .globalTableDescription(LegacyReplicas.describe(changed, call, "UPDATING"))
                .build();
    }
}

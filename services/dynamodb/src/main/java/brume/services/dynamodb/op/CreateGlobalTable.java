package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateGlobalTableInput;
import brume.api.dynamodb.CreateGlobalTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.Replica;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** CreateGlobalTable: joins tables to a global table of version 2017.11.29. */
public final class CreateGlobalTable
        extends DynamodbOperation<CreateGlobalTableInput, CreateGlobalTableOutput> {

    public CreateGlobalTable(Database database) {
        super(DynamodbApi.CREATE_GLOBAL_TABLE, database);
    }

    @Override
    List<Permission> permitted(CreateGlobalTableInput input, Call call) {
        return LegacyReplicas.permissions(
                model().action(), call, input.globalTableName(), regions(input));
    }

    private static Set<String> regions(CreateGlobalTableInput input) {
        Set<String> regions = new LinkedHashSet<>();
        for (Replica replica : input.replicationGroup()) {
            if (replica.regionName() != null) {
                regions.add(replica.regionName());
            }
        }
        return regions;
    }

    @Override
    CreateGlobalTableOutput run(CreateGlobalTableInput input, Call call) {
        LegacyGlobalTable created =
                database()
                        .items()
                        .transact(transaction ->
                                new LegacyReplicas(database(), transaction)
                                        .create(call, input.globalTableName(), regions(input)));
        return CreateGlobalTableOutput.builder()
                .globalTableDescription(LegacyReplicas.describe(created, call, "CREATING"))
                .build();
    }
}

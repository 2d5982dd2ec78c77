package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeGlobalTableSettingsInput;
import brume.api.dynamodb.DescribeGlobalTableSettingsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.services.dynamodb.store.LegacyGlobalTables;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeGlobalTableSettings, of version 2017.11.29 only. */
public final class DescribeGlobalTableSettings
        extends DynamodbOperation<
                DescribeGlobalTableSettingsInput, DescribeGlobalTableSettingsOutput> {

    public DescribeGlobalTableSettings(Database database) {
        super(DynamodbApi.DESCRIBE_GLOBAL_TABLE_SETTINGS, database);
    }

    @Override
    List<Permission> permitted(DescribeGlobalTableSettingsInput input, Call call) {
        return LegacyReplicas.permissions(
                model().action(), call, input.globalTableName(), List.of());
    }

    @Override
    DescribeGlobalTableSettingsOutput run(DescribeGlobalTableSettingsInput input, Call call) {
        String name = input.globalTableName();
        return database()
                .items()
                .read(reader -> {
                    LegacyGlobalTable table =
                            LegacyGlobalTables.find(reader, call.account(), name)
                                    .orElseThrow(() -> LegacyReplicas.notFound(name));
                    return DescribeGlobalTableSettingsOutput.builder()
                            .globalTableName(name)
                            .replicaSettings(LegacySettings.of(database().tables(), reader, table))
                            .build();
                });
    }
}

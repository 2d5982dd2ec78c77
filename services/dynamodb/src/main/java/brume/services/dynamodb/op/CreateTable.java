package brume.services.dynamodb.op;

import brume.api.dynamodb.CreateTableInput;
import brume.api.dynamodb.CreateTableOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.GlobalSecondaryIndexDescription;
import brume.api.dynamodb.GlobalSecondaryIndexWarmThroughputDescription;
import brume.api.dynamodb.TableDescription;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.Throughput;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CreateTable: makes a table, which the answer shows as CREATING and every later request as ACTIVE.
 * Nothing has to be waited for, and a waiter that polls at once would sleep for twenty seconds if
 * it saw the table unfinished.
 */
public final class CreateTable extends DynamodbOperation<CreateTableInput, CreateTableOutput> {

    private static final int NAME_LENGTH_MIN = 3;

    public CreateTable(Database database) {
        super(DynamodbApi.CREATE_TABLE, database);
    }

    @Override
    String missingTableName() {
        return TableNames.REQUIRED;
    }

    @Override
    int tableNameLengthMin() {
        return NAME_LENGTH_MIN;
    }

    @Override
    void checkFirst(CreateTableInput input) {
        Tags.check(input.tags());
        TableUpdate.checkClass(input.tableClass());
    }

    @Override
    List<Permission> permitted(CreateTableInput input, Call call) {
        List<Permission> needed = new ArrayList<>(onTable(call, input.tableName()));
        if (input.resourcePolicy() != null) {
            needed.add(
                    Permission.of(
                            DynamodbApi.PUT_RESOURCE_POLICY.action(),
                            TableNames.arn(call, input.tableName())));
        }
        return needed;
    }

    @Override
    CreateTableOutput run(CreateTableInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        notBuilt("GlobalTableSourceArn", input.globalTableSourceArn());
        notBuilt("GlobalTableSettingsReplicationMode", input.globalTableSettingsReplicationMode());
        StreamView stream = StreamChange.ofNewTable(input.streamSpecification());
        Table table = table(input, call, name);
        new CapacityQuotas(database().tables()).check(null, table);
        Table created =
                database()
                        .items()
                        .transact(transaction -> {
                            Tables tables = database().tables();
                            Scope scope = call.scope();
                            tables.findAny(transaction, scope, name)
                                    .ifPresent(present -> {
                                        throw taken(present.table());
                                    });
                            Table numbered =
                                    table.toBuilder()
                                            .number(tables.nextNumber(transaction))
                                            .build();
                            Table complete =
                                    stream == null
                                            ? numbered
                                            : database()
                                                    .streams()
                                                    .enable(
                                                            transaction,
                                                            numbered,
                                                            tables.nextNumber(transaction),
                                                            stream,
                                                            call.time().toEpochMilli());
                            tables.put(transaction, complete);
                            if (input.resourcePolicy() != null) {
                                PolicyChange.ofNewTable(database(), call, name)
                                        .putFirst(transaction, input.resourcePolicy());
                            }
                            return complete;
                        });
        return CreateTableOutput.builder().tableDescription(described(created, input)).build();
    }

    /**
     * The new table. Warm throughput that was asked for is still being made, and none is shown
     * where none was asked for. Source: answers of AWS recorded by LocalStack
     * (test_gsi_with_billing_mode, test_table_warm_throughput).
     */
    private static TableDescription described(Table created, CreateTableInput input) {
        TableDescription description = TableDescriptions.of(created, "CREATING", null);
        List<GlobalSecondaryIndexDescription> indexes = description.globalSecondaryIndexes();
        return description.toBuilder()
                .warmThroughput(
                        input.warmThroughput() == null || description.warmThroughput() == null
                                ? null
                                : description.warmThroughput().toBuilder()
                                        .status("UPDATING")
                                        .build())
                .globalSecondaryIndexes(
                        indexes == null
                                ? null
                                : indexes.stream().map(index -> described(index, input)).toList())
                .build();
    }

    private static GlobalSecondaryIndexDescription described(
            GlobalSecondaryIndexDescription index, CreateTableInput input) {
        boolean warmed =
                listOf(input.globalSecondaryIndexes()).stream()
                        .anyMatch(wanted ->
                                wanted.indexName().equals(index.indexName())
                                        && wanted.warmThroughput() != null);
        GlobalSecondaryIndexWarmThroughputDescription warm = index.warmThroughput();
        return index.toBuilder()
                .warmThroughput(
                        !warmed || warm == null
                                ? null
                                : warm.toBuilder().status("UPDATING").build())
                .build();
    }

    /** Newer models make these optional; without them the rules of the table refuse the request. */
    private static <T> List<T> listOf(@Nullable List<T> given) {
        return given == null ? List.of() : given;
    }

    /** The table that a request describes, if it may be made. */
    Table table(CreateTableInput input, Call call, String name) {
        boolean onDemand = Table.ON_DEMAND.equals(input.billingMode());
        Throughput throughput = CapacityRules.ofNewTable(onDemand, input.provisionedThroughput());
        TableDefinition definition = new TableDefinition(listOf(input.attributeDefinitions()));
        KeySchema key = definition.tableKey(listOf(input.keySchema()));
        boolean hasIndexes =
                input.localSecondaryIndexes() != null || input.globalSecondaryIndexes() != null;
        if (!hasIndexes) {
            definition.checkAllUsed(false);
        }
        List<Index> indexes =
                new ArrayList<>(definition.localIndexes(key, input.localSecondaryIndexes(), 1));
        indexes.addAll(
                definition.globalIndexes(
                        input.globalSecondaryIndexes(), onDemand, indexes.size() + 1));
        definition.checkAllUsed(true);
        Map<String, String> tags = Tags.added(Map.of(), input.tags());
        checkCount(database(), call.scope());
        long now = call.time().toEpochMilli();
        return Table.of(call.scope(), name, Ids.uuid(), now, definition.definitions(), key)
                .toBuilder()
                .indexes(indexes)
                .nextIndexNumber(indexes.size() + 1)
                .billingMode(onDemand ? Table.ON_DEMAND : Table.PROVISIONED)
                .billingChangedMillis(onDemand ? Long.valueOf(now) : null)
                .throughput(throughput)
                .deletionProtection(Boolean.TRUE.equals(input.deletionProtectionEnabled()))
                .tableClass(input.tableClass())
                .kmsKeyArn(Encryption.keyOf(input.sseSpecification(), call))
                .onDemandLimit(CapacityRules.TABLE.newLimit(onDemand, input.onDemandThroughput()))
                .warmed(CapacityRules.TABLE.newWarm(onDemand, throughput, input.warmThroughput()))
                .tags(tags)
                .build();
    }

    private static RuntimeException taken(Table present) {
        return DynamodbErrors.resourceInUseException(
                (present.isRestoring() ? "Table is being used: " : "Table already exists: ")
                        + present.name());
    }

    /** Rejects another table where there are too many. */
    static void checkCount(Database database, Scope scope) {
        int most = (int) DynamodbQuotas.TABLES_MAX.value();
        if (database.tables().names(scope, null, most).size() >= most) {
            throw DynamodbErrors.limitExceededException(
                    "Subscriber limit exceeded: There is a limit of "
                            + most
                            + " tables per subscriber");
        }
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.api.kinesis.DescribeStreamInput;
import brume.api.kinesis.KinesisApi;
import brume.base.Arn;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.KinesisTargets;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the operations on Kinesis destinations of tables have in common. Source of the texts:
 * answers of AWS recorded by ack-api-quirks (DDB-TABLE-299 to 302 and 318).
 */
final class KinesisDestination {

    private static final String STATE =
            "Table is not in a valid state to enable Kinesis Streaming Destination: ";

    private KinesisDestination() {}

    /**
     * The name of the table.
     *
     * @throws ServiceException ResourceNotFoundException
     */
    static String present(Database database, Call call, String table) {
        String name = TableNames.checked(table);
        if (database.tables().find(call.scope(), name).isEmpty()) {
            throw Tables.notFound(name);
        }
        return name;
    }

    /** What the caller must be permitted on the stream that its table is to feed. */
    static List<Permission> onStream(String streamArn) {
        return List.of(
                Permission.of("kinesis:PutRecord", streamArn),
                Permission.of("kinesis:PutRecords", streamArn));
    }

    /**
     * Asks Kinesis for the stream, as the caller. AWS accepts every stream here and shows
     * ENABLE_FAILED afterwards; an error at once is what whoever waits for ACTIVE can act on.
     *
     * @throws ServiceException ResourceNotFoundException if there is no such stream for the caller
     */
    static void requireStream(Calls calls, Call call, String streamArn) {
        boolean own =
                Arn.find(streamArn)
                        .filter(arn -> arn.account().equals(call.account().value()))
                        .filter(arn -> arn.region().equals(call.region().value()))
                        .isPresent();
        if (!own) {
            throw new InvalidRequest(
                    "The Kinesis data stream must be in the account and Region of the table: "
                            + streamArn);
        }
        try {
            var ignored =
                    calls.invoke(
                            KinesisApi.DESCRIBE_STREAM,
                            DescribeStreamInput.builder().streamARN(streamArn).limit(1).build(),
                            call.principal(),
                            call.scope());
        } catch (ServiceException e) {
            throw DynamodbErrors.resourceNotFoundException(
                    "Requested resource not found: Stream: "
                            + streamArn
                            + " not found: "
                            + e.getMessage());
        }
    }

    /** Stores what {@code change} makes of the targets of a table. */
    static void change(
            Database database,
            Call call,
            String name,
            BiFunction<Transaction, Table, KinesisTarget> change) {
        database.items()
                .transact(transaction -> {
                    Table table =
                            database.tables()
                                    .findAny(transaction, call.scope(), name)
                                    .map(OpenTable::table)
                                    .orElseThrow(() -> Tables.notFound(name));
                    KinesisTarget target = change.apply(transaction, table);
                    database.tables()
                            .put(transaction, KinesisTargets.put(transaction, table, target));
                    return true;
                });
    }

    static Optional<KinesisTarget> find(Table table, String streamArn) {
        return table.kinesis().stream()
                .filter(target -> target.streamArn().equals(streamArn))
                .findFirst();
    }

    static InvalidRequest invalidState(String reason) {
        return new InvalidRequest(STATE + reason);
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.EnableKinesisStreamingConfiguration;
import brume.api.dynamodb.KinesisStreamingDestinationInput;
import brume.api.dynamodb.KinesisStreamingDestinationOutput;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.domain.Table;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EnableKinesisStreamingDestination: from its answer on, changes of items go to the stream. */
public final class EnableKinesisStreamingDestination
        extends DynamodbOperation<
                KinesisStreamingDestinationInput, KinesisStreamingDestinationOutput> {

    /** A limit of our own. */
    private static final int ACTIVE_MAX = 2;

    private final Calls calls;

    public EnableKinesisStreamingDestination(Database database, Calls calls) {
        super(DynamodbApi.ENABLE_KINESIS_STREAMING_DESTINATION, database);
        this.calls = calls;
    }

    @Override
    List<Permission> permitted(KinesisStreamingDestinationInput input, Call call) {
        List<Permission> permissions = new ArrayList<>(onTable(call, input.tableName()));
        permissions.addAll(KinesisDestination.onStream(input.streamArn()));
        return permissions;
    }

    @Override
    KinesisStreamingDestinationOutput run(KinesisStreamingDestinationInput input, Call call) {
        String name = KinesisDestination.present(database(), call, input.tableName());
        KinesisDestination.requireStream(calls, call, input.streamArn());
        EnableKinesisStreamingConfiguration given = input.enableKinesisStreamingConfiguration();
        EnableKinesisStreamingConfiguration configuration =
                given == null ? EnableKinesisStreamingConfiguration.builder().build() : given;
        KinesisDestination.change(
                database(),
                call,
                name,
                (transaction, table) ->
                        target(
                                transaction,
                                table,
                                input.streamArn(),
                                configuration.approximateCreationDateTimePrecision()));
        return KinesisStreamingDestinationOutput.builder()
                .tableName(name)
                .streamArn(input.streamArn())
                .destinationStatus("ENABLING")
                .enableKinesisStreamingConfiguration(configuration)
                .build();
    }

    private KinesisTarget target(
            Transaction transaction, Table table, String streamArn, @Nullable String precision) {
        if (KinesisDestination.find(table, streamArn).filter(KinesisTarget::active).isPresent()) {
            throw KinesisDestination.invalidState(
                    "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform"
                            + " ENABLE operation.");
        }
        if (table.kinesis().stream().filter(KinesisTarget::active).count() >= ACTIVE_MAX) {
            throw DynamodbErrors.limitExceededException(
                    "A table can have at most " + ACTIVE_MAX + " active streaming destinations.");
        }
        return new KinesisTarget(
                streamArn, database().tables().nextNumber(transaction), true, precision);
    }
}

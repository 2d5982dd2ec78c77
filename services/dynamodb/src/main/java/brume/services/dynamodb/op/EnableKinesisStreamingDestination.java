package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.KinesisStreamingDestinationInput;
import brume.api.dynamodb.KinesisStreamingDestinationOutput;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.util.List;

/** EnableKinesisStreamingDestination: refused, because changes are not delivered to Kinesis yet. */
public final class EnableKinesisStreamingDestination
        extends DynamodbOperation<
                KinesisStreamingDestinationInput, KinesisStreamingDestinationOutput> {

    private final Calls calls;

    public EnableKinesisStreamingDestination(Database database, Calls calls) {
        super(DynamodbApi.ENABLE_KINESIS_STREAMING_DESTINATION, database);
        this.calls = calls;
    }

    @Override
    List<Permission> permitted(KinesisStreamingDestinationInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    KinesisStreamingDestinationOutput run(KinesisStreamingDestinationInput input, Call call) {
        KinesisDestination.present(database(), call, input.tableName());
        KinesisDestination.requireStream(calls, call, input.streamArn());
        throw CommonErrors.notImplemented(
                DynamodbApi.MODEL, "the delivery of changes to Kinesis streams");
    }
}

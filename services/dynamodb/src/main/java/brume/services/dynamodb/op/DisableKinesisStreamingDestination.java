package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.KinesisStreamingDestinationInput;
import brume.api.dynamodb.KinesisStreamingDestinationOutput;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DisableKinesisStreamingDestination: changes that were made before are still delivered. */
public final class DisableKinesisStreamingDestination
        extends DynamodbOperation<
                KinesisStreamingDestinationInput, KinesisStreamingDestinationOutput> {

    public DisableKinesisStreamingDestination(Database database) {
        super(DynamodbApi.DISABLE_KINESIS_STREAMING_DESTINATION, database);
    }

    @Override
    List<Permission> permitted(KinesisStreamingDestinationInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    KinesisStreamingDestinationOutput run(KinesisStreamingDestinationInput input, Call call) {
        String name = KinesisDestination.present(database(), call, input.tableName());
        if (input.enableKinesisStreamingConfiguration() != null) {
            throw new InvalidRequest(
                    "Stream cannot be disabled using EnableKinesisStreamingConfiguration"
                            + " parameters");
        }
        KinesisDestination.change(
                database(),
                call,
                name,
                (transaction, table) ->
                        KinesisDestination.find(table, input.streamArn())
                                .filter(KinesisTarget::active)
                                .orElseThrow(() ->
                                        KinesisDestination.invalidState(
                                                "KinesisStreamingDestination must be ACTIVE to"
                                                        + " perform DISABLE operation."))
                                .disabled());
        return KinesisStreamingDestinationOutput.builder()
                .tableName(name)
                .streamArn(input.streamArn())
                .destinationStatus("DISABLING")
                .build();
    }
}

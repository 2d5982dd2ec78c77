package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateKinesisStreamingConfiguration;
import brume.api.dynamodb.UpdateKinesisStreamingDestinationInput;
import brume.api.dynamodb.UpdateKinesisStreamingDestinationOutput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** UpdateKinesisStreamingDestination: refused, because none can be enabled. */
public final class UpdateKinesisStreamingDestination
        extends DynamodbOperation<
                UpdateKinesisStreamingDestinationInput, UpdateKinesisStreamingDestinationOutput> {

    public UpdateKinesisStreamingDestination(Database database) {
        super(DynamodbApi.UPDATE_KINESIS_STREAMING_DESTINATION, database);
    }

    @Override
    List<Permission> permitted(UpdateKinesisStreamingDestinationInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    UpdateKinesisStreamingDestinationOutput run(
            UpdateKinesisStreamingDestinationInput input, Call call) {
        String table = KinesisDestination.present(database(), call, input.tableName());
        UpdateKinesisStreamingConfiguration change = input.updateKinesisStreamingConfiguration();
        if (change == null || change.approximateCreationDateTimePrecision() == null) {
            throw new InvalidRequest(
                    "Streaming destination cannot be updated with given parameters:"
                            + " UpdateKinesisStreamingConfiguration cannot be null or contain only"
                            + " null values");
        }
        throw KinesisDestination.invalidState(
                "No streaming destination with streamArn: "
                        + input.streamArn()
                        + " found for table with tableName: "
                        + table);
    }
}

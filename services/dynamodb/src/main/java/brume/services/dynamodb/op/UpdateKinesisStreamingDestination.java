package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateKinesisStreamingConfiguration;
import brume.api.dynamodb.UpdateKinesisStreamingDestinationInput;
import brume.api.dynamodb.UpdateKinesisStreamingDestinationOutput;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** UpdateKinesisStreamingDestination: changes the precision of its times. */
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
        String name = KinesisDestination.present(database(), call, input.tableName());
        UpdateKinesisStreamingConfiguration change = input.updateKinesisStreamingConfiguration();
        if (change == null || change.approximateCreationDateTimePrecision() == null) {
            throw new InvalidRequest(
                    "Streaming destination cannot be updated with given parameters:"
                            + " UpdateKinesisStreamingConfiguration cannot be null or contain only"
                            + " null values");
        }
        String precision = change.approximateCreationDateTimePrecision();
        KinesisDestination.change(
                database(),
                call,
                name,
                (transaction, table) -> changed(table, input.streamArn(), precision));
        return UpdateKinesisStreamingDestinationOutput.builder()
                .tableName(name)
                .streamArn(input.streamArn())
                .destinationStatus("UPDATING")
                .updateKinesisStreamingConfiguration(change)
                .build();
    }

    private static KinesisTarget changed(Table table, String streamArn, String precision) {
        KinesisTarget target =
                KinesisDestination.find(table, streamArn)
                        .filter(KinesisTarget::active)
                        .orElseThrow(() ->
                                KinesisDestination.invalidState(
                                        "No streaming destination with streamArn: "
                                                + streamArn
                                                + " found for table with tableName: "
                                                + table.name()));
        String present = target.precision() == null ? "MILLISECOND" : target.precision();
        if (present.equals(precision)) {
            throw new InvalidRequest(
                    "Invalid Request: Precision is already set to the desired value of "
                            + precision
                            + " for tableId: "
                            + table.id()
                            + ", kdsArn: "
                            + streamArn);
        }
        return target.withPrecision(precision);
    }
}

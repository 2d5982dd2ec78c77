package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeKinesisStreamingDestinationInput;
import brume.api.dynamodb.DescribeKinesisStreamingDestinationOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.KinesisDataStreamDestination;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeKinesisStreamingDestination: the streams that get, or got, its changes. */
public final class DescribeKinesisStreamingDestination
        extends DynamodbOperation<
                DescribeKinesisStreamingDestinationInput,
                DescribeKinesisStreamingDestinationOutput> {

    public DescribeKinesisStreamingDestination(Database database) {
        super(DynamodbApi.DESCRIBE_KINESIS_STREAMING_DESTINATION, database);
    }

    @Override
    List<Permission> permitted(DescribeKinesisStreamingDestinationInput input, Call call) {
        return onTable(call, input.tableName());
    }

    @Override
    DescribeKinesisStreamingDestinationOutput run(
            DescribeKinesisStreamingDestinationInput input, Call call) {
        String name = KinesisDestination.present(database(), call, input.tableName());
        List<KinesisTarget> targets =
                database()
                        .tables()
                        .find(call.scope(), name)
                        .map(open -> open.table().kinesis())
                        .orElse(List.of());
        return DescribeKinesisStreamingDestinationOutput.builder()
                .tableName(name)
                .kinesisDataStreamDestinations(
                        targets.stream().map(DescribeKinesisStreamingDestination::shape).toList())
                .build();
    }

    private static KinesisDataStreamDestination shape(KinesisTarget target) {
        return KinesisDataStreamDestination.builder()
                .streamArn(target.streamArn())
                .destinationStatus(target.active() ? "ACTIVE" : "DISABLED")
                .approximateCreationDateTimePrecision(target.precision())
                .build();
    }
}

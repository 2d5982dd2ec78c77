package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeKinesisStreamingDestinationInput;
import brume.api.dynamodb.DescribeKinesisStreamingDestinationOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeKinesisStreamingDestination: none, because none can be enabled. */
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
        return DescribeKinesisStreamingDestinationOutput.builder()
                .tableName(KinesisDestination.present(database(), call, input.tableName()))
                .kinesisDataStreamDestinations(List.of())
                .build();
    }
}

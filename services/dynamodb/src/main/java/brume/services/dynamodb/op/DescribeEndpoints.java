package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeEndpointsRequest;
import brume.api.dynamodb.DescribeEndpointsResponse;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.Endpoint;
import brume.spi.Call;
import java.util.List;

/** DescribeEndpoints: the address that the client has reached already. */
public final class DescribeEndpoints
        extends DynamodbOperation<DescribeEndpointsRequest, DescribeEndpointsResponse> {

    private static final long CACHE_MINUTES = 1440;

    public DescribeEndpoints(Database database) {
        super(DynamodbApi.DESCRIBE_ENDPOINTS, database);
    }

    @Override
    DescribeEndpointsResponse run(DescribeEndpointsRequest input, Call call) {
        return DescribeEndpointsResponse.builder()
                .endpoints(
                        List.of(
                                Endpoint.builder()
                                        .address(call.host())
                                        .cachePeriodInMinutes(CACHE_MINUTES)
                                        .build()))
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeLimitsInput;
import brume.api.dynamodb.DescribeLimitsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.spi.Call;

/** DescribeLimits: the capacity that an account and a table may provision. */
public final class DescribeLimits
        extends DynamodbOperation<DescribeLimitsInput, DescribeLimitsOutput> {

    public DescribeLimits(Database database) {
        super(DynamodbApi.DESCRIBE_LIMITS, database);
    }

    @Override
    DescribeLimitsOutput run(DescribeLimitsInput input, Call call) {
        return DescribeLimitsOutput.builder()
                .accountMaxReadCapacityUnits(DynamodbQuotas.ACCOUNT_READ_UNITS_MAX.value())
                .accountMaxWriteCapacityUnits(DynamodbQuotas.ACCOUNT_WRITE_UNITS_MAX.value())
                .tableMaxReadCapacityUnits(DynamodbQuotas.TABLE_READ_UNITS_MAX.value())
                .tableMaxWriteCapacityUnits(DynamodbQuotas.TABLE_WRITE_UNITS_MAX.value())
                .build();
    }
}

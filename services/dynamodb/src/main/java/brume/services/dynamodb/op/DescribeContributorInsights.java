package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeContributorInsightsInput;
import brume.api.dynamodb.DescribeContributorInsightsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** DescribeContributorInsights: always disabled, because nothing counts the keys. */
public final class DescribeContributorInsights
        extends DynamodbOperation<
                DescribeContributorInsightsInput, DescribeContributorInsightsOutput> {

    public DescribeContributorInsights(Database database) {
        super(DynamodbApi.DESCRIBE_CONTRIBUTOR_INSIGHTS, database);
    }

    @Override
    List<Permission> permitted(DescribeContributorInsightsInput input, Call call) {
        return InsightsTarget.permitted(model(), call, input.tableName(), input.indexName());
    }

    @Override
    DescribeContributorInsightsOutput run(DescribeContributorInsightsInput input, Call call) {
        String table =
                InsightsTarget.present(database(), call, input.tableName(), input.indexName());
        return DescribeContributorInsightsOutput.builder()
                .tableName(table)
                .indexName(input.indexName())
                .contributorInsightsStatus(InsightsTarget.DISABLED)
                .build();
    }
}

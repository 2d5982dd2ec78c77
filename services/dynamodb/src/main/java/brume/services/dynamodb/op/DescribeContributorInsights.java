package brume.services.dynamodb.op;

import brume.api.dynamodb.DescribeContributorInsightsInput;
import brume.api.dynamodb.DescribeContributorInsightsOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.ContributorInsights;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import java.time.Instant;
import java.util.List;

/**
 * DescribeContributorInsights: the state, the mode and the names of the rules. Source: answers of
 * AWS recorded by ack-api-quirks (DDB-TABLE-089).
 */
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
        return database().items().read(reader -> describe(reader, input, call));
    }

    private DescribeContributorInsightsOutput describe(
            Reader reader, DescribeContributorInsightsInput input, Call call) {
        InsightsTarget target =
                InsightsTarget.of(
                        database().tables(), reader, call, input.tableName(), input.indexName());
        ContributorInsights insights = target.find(reader).orElse(null);
        DescribeContributorInsightsOutput.Builder output =
                DescribeContributorInsightsOutput.builder()
                        .tableName(target.table().name())
                        .indexName(input.indexName())
                        .contributorInsightsStatus(InsightsTarget.status(insights));
        if (insights != null) {
            List<String> rules = insights.rules();
            output.contributorInsightsRuleList(rules.isEmpty() ? null : rules)
                    .lastUpdateDateTime(Instant.ofEpochMilli(insights.updatedMillis()))
                    .contributorInsightsMode(insights.mode());
        }
        return output.build();
    }
}

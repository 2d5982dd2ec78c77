package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListContributorInsightsInput;
import brume.api.dynamodb.ListContributorInsightsOutput;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/**
 * ListContributorInsights: nothing, because it lists what is not disabled (recorded against AWS by
 * ack-api-quirks, DDB-TABLE-095).
 */
public final class ListContributorInsights
        extends DynamodbOperation<ListContributorInsightsInput, ListContributorInsightsOutput> {

    public ListContributorInsights(Database database) {
        super(DynamodbApi.LIST_CONTRIBUTOR_INSIGHTS, database);
    }

    @Override
    boolean requiresTableName() {
        return false;
    }

    @Override
    List<Permission> permitted(ListContributorInsightsInput input, Call call) {
        return List.of(Permission.of(model().action(), "*"));
    }

    @Override
    ListContributorInsightsOutput run(ListContributorInsightsInput input, Call call) {
        if (input.tableName() != null) {
            InsightsTarget.present(database(), call, input.tableName(), null);
        }
        if (input.nextToken() != null) {
            throw new InvalidRequest("Invalid NextToken");
        }
        return ListContributorInsightsOutput.builder()
                .contributorInsightsSummaries(List.of())
                .build();
    }
}

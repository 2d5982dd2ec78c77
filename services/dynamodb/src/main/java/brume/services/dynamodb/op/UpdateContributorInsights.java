package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateContributorInsightsInput;
import brume.api.dynamodb.UpdateContributorInsightsOutput;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.util.List;

/**
 * UpdateContributorInsights: can only disable, which is no change. What enabling shows in AWS are
 * reports of CloudWatch rules, which do not exist here; a status ENABLED without them would be a
 * lie.
 */
public final class UpdateContributorInsights
        extends DynamodbOperation<UpdateContributorInsightsInput, UpdateContributorInsightsOutput> {

    public UpdateContributorInsights(Database database) {
        super(DynamodbApi.UPDATE_CONTRIBUTOR_INSIGHTS, database);
    }

    @Override
    List<Permission> permitted(UpdateContributorInsightsInput input, Call call) {
        return InsightsTarget.permitted(model(), call, input.tableName(), input.indexName());
    }

    @Override
    UpdateContributorInsightsOutput run(UpdateContributorInsightsInput input, Call call) {
        String table =
                InsightsTarget.present(database(), call, input.tableName(), input.indexName());
        if (input.contributorInsightsAction().equals("ENABLE")) {
            throw CommonErrors.notImplemented(
                    DynamodbApi.MODEL,
                    "UpdateContributorInsights, for which CloudWatch is missing,");
        }
        return UpdateContributorInsightsOutput.builder()
                .tableName(table)
                .indexName(input.indexName())
                .contributorInsightsStatus(InsightsTarget.DISABLED)
                .build();
    }
}

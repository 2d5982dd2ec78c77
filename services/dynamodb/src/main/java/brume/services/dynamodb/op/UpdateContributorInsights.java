package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateContributorInsightsInput;
import brume.api.dynamodb.UpdateContributorInsightsOutput;
import brume.services.dynamodb.domain.ContributorInsights;
import brume.services.dynamodb.store.Insights;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Transaction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * UpdateContributorInsights: enables or disables them, which every later request shows as done. The
 * reports themselves are CloudWatch's, which does not exist here. Source of the states and of what
 * a mode does: answers of AWS recorded by ack-api-quirks (DDB-TABLE-090 to 092 and 341).
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
        return database().items().transact(transaction -> update(transaction, input, call));
    }

    private UpdateContributorInsightsOutput update(
            Transaction transaction, UpdateContributorInsightsInput input, Call call) {
        InsightsTarget target =
                InsightsTarget.of(
                        database().tables(),
                        transaction,
                        call,
                        input.tableName(),
                        input.indexName());
        ContributorInsights before = target.find(transaction).orElse(null);
        ContributorInsights after =
                input.contributorInsightsAction().equals("ENABLE")
                        ? enabled(target, before, input, call.time().toEpochMilli())
                        : disabled(before, call.time().toEpochMilli());
        String status = InsightsTarget.status(after);
        if (after != null && !after.equals(before)) {
            Insights.put(transaction, target.table().scope(), after);
            status = after.enabled() ? "ENABLING" : "DISABLING";
        }
        return UpdateContributorInsightsOutput.builder()
                .tableName(target.table().name())
                .indexName(input.indexName())
                .contributorInsightsStatus(status)
                .contributorInsightsMode(after == null ? null : after.mode())
                .build();
    }

    /** Without a mode all keys are meant, whatever was before; the same mode changes nothing. */
    private static ContributorInsights enabled(
            InsightsTarget target,
            @Nullable ContributorInsights before,
            UpdateContributorInsightsInput input,
            long now) {
        String mode =
                Objects.requireNonNullElse(
                        input.contributorInsightsMode(), ContributorInsights.ALL_KEYS);
        if (before == null || !before.enabled()) {
            return target.enabled(mode, now, now);
        }
        return before.mode().equals(mode)
                ? before
                : target.enabled(mode, before.ruledMillis(), now);
    }

    private static @Nullable ContributorInsights disabled(
            @Nullable ContributorInsights before, long now) {
        if (before == null || !before.enabled()) {
            return before;
        }
        return new ContributorInsights(
                before.table(),
                before.tableNumber(),
                before.index(),
                before.indexNumber(),
                false,
                before.mode(),
                before.sorted(),
                before.ruledMillis(),
                now);
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.ContributorInsightsSummary;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ListContributorInsightsInput;
import brume.api.dynamodb.ListContributorInsightsOutput;
import brume.services.dynamodb.domain.ContributorInsights;
import brume.services.dynamodb.store.Insights;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ListContributorInsights: what is enabled, a table before its indexes. Source: answers of AWS
 * recorded by ack-api-quirks (DDB-TABLE-095 and 343).
 */
public final class ListContributorInsights
        extends DynamodbOperation<ListContributorInsightsInput, ListContributorInsightsOutput> {

    private static final int LENGTH_MAX = 100;

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
        return database().items().read(reader -> list(reader, input, call));
    }

    private ListContributorInsightsOutput list(
            Reader reader, ListContributorInsightsInput input, Call call) {
        String table = null;
        if (input.tableName() != null) {
            table =
                    InsightsTarget.of(database().tables(), reader, call, input.tableName(), null)
                            .table()
                            .name();
        }
        String[] after = position(input.nextToken());
        int length = input.maxResults() == null ? LENGTH_MAX : input.maxResults();
        List<ContributorInsights> page = new ArrayList<>();
        boolean[] more = new boolean[1];
        Insights.visit(
                reader,
                call.scope(),
                table,
                after.length == 0 ? null : after[0],
                after.length < 2 ? null : after[1],
                insights -> {
                    if (!isShown(reader, call, insights)) {
                        return true;
                    }
                    more[0] = page.size() == length;
                    return !more[0] && page.add(insights);
                });
        return ListContributorInsightsOutput.builder()
                .contributorInsightsSummaries(
                        page.stream().map(ListContributorInsights::summary).toList())
                .nextToken(more[0] ? token(page.getLast()) : null)
                .build();
    }

    private boolean isShown(Reader reader, Call call, ContributorInsights insights) {
        return insights.enabled()
                && database()
                        .tables()
                        .find(reader, call.scope(), insights.table())
                        .map(OpenTable::table)
                        .filter(insights::isOf)
                        .isPresent();
    }

    private static ContributorInsightsSummary summary(ContributorInsights insights) {
        return ContributorInsightsSummary.builder()
                .tableName(insights.table())
                .indexName(insights.index())
                .contributorInsightsStatus(InsightsTarget.ENABLED)
                .contributorInsightsMode(insights.mode())
                .build();
    }

    /** Neither a table's name nor an index's has a slash. */
    private static String token(ContributorInsights last) {
        String text = last.table() + (last.index() == null ? "" : '/' + last.index());
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] position(@Nullable String token) {
        if (token == null) {
            return new String[0];
        }
        try {
            return new String(HexFormat.of().parseHex(token), StandardCharsets.UTF_8).split("/", 2);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("Invalid NextToken");
        }
    }
}

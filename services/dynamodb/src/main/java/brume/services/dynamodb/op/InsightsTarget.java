package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.ContributorInsights;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.Insights;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table or global index that contributor insights are asked about.
 *
 * @param index null for the table itself
 */
record InsightsTarget(Table table, @Nullable Index index) {

    static final String DISABLED = "DISABLED";
    static final String ENABLED = "ENABLED";

    static List<Permission> permitted(
            OperationModel<?, ?> model, Call call, String table, @Nullable String index) {
        String arn = TableNames.arn(call, table);
        return List.of(
                Permission.of(model.action(), index == null ? arn : arn + "/index/" + index));
    }

    /**
     * The target of a request. Source of the text: answers of AWS recorded by ack-api-quirks
     * (DDB-TABLE-094).
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException, also for a local index
     */
    static InsightsTarget of(
            Tables tables, Reader reader, Call call, String tableName, @Nullable String index) {
        String name = TableNames.checked(tableName);
        Table found =
                tables.find(reader, call.scope(), name)
                        .map(OpenTable::table)
                        .orElseThrow(() -> Tables.notFound(name));
        if (index == null) {
            return new InsightsTarget(found, null);
        }
        return found.findIndex(index)
                .filter(Index::global)
                .map(global -> new InsightsTarget(found, global))
                .orElseThrow(() ->
                        DynamodbErrors.resourceNotFoundException(
                                "Requested resource not found: Index: "
                                        + index
                                        + " not found for table: "
                                        + name));
    }

    /** What was asked for of it, if anything ever was. */
    Optional<ContributorInsights> find(Reader reader) {
        return Insights.find(
                        reader, table.scope(), table.name(), index == null ? null : index.name())
                .filter(insights -> insights.isOf(table));
    }

    /** Insights of it that are enabled now. */
    ContributorInsights enabled(String mode, long ruledMillis, long nowMillis) {
        KeySchema key = index == null ? table.key() : index.key();
        return new ContributorInsights(
                table.name(),
                table.number(),
                index == null ? null : index.name(),
                index == null ? 0 : index.number(),
                true,
                mode,
                !key.range().isEmpty(),
                ruledMillis,
                nowMillis);
    }

    static String status(@Nullable ContributorInsights insights) {
        return insights != null && insights.enabled() ? ENABLED : DISABLED;
    }
}

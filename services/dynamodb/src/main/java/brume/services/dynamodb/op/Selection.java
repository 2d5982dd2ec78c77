package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query or scan returns of the items that it finds.
 *
 * @param index what is read, or null for the table
 * @param fetchesItems whether the whole items are needed, which the index does not hold
 */
record Selection(
        @Nullable Index index,
        @Nullable Projection projection,
        boolean countOnly,
        boolean fetchesItems) {

    private static final String SPECIFIC = "SPECIFIC_ATTRIBUTES";

    /** The checked selection. */
    static Selection of(
            Table table,
            @Nullable Index index,
            @Nullable String select,
            @Nullable Projection projection) {
        boolean countOnly = "COUNT".equals(select);
        boolean fetches =
                index != null && fetches(table, index, "ALL_ATTRIBUTES".equals(select), projection);
        return new Selection(index, projection, countOnly, fetches);
    }

    /**
     * Checks the parameter Select against the others.
     *
     * @param parameter the parameter that the projection came in
     */
    static void checkSelect(
            @Nullable String index,
            @Nullable String select,
            @Nullable Projection projection,
            String parameter) {
        if (projection != null && select != null && !select.equals(SPECIFIC)) {
            throw new InvalidRequest(
                    "Cannot specify the "
                            + parameter
                            + " when choosing to get "
                            + (select.equals("COUNT") ? "only the Count" : select));
        }
        if (projection == null && SPECIFIC.equals(select)) {
            throw new InvalidRequest(
                    "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                            + SPECIFIC);
        }
        if (index == null && "ALL_PROJECTED_ATTRIBUTES".equals(select)) {
            throw new InvalidRequest(
                    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
    }

    private static boolean fetches(
            Table table, Index index, boolean all, @Nullable Projection projection) {
        if (index.projectsAll()) {
            return false;
        }
        if (all && index.global()) {
            throw InvalidRequest.parameters(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                            + index.name()
                            + " because its projection type is not ALL");
        }
        if (projection == null) {
            return all;
        }
        List<String> missing =
                projection.paths().stream()
                        .map(Path::attribute)
                        .filter(name -> !index.projects(name, table.key()))
                        .toList();
        if (index.global() && !missing.isEmpty()) {
            throw InvalidRequest.parameters(
                    "Global secondary index " + index.name() + " does not project " + missing);
        }
        return !missing.isEmpty();
    }

    Map<String, Value> apply(Map<String, Value> item) {
        return projection == null ? item : projection.apply(item);
    }
}

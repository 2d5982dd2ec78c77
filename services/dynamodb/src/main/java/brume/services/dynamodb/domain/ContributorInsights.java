package brume.services.dynamodb.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for of the contributor insights of a table or a global index, as it is stored.
 *
 * @param tableNumber which table of that name
 * @param index the index's name, or null for the table itself
 * @param indexNumber which index of that name, or 0
 * @param mode as the API names it
 * @param sorted whether the table or index has a sort key
 * @param ruledMillis when it was enabled; a part of the names of its rules
 */
public record ContributorInsights(
        String table,
        long tableNumber,
        @Nullable String index,
        int indexNumber,
        boolean enabled,
        String mode,
        boolean sorted,
        long ruledMillis,
        long updatedMillis) {

    /** What is meant if a request names no mode. */
    public static final String ALL_KEYS = "ACCESSED_AND_THROTTLED_KEYS";

    /** Whether this is of the table, or of its index, as it is now. */
    public boolean isOf(Table present) {
        if (present.number() != tableNumber) {
            return false;
        }
        return index == null
                || present.findIndex(index)
                        .filter(found -> found.number() == indexNumber)
                        .isPresent();
    }

    /**
     * The names of the rules that CloudWatch has for it in AWS. Source: Developer Guide,
     * "CloudWatch Contributor Insights for DynamoDB: How it works", and names recorded by
     * ack-api-quirks (DDB-TABLE-092 and 341).
     */
    public List<String> rules() {
        List<String> rules = new ArrayList<>();
        if (enabled) {
            boolean all = mode.equals(ALL_KEYS);
            for (String kind : List.of("PKC", "SKC", "PKT", "SKT")) {
                boolean wanted = (all || kind.endsWith("T")) && (sorted || kind.startsWith("P"));
                if (wanted) {
                    rules.add(
                            "DynamoDBContributorInsights-"
                                    + kind
                                    + '-'
                                    + table
                                    + (index == null ? "" : '-' + index)
                                    + '-'
                                    + ruledMillis);
                }
            }
        }
        return rules;
    }
}

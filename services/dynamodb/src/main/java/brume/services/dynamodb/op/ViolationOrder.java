package brume.services.dynamodb.op;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which DynamoDB lists violations of its model: that of the model, but for what was
 * recorded from the service in October 2026, by the DynamoDB conformance project (the token of a
 * transaction comes first) and by ack-api-quirks (the capacity of writes comes before that of
 * reads).
 */
final class ViolationOrder {

    private static final String FIRST = "' at 'clientRequestToken' failed";
    private static final String READ = ".readCapacityUnits' failed";
    private static final String WRITE = ".writeCapacityUnits' failed";

    private ViolationOrder() {}

    static List<String> of(List<String> violations) {
        if (violations.size() < 2) {
            return violations;
        }
        List<String> ordered = new ArrayList<>(violations);
        ordered.sort((a, b) -> Boolean.compare(b.contains(FIRST), a.contains(FIRST)));
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i - 1).contains(READ) && ordered.get(i).contains(WRITE)) {
                ordered.add(i - 1, ordered.remove(i));
            }
        }
        return ordered;
    }
}

package brume.services.lambda.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which records of a batch failed, by the answer of a function that reports it.
 *
 * @param all whether the whole batch counts as failed, because the answer cannot be understood
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">
 *     Reporting batch item failures</a>
 */
record BatchResponse(boolean all, Set<String> failed) {

    private static final BatchResponse ALL = new BatchResponse(true, Set.of());
    private static final BatchResponse NONE = new BatchResponse(false, Set.of());

    /** Reads {@code batchItemFailures}, in which only {@code identifiers} may occur. */
    static BatchResponse of(Optional<JsonNode> response, Set<String> identifiers) {
        if (response.isEmpty()) {
            return ALL;
        }
        JsonNode answer = response.get();
        if (!answer.isObject()) {
            // LocalStack recorded that null and [] are successes; other values are no failures.
            return NONE;
        }
        JsonNode failures = answer.path("batchItemFailures");
        if (failures.isMissingNode() || failures.isNull()) {
            return NONE;
        }
        if (!failures.isArray()) {
            return ALL;
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode failure : failures) {
            JsonNode identifier = failure.path("itemIdentifier");
            if (!identifier.isTextual() || !identifiers.contains(identifier.textValue())) {
                return ALL;
            }
            failed.add(identifier.textValue());
        }
        return new BatchResponse(false, failed);
    }
}

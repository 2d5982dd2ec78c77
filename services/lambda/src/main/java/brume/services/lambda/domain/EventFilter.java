package brume.services.lambda.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;

/**
 * Chooses records by patterns, with AWS's own library.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html">
 *     Control which events Lambda sends to your function</a>
 */
public final class EventFilter {

    /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
    public static final int FILTERS_MAX = 5;

    private final boolean all;
    private final GenericMachine<String> machine = GenericMachine.<String>builder().build();

    /** The records that match one of {@code patterns}, which are valid; all if there is none. */
    public EventFilter(List<String> patterns) {
        all = patterns.isEmpty();
        try {
            for (String pattern : patterns) {
                machine.addRule(pattern, pattern);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not a pattern", e);
        }
    }

    /** Whether a text is a pattern that can be matched. */
    public static boolean isValid(String pattern) {
        try {
            JsonNode tree = Documents.parse(pattern);
            return tree.isObject()
                    && (tree.isEmpty() || !JsonRuleCompiler.compile(pattern).isEmpty());
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    public boolean matches(JsonNode event) {
        if (all) {
            return true;
        }
        try {
            return !machine.rulesForJSONEvent(Documents.text(event)).isEmpty();
        } catch (Exception e) {
            throw new IllegalArgumentException("the record cannot be read", e);
        }
    }
}

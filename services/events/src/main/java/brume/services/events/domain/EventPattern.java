package brume.services.events.domain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Optional;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.MachineComplexityEvaluator;

/** Event patterns, compiled and matched by AWS's own library, within limits. */
public final class EventPattern {

    /** Quota "Event pattern size", in characters. */
    public static final int CHARACTERS_MAX = 4096;

    /** AWS refuses {@code *:*:*:*:*:event-bus/*}, which counts 11, and takes what counts 7. */
    private static final int COMPLEXITY_MAX = 10;

    private static final String TOO_COMPLEX =
            "Rule is too complex - try using fewer wildcard characters or fewer repeating"
                    + " character sequences after a wildcard character";

    private EventPattern() {}

    /** Why a pattern is not valid, in AWS's words; empty if it is. */
    public static Optional<String> findFault(String pattern) {
        if (pattern.length() > CHARACTERS_MAX) {
            return Optional.of("Event pattern is longer than " + CHARACTERS_MAX + " characters");
        }
        try {
            var compiled = JsonRuleCompiler.compile(pattern);
            if (compiled.isEmpty()) {
                return Optional.of("Empty event pattern");
            }
            GenericMachine<String> machine = machine();
            machine.addRule("pattern", pattern);
            int complexity =
                    machine.evaluateComplexity(new MachineComplexityEvaluator(COMPLEXITY_MAX));
            return complexity >= COMPLEXITY_MAX ? Optional.of(TOO_COMPLEX) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(e.getOriginalMessage() + location(e.getLocation(), pattern));
        } catch (IOException | RuntimeException e) {
            String reason = e.getMessage();
            return Optional.of(reason == null ? "Not a pattern" : reason);
        }
    }

    private static String location(JsonLocation location, String pattern) {
        return location == null
                ? ""
                : "\n at [Source: (String)\""
                        + pattern
                        + "\"; line: "
                        + location.getLineNr()
                        + ", column: "
                        + location.getColumnNr()
                        + "]";
    }

    /** An empty machine, which finds the names of the patterns that match an event. */
    public static GenericMachine<String> machine() {
        return GenericMachine.<String>builder().build();
    }

    /** Whether a valid pattern matches an event, which is a JSON object. */
    public static boolean matches(String pattern, String event) {
        GenericMachine<String> machine = machine();
        try {
            machine.addRule("pattern", pattern);
            return !machine.rulesForJSONEvent(event).isEmpty();
        } catch (Exception e) {
            throw new IllegalArgumentException("the pattern or the event cannot be read", e);
        }
    }
}

package brume.services.states.domain.asl;

import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Retry and Catch fields of a state, in their order. */
public record ErrorHandling(List<Retrier> retriers, List<Catcher> catchers) {

    public static final ErrorHandling NONE = new ErrorHandling(List.of(), List.of());

    /** Errors that nothing retries or catches. */
    private static final Set<String> FATAL = Set.of("States.Runtime");

    /**
     * What States.ALL of a Catch matches although that of a Retry does not: the developer guide
     * calls it terminal, and recorded executions show that Catch takes it (LocalStack,
     * tests/aws/services/stepfunctions, test_states_errors).
     */
    private static final String DATA_LIMIT = "States.DataLimitExceeded";

    /** Errors that States.TaskFailed does not match. */
    private static final Set<String> NOT_TASK_FAILED =
            Set.of("States.Timeout", "States.Runtime", DATA_LIMIT);

    /**
     * When to try a state again.
     *
     * @param maxDelaySeconds longest delay, or null
     * @param fullJitter whether the delay is drawn between nothing and its full length
     */
    public record Retrier(
            List<String> errors,
            long intervalSeconds,
            double backoffRate,
            int maxAttempts,
            @Nullable Long maxDelaySeconds,
            boolean fullJitter) {

        /** The delay before attempt number {@code attempt} (1 is the first retry), in seconds. */
        public double delaySeconds(int attempt) {
            double delay = intervalSeconds * Math.pow(backoffRate, attempt - 1);
            return maxDelaySeconds == null ? delay : Math.min(delay, maxDelaySeconds);
        }
    }

    /**
     * Where to go with an error; {@code resultPath} null discards it, {@code output} is JSONata's.
     */
    public record Catcher(
            List<String> errors,
            String next,
            @Nullable Path resultPath,
            @Nullable Template assign,
            @Nullable Template output) {}

    /** The position of the first retrier that names the error, or -1. */
    public int retrier(String error) {
        for (int i = 0; i < retriers.size(); i++) {
            if (matches(retriers.get(i).errors(), error, !error.equals(DATA_LIMIT))) {
                return i;
            }
        }
        return -1;
    }

    /** The first catcher that names the error. */
    public Optional<Catcher> catcher(String error) {
        return catchers.stream()
                .filter(catcher -> matches(catcher.errors(), error, true))
                .findFirst();
    }

    private static boolean matches(List<String> names, String error, boolean byAll) {
        if (FATAL.contains(error)) {
            return false;
        }
        for (String name : names) {
            boolean matches =
                    switch (name) {
                        case "States.ALL" -> byAll;
                        case "States.TaskFailed" -> !NOT_TASK_FAILED.contains(error);
                        default -> name.equals(error) || isTimeout(name, error);
                    };
            if (matches) {
                return true;
            }
        }
        return false;
    }

    /** A missed heartbeat is a timeout too. */
    private static boolean isTimeout(String name, String error) {
        return name.equals("States.Timeout") && error.equals("States.HeartbeatTimeout");
    }
}

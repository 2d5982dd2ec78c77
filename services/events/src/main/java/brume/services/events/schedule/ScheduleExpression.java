package brume.services.events.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * When a scheduled rule fires, in UTC. Source: EventBridge User Guide, "Schedule types in
 * EventBridge" (cron and rate expressions).
 */
public sealed interface ScheduleExpression permits RateExpression, CronExpression {

    /**
     * The first time after {@code after}; empty if there is none any more.
     *
     * @param start when the schedule began, from which rates count
     */
    Optional<Instant> next(Instant start, Instant after);

    /** Reads {@code rate(...)} or {@code cron(...)}; empty if it is neither, or wrong. */
    static Optional<ScheduleExpression> parse(String text) {
        if (text.startsWith("rate(") && text.endsWith(")")) {
            return RateExpression.parse(text.substring(5, text.length() - 1)).map(rate -> rate);
        }
        if (text.startsWith("cron(") && text.endsWith(")")) {
            return CronExpression.parse(text.substring(5, text.length() - 1)).map(cron -> cron);
        }
        return Optional.empty();
    }
}

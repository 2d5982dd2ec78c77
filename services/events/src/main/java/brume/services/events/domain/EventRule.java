package brume.services.events.domain;

import brume.base.Scope;
import brume.services.events.schedule.ScheduleExpression;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param scheduleStart when its schedule began to count
 * @param scheduleId changes whenever the schedule begins anew, so that older timers mean nothing
 */
public record EventRule(
        String bus,
        String name,
        @Nullable String eventPattern,
        @Nullable String scheduleExpression,
        String state,
        @Nullable String description,
        @Nullable String roleArn,
        Instant scheduleStart,
        String scheduleId,
        SortedMap<String, String> tags) {

    public static final String DISABLED = "DISABLED";

    public boolean enabled() {
        return !state.equals(DISABLED);
    }

    public String arn(Scope scope) {
        String path = bus.equals(EventBusEntry.DEFAULT) ? name : bus + '/' + name;
        return scope.arn("events", "rule/" + path).toString();
    }

    /** The first time after {@code after} at which the rule fires. */
    public Optional<Instant> next(Instant after) {
        return Optional.ofNullable(scheduleExpression)
                .flatMap(ScheduleExpression::parse)
                .flatMap(schedule -> schedule.next(scheduleStart, after));
    }

    public EventRule withState(String changed) {
        return new EventRule(
                bus,
                name,
                eventPattern,
                scheduleExpression,
                changed,
                description,
                roleArn,
                scheduleStart,
                scheduleId,
                tags);
    }

    public EventRule withSchedule(Instant start, String id) {
        return new EventRule(
                bus,
                name,
                eventPattern,
                scheduleExpression,
                state,
                description,
                roleArn,
                start,
                id,
                tags);
    }

    public EventRule withTags(SortedMap<String, String> changed) {
        return new EventRule(
                bus,
                name,
                eventPattern,
                scheduleExpression,
                state,
                description,
                roleArn,
                scheduleStart,
                scheduleId,
                changed);
    }
}

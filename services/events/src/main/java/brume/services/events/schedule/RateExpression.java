package brume.services.events.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code rate(5 minutes)}: regularly, counted from when the schedule began. */
record RateExpression(Duration interval) implements ScheduleExpression {

    private static final Pattern FORM =
            Pattern.compile("\\s*([1-9][0-9]{0,8})\\s+(minute|hour|day)(s?)\\s*");

    static Optional<RateExpression> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(matcher.group(1));
        // "rate(1 minute)" and "rate(5 minutes)", never the other way round.
        if ((count == 1) != matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        Duration unit =
                switch (matcher.group(2)) {
                    case "minute" -> Duration.ofMinutes(1);
                    case "hour" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        return Optional.of(new RateExpression(unit.multipliedBy(count)));
    }

    @Override
    public Optional<Instant> next(Instant start, Instant after) {
        if (after.isBefore(start)) {
            return Optional.of(start.plus(interval));
        }
        long passed = Duration.between(start, after).dividedBy(interval);
        return Optional.of(start.plus(interval.multipliedBy(passed + 1)));
    }
}

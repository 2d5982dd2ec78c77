package brume.services.events.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * {@code cron(minutes hours day-of-month month day-of-week year)} with AWS's wildcards. One of the
 * two fields for days is a question mark, and exactly one.
 */
final class CronExpression implements ScheduleExpression {

    private static final int YEAR_MIN = 1970;
    private static final int YEAR_MAX = 2199;
    private static final String[] MONTHS = {
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"
    };
    private static final String[] DAYS = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

    private final BitSet minutes;
    private final BitSet hours;
    private final DayRule days;
    private final BitSet months;
    private final BitSet years;

    private CronExpression(
            BitSet minutes, BitSet hours, DayRule days, BitSet months, BitSet years) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.years = years;
    }

    static Optional<CronExpression> parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 6) {
            return Optional.empty();
        }
        boolean anyDate = fields[2].equals("?");
        boolean anyWeekday = fields[4].equals("?");
        if (anyDate == anyWeekday) {
            return Optional.empty();
        }
        CronField date = new CronField(1, 31);
        CronField weekday = new CronField(1, 7, 1, DAYS);
        Optional<DayRule> days =
                anyDate ? DayRule.ofWeekday(fields[4], weekday) : DayRule.ofDate(fields[2], date);
        Optional<BitSet> minutes = new CronField(0, 59).parse(fields[0]);
        Optional<BitSet> hours = new CronField(0, 23).parse(fields[1]);
        Optional<BitSet> months = new CronField(1, 12, 1, MONTHS).parse(fields[3]);
        Optional<BitSet> years = new CronField(YEAR_MIN, YEAR_MAX).parse(fields[5]);
        if (minutes.isEmpty()
                || hours.isEmpty()
                || days.isEmpty()
                || months.isEmpty()
                || years.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CronExpression(
                        minutes.get(), hours.get(), days.get(), months.get(), years.get()));
    }

    @Override
    public Optional<Instant> next(Instant start, Instant after) {
        LocalDateTime from =
                LocalDateTime.ofInstant(after, ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .plusMinutes(1);
        LocalDate day = from.toLocalDate();
        Optional<LocalDateTime> today = Optional.empty();
        if (matches(day)) {
            today = timeFrom(day, from.getHour(), from.getMinute());
        }
        return today.or(() -> nextDay(day.plusDays(1)).flatMap(found -> timeFrom(found, 0, 0)))
                .map(time -> time.toInstant(ZoneOffset.UTC));
    }

    private boolean matches(LocalDate day) {
        return years.get(day.getYear()) && months.get(day.getMonthValue()) && days.matches(day);
    }

    private Optional<LocalDateTime> timeFrom(LocalDate day, int hour, int minute) {
        int sameHour = hours.get(hour) ? minutes.nextSetBit(minute) : -1;
        if (sameHour >= 0) {
            return Optional.of(day.atTime(hour, sameHour));
        }
        int later = hours.nextSetBit(hour + 1);
        return later < 0 ? Optional.empty() : Optional.of(day.atTime(later, minutes.nextSetBit(0)));
    }

    /** Steps over years and months that do not match, so at most a month's days are tried each. */
    private Optional<LocalDate> nextDay(LocalDate from) {
        LocalDate day = from;
        while (day.getYear() <= YEAR_MAX) {
            if (!years.get(day.getYear())) {
                int year = years.nextSetBit(day.getYear());
                if (year < 0) {
                    return Optional.empty();
                }
                day = LocalDate.of(year, 1, 1);
            } else if (!months.get(day.getMonthValue())) {
                day = YearMonth.from(day).plusMonths(1).atDay(1);
            } else if (days.matches(day)) {
                return Optional.of(day);
            } else {
                day = day.plusDays(1);
            }
        }
        return Optional.empty();
    }
}

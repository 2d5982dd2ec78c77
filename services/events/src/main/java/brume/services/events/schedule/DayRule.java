package brume.services.events.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.Optional;

/** On which days a cron expression fires, by its day-of-month or its day-of-week field. */
@FunctionalInterface
interface DayRule {

    boolean matches(LocalDate day);

    /** {@code *}, numbers, {@code L} (the last day) or {@code 15W} (the weekday nearest to it). */
    static Optional<DayRule> ofDate(String text, CronField field) {
        if (text.equals("L")) {
            return Optional.of(day -> day.getDayOfMonth() == day.lengthOfMonth());
        }
        if (text.equals("LW")) {
            return Optional.of(day -> day.equals(nearestWeekday(day, day.lengthOfMonth())));
        }
        if (text.endsWith("W")) {
            int date = field.number(text.substring(0, text.length() - 1));
            return date < 0
                    ? Optional.empty()
                    : Optional.of(day ->
                            date <= day.lengthOfMonth() && day.equals(nearestWeekday(day, date)));
        }
        return field.parse(text).map(dates -> day -> dates.get(day.getDayOfMonth()));
    }

    /** The weekday nearest to a date, within its month. */
    private static LocalDate nearestWeekday(LocalDate month, int date) {
        LocalDate wanted = month.withDayOfMonth(date);
        return switch (wanted.getDayOfWeek()) {
            case SATURDAY -> date == 1 ? wanted.plusDays(2) : wanted.minusDays(1);
            case SUNDAY ->
                    date == wanted.lengthOfMonth() ? wanted.minusDays(2) : wanted.plusDays(1);
            default -> wanted;
        };
    }

    /** {@code *}, numbers or names, {@code L} (Saturday), {@code 6L} (the last) or {@code 3#2}. */
    static Optional<DayRule> ofWeekday(String text, CronField field) {
        if (text.equals("L")) {
            return Optional.of(day -> day.getDayOfWeek() == DayOfWeek.SATURDAY);
        }
        if (text.endsWith("L")) {
            int number = field.number(text.substring(0, text.length() - 1));
            return number < 0
                    ? Optional.empty()
                    : Optional.of(day ->
                            number(day) == number && day.getDayOfMonth() > day.lengthOfMonth() - 7);
        }
        int hash = text.indexOf('#');
        if (hash >= 0) {
            int number = field.number(text.substring(0, hash));
            String count = text.substring(hash + 1);
            if (number < 0 || count.length() != 1 || "12345".indexOf(count.charAt(0)) < 0) {
                return Optional.empty();
            }
            int nth = Integer.parseInt(count);
            return Optional.of(
                    day -> number(day) == number && (day.getDayOfMonth() + 6) / 7 == nth);
        }
        Optional<BitSet> numbers = field.parse(text);
        return numbers.map(set -> day -> set.get(number(day)));
    }

    /** AWS counts from Sunday, which is 1. */
    private static int number(LocalDate day) {
        return day.getDayOfWeek().getValue() % 7 + 1;
    }
}

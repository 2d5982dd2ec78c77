package brume.iam;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dates of conditions: ISO 8601 as in the W3C's note on date and time formats, every part after
 * the year optional, or seconds since 1970. Source: IAM User Guide, "Date condition operators"; the
 * lenient forms (one digit of hours, a zone without minutes, {@code 01T}) are those that IAM takes
 * in documents recorded by moto's tests.
 */
final class PolicyDate {

    private static final int LENGTH_MAX = 64;
    private static final long YEAR_MIN = -292_275_054;
    private static final long YEAR_MAX = 292_278_993;
    private static final int ZONE_HOURS_MAX = 23;
    private static final int MINUTES_MAX = 59;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,19}");
    private static final Pattern ISO =
            Pattern.compile(
                    "(?<year>-?\\d{1,9})(-(?<month>\\d{1,2})(-(?<day>\\d{1,2}))?)?"
                        + "([tT](?<hour>\\d{1,2})?(:(?<minute>\\d{1,2})"
                        + "(:(?<second>\\d{1,2})(\\.(?<fraction>\\d{1,9}))?)?)?"
                        + "([zZ]|(?<sign>[+-])(?<zoneHour>\\d{2})(:?(?<zoneMinute>\\d{2}))?)?)?");

    private PolicyDate() {}

    static boolean isValid(String text) {
        return parse(text) != null;
    }

    /** The instant, or null if the text is no date. */
    static @Nullable Instant parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return null;
        }
        if (SECONDS.matcher(text).matches()) {
            return ofSeconds(text);
        }
        Matcher iso = ISO.matcher(text);
        return iso.matches() ? ofParts(iso) : null;
    }

    private static @Nullable Instant ofSeconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            return Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Instant ofParts(Matcher iso) {
        int year = Integer.parseInt(iso.group("year"));
        int zoneHour = part(iso, "zoneHour", 0);
        int zoneMinute = part(iso, "zoneMinute", 0);
        if (year < YEAR_MIN
                || year > YEAR_MAX
                || zoneHour > ZONE_HOURS_MAX
                || zoneMinute > MINUTES_MAX) {
            return null;
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            year,
                            part(iso, "month", 1),
                            part(iso, "day", 1),
                            part(iso, "hour", 0),
                            part(iso, "minute", 0),
                            part(iso, "second", 0),
                            nanos(iso.group("fraction")));
            long east = (zoneHour * 60L + zoneMinute) * 60;
            return local.toInstant(ZoneOffset.UTC)
                    .minusSeconds("-".equals(iso.group("sign")) ? -east : east);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int part(Matcher iso, String name, int absent) {
        String digits = iso.group(name);
        return digits == null ? absent : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }
}

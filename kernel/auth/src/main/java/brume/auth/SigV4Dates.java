package brume.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The times in signatures: ISO 8601 basic format in UTC. */
final class SigV4Dates {

    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private SigV4Dates() {}

    static String format(Instant instant) {
        return BASIC.format(instant);
    }

    /** The instant of a basic ISO 8601 text. */
    static Instant parse(String text) {
        // By hand: the formatter costs as much as the rest of the verification.
        if (text.length() != 16 || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            throw malformed(text);
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw malformed(text);
        }
    }

    /** An HTTP Date header in the basic format. */
    static String fromHttpDate(String date) {
        if (date.length() == 16 && date.charAt(8) == 'T') {
            return date;
        }
        try {
            return format(
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            throw malformed(date);
        }
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed(text);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static AuthFailureException malformed(String text) {
        return AuthFailure.incomplete(
                        "Date must be in ISO-8601 'basic format'. Got '"
                                + text
                                + "'. See http://en.wikipedia.org/wiki/ISO_8601")
                .exception();
    }
}

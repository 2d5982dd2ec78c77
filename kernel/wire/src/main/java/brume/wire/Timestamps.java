package brume.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The three forms of a timestamp in AWS's protocols (Smithy: timestampFormat). */
final class Timestamps {

    static final String ISO = "iso8601";
    static final String HTTP = "rfc822";
    static final String EPOCH = "unixTimestamp";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO_SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** The years 0001 to 9999, which every format can express. */
    private static final long SECONDS_MIN = -62_135_596_800L;

    private static final long SECONDS_MAX = 253_402_300_799L;

    private Timestamps() {}

    /** The text of an instant; {@code format} is the model's, or the protocol's default if null. */
    static String format(Instant instant, @Nullable String format, String protocolDefault) {
        return switch (format == null ? protocolDefault : format) {
            case EPOCH -> epoch(instant).toPlainString();
            case HTTP -> HTTP_DATE.format(instant);
            default -> iso(instant);
        };
    }

    /** Seconds since the epoch with as many of three decimals as are not zero. */
    static BigDecimal epoch(Instant instant) {
        long millis = instant.toEpochMilli();
        if (millis % 1000 == 0) {
            return BigDecimal.valueOf(millis / 1000);
        }
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    }

    /** {@code 2015-01-25T08:00:00Z}, with milliseconds if there are any. */
    static String iso(Instant instant) {
        return instant.toEpochMilli() % 1000 == 0
                ? ISO_SECONDS.format(instant)
                : ISO_MILLIS.format(instant);
    }

    /** {@code 2015-01-25T08:00:00.000Z}, as the EC2 and query protocols print it. */
    static String isoMillis(Instant instant) {
        return ISO_MILLIS.format(instant);
    }

    /** Reads any of the three forms, as AWS's services do. */
    static Instant parse(String text) {
        try {
            if (text.isEmpty() || text.length() > 64) {
                throw new WireFormatException("Unable to parse timestamp");
            }
            if (Character.isLetter(text.charAt(0))) {
                return bounded(
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            }
            if (text.indexOf('T') > 0) {
                return bounded(OffsetDateTime.parse(text).toInstant());
            }
            return ofEpoch(new BigDecimal(text));
        } catch (DateTimeException | NumberFormatException e) {
            throw new WireFormatException("Unable to parse timestamp");
        }
    }

    static Instant ofEpoch(BigDecimal seconds) {
        if (Math.abs((long) seconds.precision() - seconds.scale()) > 13 || seconds.scale() > 400) {
            throw new WireFormatException("Unable to parse timestamp");
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        int nanos = seconds.subtract(whole).movePointRight(9).intValue();
        return bounded(Instant.ofEpochSecond(whole.longValueExact(), nanos));
    }

    private static Instant bounded(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            throw new WireFormatException("Unable to parse timestamp");
        }
        return instant;
    }
}

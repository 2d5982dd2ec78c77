package brume.services.ec2.domain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as EC2 writes them: UTC with milliseconds, such as 2009-12-07T21:10:35.000Z. */
public final class Times {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    public static Instant of(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    public static String text(Instant time) {
        return FORM.format(time);
    }
}

package brume.services.logs.domain;

import brume.spi.Quota;
import java.util.List;
import java.util.Set;

/** The limits of CloudWatch Logs, and our own where AWS documents none. */
public final class LogsQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";
    private static final String PUT_LOG_EVENTS =
            "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html";
    private static final String OWN = "Brume's own limit";

    /** Sum of the messages in UTF-8 and {@link #EVENT_OVERHEAD_BYTES} for each event. */
    public static final Quota BATCH_BYTES = new Quota("Batch size", 1_048_576, PUT_LOG_EVENTS);

    public static final Quota EVENT_OVERHEAD_BYTES =
            new Quota("Bytes added per event", 26, PUT_LOG_EVENTS);
    public static final Quota BATCH_EVENTS = new Quota("Events per batch", 10_000, PUT_LOG_EVENTS);
    public static final Quota BATCH_SPAN_HOURS = new Quota("Batch span", 24, PUT_LOG_EVENTS);
    public static final Quota TOO_OLD_DAYS = new Quota("Oldest event", 14, PUT_LOG_EVENTS);
    public static final Quota TOO_NEW_HOURS = new Quota("Newest event", 2, PUT_LOG_EVENTS);
    public static final Quota LOG_GROUPS = new Quota("Log groups", 1_000_000, SOURCE);
    public static final Quota TAGS = new Quota("Tags per log group", 50, SOURCE);
    public static final Quota PAGE_EVENTS = new Quota("Events per answer", 10_000, SOURCE);
    public static final Quota PAGE_BYTES = new Quota("Size of an answer", 1_048_576, SOURCE);
    public static final Quota DESCRIBE_PAGE = new Quota("Items per page", 50, SOURCE);
    public static final Quota PATTERN_TERMS = new Quota("Terms per filter pattern", 128, OWN);
    public static final Quota PATTERN_DEPTH = new Quota("Nesting of a filter pattern", 32, OWN);
    public static final Quota PATTERN_EXPRESSIONS =
            new Quota(
                    "Regular expressions per filter pattern",
                    2,
                    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html");

    /** Source: the list in API_PutRetentionPolicy; no other values are taken. */
    public static final Set<Integer> RETENTION_DAYS =
            Set.of(
                    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192,
                    2557, 2922, 3288, 3653);

    /** FilterLogEvents answers a token, and perhaps no events, after having looked at so many. */
    public static final Quota SEARCHED_EVENTS = new Quota("Events searched per call", 200_000, OWN);

    public static final Quota SEARCHED_BYTES =
            new Quota("Bytes of messages searched per call", 16 << 20, OWN);

    /** An hour in which a stream has events. */
    public static final Quota SEARCHED_HOURS = new Quota("Stream hours per call", 50_000, OWN);

    private LogsQuotas() {}

    public static List<Quota> all() {
        return List.of(
                BATCH_BYTES,
                EVENT_OVERHEAD_BYTES,
                BATCH_EVENTS,
                BATCH_SPAN_HOURS,
                TOO_OLD_DAYS,
                TOO_NEW_HOURS,
                LOG_GROUPS,
                TAGS,
                PAGE_EVENTS,
                PAGE_BYTES,
                DESCRIBE_PAGE,
                PATTERN_TERMS,
                PATTERN_DEPTH,
                PATTERN_EXPRESSIONS,
                SEARCHED_EVENTS,
                SEARCHED_BYTES,
                SEARCHED_HOURS);
    }
}

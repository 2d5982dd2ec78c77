package brume.services.logs.domain;

import brume.spi.Quota;
import java.util.List;

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

    /** FilterLogEvents answers a token, and perhaps no events, after having looked at so many. */
    public static final Quota SEARCHED_EVENTS = new Quota("Events searched per call", 200_000, OWN);

    public static final Quota SEARCHED_HOURS = new Quota("Stream hours per call", 20_000, OWN);

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
                SEARCHED_HOURS);
    }
}

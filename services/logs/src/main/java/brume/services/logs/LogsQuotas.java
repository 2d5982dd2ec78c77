package brume.services.logs;

import brume.spi.Quota;
import java.util.Set;

/** The log service's limits. */
public final class LogsQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html";

    public static final Quota BATCH_BYTES = new Quota("Batch size", 1_048_576, SOURCE);
    public static final Quota BATCH_SPAN_MILLIS = new Quota("Batch span", 86_400_000, SOURCE);
    public static final Quota AGE_MILLIS = new Quota("Event age", 14 * 86_400_000L, SOURCE);
    public static final Quota FUTURE_MILLIS = new Quota("Event in the future", 7_200_000, SOURCE);
    public static final Quota ANSWER_BYTES =
            new Quota(
                    "Data returned by GetLogEvents and FilterLogEvents",
                    1_048_576,
                    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html");
    public static final Quota ANSWER_EVENTS =
            new Quota(
                    "Events returned by GetLogEvents and FilterLogEvents",
                    10_000,
                    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html");
    public static final Quota TAGS =
            new Quota(
                    "Tags",
                    50,
                    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html");

    /** Our own: events that one FilterLogEvents looks at before it answers a page. */
    public static final Quota EVENTS_SEARCHED =
            new Quota("Events searched by one FilterLogEvents", 200_000, "");

    /**
     * Source: API_PutRetentionPolicy. Its page lists these values; no others are taken.
     */
    public static final Set<Integer> RETENTION_DAYS =
            Set.of(
                    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192,
                    2557, 2922, 3288, 3653);

    private LogsQuotas() {}
}

package brume.services.events.domain;

import brume.spi.Quota;

/** EventBridge's limits. */
public final class EventsQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";

    public static final Quota BUSES = new Quota("Event buses", 100, SOURCE);
    public static final Quota RULES_PER_BUS = new Quota("Rules per event bus", 300, SOURCE);
    public static final Quota TARGETS_PER_RULE = new Quota("Targets per rule", 5, SOURCE);
    public static final Quota CONNECTIONS = new Quota("Connections", 3_000, SOURCE);
    public static final Quota ENTRIES_BYTES =
            new Quota(
                    "PutEvents entry size",
                    262_144,
                    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html");
    public static final Quota POLICY_CHARACTERS = new Quota("Bus policy size", 10_240, SOURCE);
    public static final Quota TAGS = new Quota("Tags per resource", 50, SOURCE);
    public static final Quota RETRIES =
            new Quota(
                    "MaximumRetryAttempts, default",
                    185,
                    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html");
    public static final Quota AGE_SECONDS =
            new Quota(
                    "MaximumEventAgeInSeconds, default",
                    86_400,
                    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html");

    /** Our own: how many missed times of a schedule are made up for after a jump of the clock. */
    public static final Quota CATCH_UP = new Quota("Missed firings made up for", 24, "");

    private EventsQuotas() {}
}

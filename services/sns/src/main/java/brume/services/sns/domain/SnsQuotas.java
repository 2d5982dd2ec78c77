package brume.services.sns.domain;

import brume.spi.Quota;

/** SNS's limits. */
public final class SnsQuotas {

    private static final String SOURCE = "https://docs.aws.amazon.com/general/latest/gr/sns.html";
    private static final String FILTERS =
            "https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html";

    public static final Quota MESSAGE_BYTES =
            new Quota(
                    "Message size",
                    262_144,
                    "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html");
    public static final Quota BATCH_ENTRIES =
            new Quota(
                    "Entries per batch",
                    10,
                    "https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html");
    public static final Quota SUBJECT_CHARACTERS =
            new Quota(
                    "Subject", 100, "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html");
    public static final Quota NAME_CHARACTERS =
            new Quota(
                    "Topic name",
                    256,
                    "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html");
    public static final Quota TAGS = new Quota("Tags per topic", 50, SOURCE);
    public static final Quota PAGE =
            new Quota(
                    "Topics or subscriptions per page",
                    100,
                    "https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html");
    public static final Quota DEDUPLICATION_SECONDS =
            new Quota(
                    "Deduplication interval",
                    300,
                    "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html");
    public static final Quota FILTER_KEYS = new Quota("Keys of a filter policy", 5, FILTERS);

    /**
     * Our own: AWS takes 12,500,000 for a standard topic. A publication is one commit here, with
     * one row for each subscription.
     */
    public static final Quota SUBSCRIPTIONS = new Quota("Subscriptions per topic", 10_000, "");

    private SnsQuotas() {}
}

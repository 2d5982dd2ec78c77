package brume.services.sqs.domain;

import brume.spi.Quota;

/** SQS's limits. */
public final class SqsQuotas {

    private static final String MESSAGES =
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html";
    private static final String QUEUES =
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html";
    private static final String POLICIES =
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html";
    private static final String ATTRIBUTES =
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html";
    private static final String LISTS =
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html";

    public static final Quota MESSAGE_BYTES = new Quota("Message size", 1_048_576, MESSAGES);
    public static final Quota MESSAGE_BYTES_MIN =
            new Quota("MaximumMessageSize, least value", 1_024, ATTRIBUTES);
    public static final Quota BATCH_ENTRIES = new Quota("Entries per batch", 10, MESSAGES);
    public static final Quota MESSAGE_ATTRIBUTES = new Quota("Message attributes", 10, MESSAGES);
    public static final Quota ATTRIBUTE_NAME_CHARACTERS =
            new Quota("Message attribute name", 256, MESSAGES);
    public static final Quota DELAY_SECONDS = new Quota("DelaySeconds", 900, ATTRIBUTES);
    public static final Quota RETENTION_SECONDS_MIN =
            new Quota("MessageRetentionPeriod, least value", 60, ATTRIBUTES);
    public static final Quota RETENTION_SECONDS =
            new Quota("MessageRetentionPeriod", 1_209_600, ATTRIBUTES);
    public static final Quota WAIT_SECONDS =
            new Quota("ReceiveMessageWaitTimeSeconds", 20, ATTRIBUTES);
    public static final Quota VISIBILITY_SECONDS =
            new Quota("VisibilityTimeout", 43_200, ATTRIBUTES);
    public static final Quota RECEIVE_COUNT =
            new Quota(
                    "maxReceiveCount",
                    1_000,
                    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html");
    public static final Quota IN_FLIGHT = new Quota("In-flight messages", 120_000, QUEUES);
    public static final Quota NAME_CHARACTERS = new Quota("Queue name", 80, QUEUES);
    public static final Quota TAGS = new Quota("Queue tags", 50, QUEUES);
    public static final Quota PAGE = new Quota("Queues per page", 1_000, LISTS);
    public static final Quota POLICY_BYTES = new Quota("Policy size", 8_192, POLICIES);
    public static final Quota POLICY_ACTIONS = new Quota("Actions per statement", 7, POLICIES);
    public static final Quota POLICY_STATEMENTS = new Quota("Statements per policy", 20, POLICIES);
    public static final Quota DEDUPLICATION_SECONDS =
            new Quota(
                    "Deduplication interval",
                    300,
                    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html");
    public static final Quota PURGE_SECONDS =
            new Quota(
                    "Time between two purges",
                    60,
                    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html");

    /** Our own: a queue with more messages says this number when it is asked how many it has. */
    public static final Quota COUNTED = new Quota("Messages that are counted", 100_000, "");

    private SqsQuotas() {}
}

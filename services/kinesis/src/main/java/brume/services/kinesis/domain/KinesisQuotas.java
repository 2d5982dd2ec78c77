package brume.services.kinesis.domain;

import brume.spi.Quota;

/** Kinesis Data Streams' limits. */
public final class KinesisQuotas {

    private static final String LIMITS =
            "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html";
    private static final String API = "https://docs.aws.amazon.com/kinesis/latest/APIReference/";

    public static final Quota SHARDS =
            new Quota("Shards per account and Region, most Regions", 1_000, LIMITS);
    public static final Quota SHARDS_LARGE_REGION =
            new Quota("Shards per account in us-east-1, us-west-2, eu-west-1", 20_000, LIMITS);
    public static final Quota STREAM_SHARDS =
            new Quota("Shards of a stream", 10_000, API + "API_UpdateShardCount.html");
    public static final Quota ON_DEMAND_STREAMS = new Quota("On-demand streams", 50, LIMITS);
    public static final Quota ON_DEMAND_SHARDS =
            new Quota("Shards of a new on-demand stream", 4, LIMITS);
    public static final Quota RESIZES_PER_DAY =
            new Quota("UpdateShardCount per day", 10, API + "API_UpdateShardCount.html");
    public static final Quota MODE_CHANGES_PER_DAY =
            new Quota("UpdateStreamMode per day", 2, API + "API_UpdateStreamMode.html");
    public static final Quota RETENTION_HOURS_MIN =
            new Quota("Retention period, least", 24, LIMITS);
    public static final Quota RETENTION_HOURS = new Quota("Retention period", 8_760, LIMITS);
    public static final Quota RECORD_KIB = new Quota("Record size, default, in KiB", 1_024, LIMITS);
    public static final Quota PUT_BYTES =
            new Quota("PutRecords, bytes", 10L << 20, API + "API_PutRecords.html");
    public static final Quota SHARD_WRITE_BYTES =
            new Quota("Bytes written to a shard per second", 1L << 20, LIMITS);
    public static final Quota SHARD_WRITE_RECORDS =
            new Quota("Records written to a shard per second", 1_000, LIMITS);
    public static final Quota SHARD_READ_BYTES =
            new Quota("Bytes read from a shard per second", 2L << 20, LIMITS);
    public static final Quota SHARD_READS =
            new Quota("GetRecords of a shard per second", 5, LIMITS);
    public static final Quota GET_RECORDS =
            new Quota("GetRecords, records", 10_000, API + "API_GetRecords.html");
    public static final Quota GET_BYTES =
            new Quota("GetRecords, bytes", 10L << 20, API + "API_GetRecords.html");
    public static final Quota ITERATOR_MILLIS =
            new Quota("Age of a shard iterator", 300_000, API + "API_GetShardIterator.html");
    public static final Quota TOKEN_MILLIS =
            new Quota("Age of a token of ListShards", 300_000, API + "API_ListShards.html");
    public static final Quota CONSUMERS = new Quota("Registered consumers of a stream", 20, LIMITS);
    public static final Quota SUBSCRIPTION_SECONDS =
            new Quota("SubscribeToShard", 300, API + "API_SubscribeToShard.html");
    public static final Quota SUBSCRIPTION_PAUSE_MILLIS =
            new Quota(
                    "Time before a subscription is replaced",
                    5_000,
                    API + "API_SubscribeToShard.html");
    public static final Quota TAGS = new Quota("Tags", 50, API + "API_TagResource.html");
    public static final Quota POLICY_BYTES =
            new Quota("Resource policy", 20_480, API + "API_PutResourcePolicy.html");

    private KinesisQuotas() {}

    /** The quota of shards in a region. */
    public static long shards(String region) {
        return switch (region) {
            case "us-east-1", "us-west-2", "eu-west-1" -> SHARDS_LARGE_REGION.value();
            default -> SHARDS.value();
        };
    }
}

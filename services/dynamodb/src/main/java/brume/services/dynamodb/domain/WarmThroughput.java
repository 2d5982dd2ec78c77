package brume.services.dynamodb.domain;

/**
 * The units a second that a table or index could serve at once. It never sinks: it is the highest
 * capacity that was ever provisioned or asked for.
 *
 * <p>Source: Developer Guide, "Understanding DynamoDB warm throughput".
 */
public record WarmThroughput(long read, long write) {

    /** What every on-demand table and index begins with. */
    public static final WarmThroughput ON_DEMAND = new WarmThroughput(12_000, 4_000);

    public static final WarmThroughput NONE = new WarmThroughput(0, 0);

    /** The higher of both, each for itself. */
    public WarmThroughput max(WarmThroughput other) {
        return new WarmThroughput(Math.max(read, other.read), Math.max(write, other.write));
    }
}

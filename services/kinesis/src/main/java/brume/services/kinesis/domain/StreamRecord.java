package brume.services.kinesis.domain;

/**
 * A record as it is stored.
 *
 * @param number its place among all records, in the order of the commits
 * @param arrivalMillis about when it was written
 */
@SuppressWarnings("ArrayRecordComponent")
public record StreamRecord(long number, long arrivalMillis, String partitionKey, byte[] data) {

    /** What it counts for the limits of throughput. */
    public long bytes() {
        return (long) partitionKey.length() + data.length;
    }
}

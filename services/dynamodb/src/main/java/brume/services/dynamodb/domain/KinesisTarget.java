package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * A Kinesis stream that gets, or got, the changes of a table.
 *
 * @param number what the keys of the changes that are still to be delivered begin with
 * @param active false after it was disabled; what was changed before is still delivered
 * @param precision MILLISECOND or MICROSECOND of the times of changes, or null
 */
public record KinesisTarget(
        String streamArn, long number, boolean active, @Nullable String precision) {

    public static final String MICROSECOND = "MICROSECOND";

    public KinesisTarget withPrecision(String changed) {
        return new KinesisTarget(streamArn, number, active, changed);
    }

    public KinesisTarget disabled() {
        return new KinesisTarget(streamArn, number, false, precision);
    }
}

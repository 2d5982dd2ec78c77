package brume.services.logs.domain;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The place of an event in the order of its group: by time, then by arrival. Its text form has 56
 * digits, as AWS's event ids have.
 *
 * @param timestamp milliseconds since the epoch
 * @param number the number of the event's arrival: see {@link #ingestedMillis}
 * @param streamId the stream it belongs to
 */
public record EventId(long timestamp, long number, long streamId) implements Comparable<EventId> {

    /** Before every event. */
    public static final EventId FIRST = new EventId(0, 0, 0);

    private static final int DIGITS = 56;
    private static final int TIMESTAMP_SHIFT = 144;
    private static final int NUMBER_SHIFT = 72;
    private static final BigInteger LOW = BigInteger.ONE.shiftLeft(NUMBER_SHIFT).subtract(BigInteger.ONE);
    private static final int ARRIVAL_BITS = 20;

    /** The smallest number of an event that arrives at {@code millis}. */
    public static long numberAt(long millis) {
        return millis << ARRIVAL_BITS;
    }

    /** When an event with this number arrived: numbers count within a millisecond. */
    public static long ingestedMillis(long number) {
        return number >> ARRIVAL_BITS;
    }

    public long ingestedMillis() {
        return ingestedMillis(number);
    }

    /** The text form, whose alphabetical order is the order of the events. */
    public String text() {
        String digits =
                BigInteger.valueOf(timestamp)
                        .shiftLeft(TIMESTAMP_SHIFT)
                        .or(BigInteger.valueOf(number).shiftLeft(NUMBER_SHIFT))
                        .or(BigInteger.valueOf(streamId))
                        .toString();
        return digits.length() >= DIGITS ? digits : "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Reads a text form back; empty if it is none. */
    public static Optional<EventId> parse(String text) {
        if (text.length() != DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        BigInteger all = new BigInteger(text);
        BigInteger timestamp = all.shiftRight(TIMESTAMP_SHIFT);
        BigInteger number = all.shiftRight(NUMBER_SHIFT).and(LOW);
        BigInteger stream = all.and(LOW);
        if (number.bitLength() > 63 || stream.bitLength() > 63) {
            return Optional.empty();
        }
        return Optional.of(
                new EventId(timestamp.longValue(), number.longValue(), stream.longValue()));
    }

    /** The place directly behind this one. */
    public EventId next() {
        return new EventId(timestamp, number + 1, 0);
    }

    /** The place directly before this one. */
    public EventId previous() {
        return new EventId(timestamp, Math.max(0, number - 1), Long.MAX_VALUE);
    }

    @Override
    public int compareTo(EventId other) {
        int order = Long.compare(timestamp, other.timestamp);
        order = order != 0 ? order : Long.compare(number, other.number);
        return order != 0 ? order : Long.compare(streamId, other.streamId);
    }
}

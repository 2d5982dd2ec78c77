package brume.services.logs.domain;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The place of an event in the order of its group: by time, then by arrival. Its text form has 56
 * digits, as AWS's event ids have.
 *
 * @param timeMillis the event's own time, since the epoch
 * @param number the number of its arrival, which tells when that was; unique in the store
 * @param streamId the stream it belongs to
 */
public record EventId(long timeMillis, long number, long streamId) implements Comparable<EventId> {

    /** Later than any event: the year 9999. */
    public static final long TIME_MAX = 253_402_300_799_999L;

    private static final int DIGITS = 56;
    private static final int TIME_SHIFT = 144;
    private static final int NUMBER_SHIFT = 72;
    private static final BigInteger LOW =
            BigInteger.ONE.shiftLeft(NUMBER_SHIFT).subtract(BigInteger.ONE);
    private static final int ARRIVAL_BITS = 20;

    /** The place before every event at {@code timeMillis} or later. */
    public static EventId at(long timeMillis) {
        return new EventId(Math.clamp(timeMillis, 0, TIME_MAX), 0, 0);
    }

    /** The smallest number of an event that arrives at {@code millis}. */
    public static long numberAt(long millis) {
        return millis << ARRIVAL_BITS;
    }

    /** When the event arrived: numbers count within a millisecond. */
    public long ingestedMillis() {
        return number >> ARRIVAL_BITS;
    }

    /** The text form, whose alphabetical order is the order of the events. */
    public String text() {
        String digits =
                BigInteger.valueOf(timeMillis)
                        .shiftLeft(TIME_SHIFT)
                        .or(BigInteger.valueOf(number).shiftLeft(NUMBER_SHIFT))
                        .or(BigInteger.valueOf(streamId))
                        .toString();
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    /** Reads a text form back; empty if it is none. */
    public static Optional<EventId> parse(String text) {
        if (text.length() != DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        BigInteger all = new BigInteger(text);
        BigInteger time = all.shiftRight(TIME_SHIFT);
        BigInteger number = all.shiftRight(NUMBER_SHIFT).and(LOW);
        BigInteger stream = all.and(LOW);
        if (time.bitLength() > 62 || number.bitLength() > 62 || stream.bitLength() > 63) {
            return Optional.empty();
        }
        return Optional.of(new EventId(time.longValue(), number.longValue(), stream.longValue()));
    }

    /** The place directly behind this event. */
    public EventId next() {
        return new EventId(timeMillis, number + 1, 0);
    }

    @Override
    public int compareTo(EventId other) {
        int order = Long.compare(timeMillis, other.timeMillis);
        order = order != 0 ? order : Long.compare(number, other.number);
        return order != 0 ? order : Long.compare(streamId, other.streamId);
    }
}

package brume.services.kinesis.domain;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A record's place in its shard, in the form of AWS's numbers, 186 bits in decimal digits: 2, when
 * the shard was made (36 bits of seconds), the shard's last four bits, the record's number (64),
 * zeros (8), when it was written (36), the shard (32), and 2 for this form. The clients' libraries
 * compare them as numbers and read shard and form from them.
 *
 * <p>Source of the form: kinesalite, which compares itself with AWS; SequenceNumberValidator of the
 * Kinesis Client Library.
 */
public record SequenceNumber(long createdSeconds, int shard, long number, long seconds) {

    private static final int FORM = 2;
    private static final int BITS = 186;
    private static final int CREATED_AT = 148;
    private static final int NIBBLE_AT = 144;
    private static final int NUMBER_AT = 80;
    private static final int SECONDS_AT = 36;
    private static final int SHARD_AT = 4;
    private static final long SECONDS_MASK = (1L << 36) - 1;

    /** The greatest count of digits of a number of this form. */
    private static final int DIGITS_MAX = 57;

    /**
     * The sequence number of a record.
     *
     * @param millis when it was written
     */
    public static SequenceNumber of(Shard shard, long number, long millis) {
        return new SequenceNumber(
                shard.createdSeconds(), shard.index(), number, Math.floorDiv(millis, 1000));
    }

    /** Reads a sequence number; empty if it is none of this form. */
    public static Optional<SequenceNumber> find(String text) {
        if (text.isEmpty()
                || text.length() > DIGITS_MAX
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        BigInteger bits = new BigInteger(text);
        SequenceNumber number =
                new SequenceNumber(
                        part(bits, CREATED_AT) & SECONDS_MASK,
                        (int) part(bits, SHARD_AT),
                        part(bits, NUMBER_AT),
                        part(bits, SECONDS_AT) & SECONDS_MASK);
        // What is not of this form does not come back as it was.
        return number.shard >= 0 && number.number >= 0 && number.text().equals(text)
                ? Optional.of(number)
                : Optional.empty();
    }

    private static long part(BigInteger bits, int at) {
        return bits.shiftRight(at).longValue();
    }

    /** Whether it is one of that shard's. */
    public boolean isOf(Shard other) {
        return shard == other.index() && createdSeconds == other.createdSeconds();
    }

    public String text() {
        return BigInteger.ONE
                .shiftLeft(BITS - 1)
                .or(BigInteger.valueOf(createdSeconds).shiftLeft(CREATED_AT))
                .or(BigInteger.valueOf(shard & 0xf).shiftLeft(NIBBLE_AT))
                .or(BigInteger.valueOf(number).shiftLeft(NUMBER_AT))
                .or(BigInteger.valueOf(seconds & SECONDS_MASK).shiftLeft(SECONDS_AT))
                .or(BigInteger.valueOf(shard).shiftLeft(SHARD_AT))
                .or(BigInteger.valueOf(FORM))
                .toString();
    }
}

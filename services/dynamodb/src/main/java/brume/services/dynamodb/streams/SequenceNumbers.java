package brume.services.dynamodb.streams;

import brume.services.dynamodb.value.InvalidRequest;
import java.math.BigInteger;

/**
 * Sequence numbers as clients see them: digits only, at least 21 (the model's least length), and in
 * the same order as texts and as numbers, whichever a client compares.
 */
final class SequenceNumbers {

    private static final BigInteger BASE = BigInteger.TEN.pow(20);

    private SequenceNumbers() {}

    static String text(long number) {
        return "1%020d".formatted(number);
    }

    /**
     * The number of a text, -1 if it is less than every number and {@link Long#MAX_VALUE} if it is
     * greater.
     */
    static long parse(String text) {
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidRequest("Invalid SequenceNumber");
        }
        BigInteger number = new BigInteger(text).subtract(BASE);
        if (number.signum() < 0) {
            return -1;
        }
        return number.bitLength() < Long.SIZE ? number.longValueExact() : Long.MAX_VALUE;
    }
}

package brume.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the characters of strings that need attention, eight bytes at a time. */
final class JsonCharacters {

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private JsonCharacters() {}

    /** Neither quote, escape, control nor beyond ASCII. */
    static boolean isPlain(byte b) {
        return b >= 0x20 && b != '"' && b != '\\';
    }

    /**
     * The first place in a range that does not hold a plain character, or its end. A borrow can
     * only mark bytes above one that is marked rightly, so the lowest mark is exact.
     */
    static int plainEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i + Long.BYTES <= end) {
            long word = (long) WORDS.get(bytes, i);
            long marks =
                    word
                            | (word - ONES * 0x20)
                            | ((word ^ (ONES * '"')) - ONES)
                            | ((word ^ (ONES * '\\')) - ONES);
            marks &= HIGH_BITS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < end && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }
}

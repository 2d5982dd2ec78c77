package brume.wire;

/** The well-formedness of UTF-8 (Unicode standard, table 3-7). */
final class Utf8 {

    private Utf8() {}

    static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int b = bytes[i] & 0xff;
            if (b < 0x80) {
                i++;
                continue;
            }
            int length = sequenceLength(b);
            if (length == 0 || i + length > to || !secondFits(b, bytes[i + 1] & 0xff)) {
                return false;
            }
            for (int k = 2; k < length; k++) {
                if ((bytes[i + k] & 0xc0) != 0x80) {
                    return false;
                }
            }
            i += length;
        }
        return true;
    }

    private static int sequenceLength(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            return 3;
        } else if (first >= 0xf0 && first <= 0xf4) {
            return 4;
        }
        return 0;
    }

    /** Overlong forms, surrogates and code points above U+10FFFF show in the second byte. */
    private static boolean secondFits(int first, int second) {
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        return second >= least && second <= greatest;
    }
}

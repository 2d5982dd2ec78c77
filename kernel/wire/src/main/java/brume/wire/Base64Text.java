package brume.wire;

import java.util.Base64;

/** Base64 as DynamoDB reads it: padded, and in its one canonical form. */
final class Base64Text {

    private Base64Text() {}

    static Blob decode(String text) {
        if (text.length() % 4 != 0) {
            throw new WireFormatException(
                    "Base64 encoded length is expected a multiple of 4 bytes but found: "
                            + text.length());
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException("Invalid Base64");
        }
        int tail = bytes.length % 3;
        if (tail != 0) {
            byte[] last = java.util.Arrays.copyOfRange(bytes, bytes.length - tail, bytes.length);
            if (!text.endsWith(Base64.getEncoder().encodeToString(last))) {
                // The misspelling is AWS's.
                throw new WireFormatException("Invalid last non-pad Base64 character dectected");
            }
        }
        return Blob.of(bytes);
    }
}

package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A pull reader of one CBOR item (RFC 8949) in a byte array, with definite and indefinite lengths.
 * Lengths are checked against the bytes that are left before anything is allocated.
 */
final class CborReader {

    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;

    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;

    private final byte[] bytes;
    private final int depthMax;
    private int position;
    private int depth;

    CborReader(byte[] bytes, int depthMax) {
        this.bytes = bytes;
        this.depthMax = depthMax;
    }

    /** The major type of the next item. */
    int major() {
        return first() >> 5;
    }

    private int first() {
        if (position >= bytes.length) {
            throw malformed();
        }
        return bytes[position] & 0xff;
    }

    /** Reads the head of an item: its length, value or count, or -1 for an indefinite one. */
    private long head(int major) {
        int initial = first();
        if (initial >> 5 != major) {
            throw malformed();
        }
        position++;
        int info = initial & 0x1f;
        if (info < 24) {
            return info;
        } else if (info == INDEFINITE) {
            if (major < BYTES || major > MAP) {
                throw malformed();
            }
            return -1;
        } else if (info > 27) {
            throw malformed();
        }
        return fixed(1 << (info - 24));
    }

    private long fixed(int count) {
        if (bytes.length - position < count) {
            throw malformed();
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[position++] & 0xff);
        }
        return value;
    }

    /** A count of items that follow: each takes a byte at least. */
    private int count(long head) {
        if (head < -1 || head > bytes.length - position) {
            throw malformed();
        }
        return (int) head;
    }

    /**
     * Starts a map or array; answers the count of entries or elements, or -1 if a break ends it.
     */
    int open(int major) {
        if (++depth > depthMax) {
            throw malformed();
        }
        return count(head(major));
    }

    /** Whether another entry or element follows, given how many were announced and read. */
    boolean next(int announced, int read) {
        if (announced >= 0) {
            if (read < announced) {
                return true;
            }
        } else if (first() != BREAK) {
            return true;
        } else {
            position++;
        }
        depth--;
        return false;
    }

    /** An integer that fits into a long. */
    long integer() {
        int major = major();
        long value = head(major == NEGATIVE ? NEGATIVE : UNSIGNED);
        if (value < 0) {
            throw malformed();
        }
        return major == NEGATIVE ? -1 - value : value;
    }

    String text() {
        int from = position;
        long head = head(TEXT);
        if (head == -1 && (bytes[from] & 0x1f) == INDEFINITE) {
            ByteBuilder whole = new ByteBuilder(64);
            while (first() != BREAK) {
                byte[] chunk = slice(head(TEXT));
                checkUtf8(chunk);
                whole.append(chunk);
            }
            position++;
            return new String(whole.toBytes(), StandardCharsets.UTF_8);
        }
        byte[] text = slice(head);
        checkUtf8(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    byte[] blob() {
        long head = head(BYTES);
        if (head != -1) {
            return slice(head);
        }
        ByteBuilder whole = new ByteBuilder(64);
        while (first() != BREAK) {
            whole.append(slice(head(BYTES)));
        }
        position++;
        return whole.toBytes();
    }

    private byte[] slice(long length) {
        if (length < 0 || length > bytes.length - position) {
            throw malformed();
        }
        byte[] slice = Arrays.copyOfRange(bytes, position, position + (int) length);
        position += (int) length;
        return slice;
    }

    private static void checkUtf8(byte[] text) {
        if (!Utf8.isValid(text, 0, text.length)) {
            throw malformed();
        }
    }

    long tag() {
        return head(TAG);
    }

    boolean isNull() {
        int initial = first();
        return initial == 0xf6 || initial == 0xf7;
    }

    boolean isBoolean() {
        int initial = first();
        return initial == 0xf4 || initial == 0xf5;
    }

    boolean bool() {
        boolean value = first() == 0xf5;
        position++;
        return value;
    }

    boolean isFloating() {
        int initial = first();
        return initial >= 0xf9 && initial <= 0xfb;
    }

    double floating() {
        int initial = first();
        position++;
        return switch (initial) {
            case 0xf9 -> Float.float16ToFloat((short) fixed(2));
            case 0xfa -> Float.intBitsToFloat((int) fixed(4));
            default -> Double.longBitsToDouble(fixed(8));
        };
    }

    /** Consumes an item of any type. */
    void skip() {
        switch (major()) {
            case UNSIGNED, NEGATIVE -> head(major());
            case BYTES -> blob();
            case TEXT -> text();
            case ARRAY -> {
                int count = open(ARRAY);
                for (int i = 0; next(count, i); i++) {
                    skip();
                }
            }
            case MAP -> {
                int count = open(MAP);
                for (int i = 0; next(count, i); i++) {
                    skip();
                    skip();
                }
            }
            case TAG -> {
                if (++depth > depthMax) {
                    throw malformed();
                }
                tag();
                skip();
                depth--;
            }
            default -> simple();
        }
    }

    private void simple() {
        int initial = first();
        if (initial == BREAK) {
            throw malformed();
        } else if (isFloating()) {
            floating();
        } else {
            head(SIMPLE);
        }
    }

    /** Makes sure that nothing follows. */
    void end() {
        if (position != bytes.length) {
            throw malformed();
        }
    }

    static WireFormatException malformed() {
        return new WireFormatException("");
    }
}

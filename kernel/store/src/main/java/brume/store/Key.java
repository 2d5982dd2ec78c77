package brume.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable sequence of bytes, ordered as unsigned bytes, and the encoding of tuples into it:
 * the order of the keys is the order of the tuples, element by element, and no element of one tuple
 * runs into the next. Strings and byte strings end with 0x00 0x01 and escape 0x00 as 0x00 0xFF;
 * longs are 8 bytes, big-endian, with the sign bit flipped.
 */
public final class Key implements Comparable<Key> {

    private static final Key EMPTY = new Key(new byte[0]);

    private final byte[] bytes;

    /** Of {@link #hashCode}; 0 until it is asked for. */
    private int hash;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The tuple of {@code elements}, each a string. */
    public static Key of(String... elements) {
        Key key = EMPTY;
        for (String element : elements) {
            key = key.with(element);
        }
        return key;
    }

    /** The key that is exactly {@code bytes}, which must not be changed afterwards. */
    public static Key raw(byte[] bytes) {
        return new Key(bytes);
    }

    /** This key with one more string element. */
    public Key with(String element) {
        return with(element.getBytes(StandardCharsets.UTF_8));
    }

    /** This key with one more byte string element. */
    public Key with(byte[] element) {
        int zeros = 0;
        for (byte b : element) {
            if (b == 0) {
                zeros++;
            }
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + element.length + zeros + 2);
        int at = bytes.length;
        for (byte b : element) {
            joined[at++] = b;
            if (b == 0) {
                joined[at++] = (byte) 0xff;
            }
        }
        joined[at + 1] = 1;
        return new Key(joined);
    }

    /** This key with one more long element; negative numbers sort before positive ones. */
    public Key with(long element) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 8);
        long flipped = element ^ Long.MIN_VALUE;
        for (int i = 0; i < 8; i++) {
            joined[bytes.length + i] = (byte) (flipped >>> (56 - 8 * i));
        }
        return new Key(joined);
    }

    /** This key followed by {@code suffix} exactly as it is: no escape, no terminator. */
    public Key withRaw(byte[] suffix) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + suffix.length);
        System.arraycopy(suffix, 0, joined, bytes.length, suffix.length);
        return new Key(joined);
    }

    /** The smallest key that is greater than every key starting with this one. */
    public Key end() {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == (byte) 0xff) {
            length--;
        }
        if (length == 0) {
            throw new IllegalStateException("a prefix of 0xff bytes only has no end");
        }
        byte[] end = Arrays.copyOf(bytes, length);
        end[length - 1]++;
        return new Key(end);
    }

    /** The smallest key that is greater than this one. */
    public Key successor() {
        return new Key(Arrays.copyOf(bytes, bytes.length + 1));
    }

    public boolean startsWith(Key prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.mismatch(
                                bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length)
                        < 0;
    }

    /** What this key and {@code other} have in common from the start. */
    Key commonPrefix(Key other) {
        int length = Arrays.mismatch(bytes, other.bytes);
        return length < 0 ? this : new Key(Arrays.copyOf(bytes, length));
    }

    /** Reads the elements of this key that follow {@code prefix}. */
    public KeyReader after(Key prefix) {
        if (!startsWith(prefix)) {
            throw new IllegalArgumentException("the key does not start with the prefix");
        }
        return new KeyReader(bytes, prefix.bytes.length);
    }

    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for the store only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(bytes);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (b >= 0x20 && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append(String.format("\\%02x", b));
            }
        }
        return text.toString();
    }
}

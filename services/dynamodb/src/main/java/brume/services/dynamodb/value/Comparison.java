package brume.services.dynamodb.value;

import brume.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How values compare: only texts, numbers and byte strings have an order, each within its type. */
public final class Comparison {

    private Comparison() {}

    /** Whether the two values have an order between them. */
    public static boolean ordered(Value one, Value other) {
        return switch (one) {
            case Value.S ignored -> other instanceof Value.S;
            case Value.N ignored -> other instanceof Value.N;
            case Value.B ignored -> other instanceof Value.B;
            default -> false;
        };
    }

    /** Negative, zero or positive; both values must be {@link #ordered}. */
    public static int compare(Value one, Value other) {
        if (one instanceof Value.S s && other instanceof Value.S t) {
            return compareText(s.text(), t.text());
        }
        if (one instanceof Value.N n && other instanceof Value.N m) {
            return n.number().compareTo(m.number());
        }
        if (one instanceof Value.B b && other instanceof Value.B c) {
            return compareBytes(b.bytes(), c.bytes());
        }
        throw new IllegalArgumentException(one.type() + " and " + other.type() + " have no order");
    }

    /** The order of unsigned bytes. */
    public static int compareBytes(Blob one, Blob other) {
        return Arrays.compareUnsigned(one.bytes(), other.bytes());
    }

    /** The order of UTF-8 bytes, which is that of code points and not that of Java's chars. */
    public static int compareText(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char c = one.charAt(i);
            char d = other.charAt(i);
            if (c != d) {
                // Surrogates write the code points above all other chars, also above U+E000.
                boolean surrogate = Character.isSurrogate(c);
                return surrogate == Character.isSurrogate(d)
                        ? Character.compare(c, d)
                        : surrogate ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    public static boolean beginsWith(Value value, Value prefix) {
        if (value instanceof Value.S s && prefix instanceof Value.S p) {
            return s.text().startsWith(p.text());
        }
        if (value instanceof Value.B b && prefix instanceof Value.B p) {
            byte[] start = p.bytes().bytes();
            byte[] bytes = b.bytes().bytes();
            return bytes.length >= start.length
                    && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }
        return false;
    }

    /** Whether a text or byte string contains another, or a set or list contains a member. */
    public static boolean contains(Value value, Value part) {
        return switch (value) {
            case Value.S s -> part instanceof Value.S p && TextSearch.contains(s.text(), p.text());
            case Value.B b -> part instanceof Value.B p && contains(b.bytes(), p.bytes());
            case Value.SS set -> part instanceof Value.S p && set.members().contains(p.text());
            case Value.NS set -> part instanceof Value.N p && set.members().contains(p.number());
            case Value.BS set -> part instanceof Value.B p && set.members().contains(p.bytes());
            case Value.L list -> list.elements().contains(part);
            default -> false;
        };
    }

    private static boolean contains(Blob whole, Blob part) {
        return TextSearch.contains(latin(whole), latin(part));
    }

    /** A text with one character for each byte. */
    private static String latin(Blob bytes) {
        return new String(bytes.bytes(), StandardCharsets.ISO_8859_1);
    }
}

package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fixed map from names to values that is asked with the bytes of a name as they stand in a
 * message, so that a decoder makes no string for a key that it knows. Open addressing, at most half
 * full.
 */
final class MemberTable<V> {

    private final byte[][] names;
    private final Object[] values;
    private final int mask;

    private MemberTable(byte[][] names, Object[] values) {
        this.names = names;
        this.values = values;
        this.mask = names.length - 1;
    }

    static <V> MemberTable<V> of(Map<String, V> entries) {
        int capacity = 2;
        while (capacity < entries.size() * 2) {
            capacity *= 2;
        }
        byte[][] names = new byte[capacity][];
        Object[] values = new Object[capacity];
        for (Map.Entry<String, V> entry : entries.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int slot = hash(name, 0, name.length) & (capacity - 1);
            while (names[slot] != null) {
                slot = (slot + 1) & (capacity - 1);
            }
            names[slot] = name;
            values[slot] = entry.getValue();
        }
        return new MemberTable<>(names, values);
    }

    @SuppressWarnings("unchecked")
    @Nullable V find(byte[] bytes, int from, int to) {
        int slot = hash(bytes, from, to) & mask;
        byte[] name = names[slot];
        while (name != null) {
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
            name = names[slot];
        }
        return null;
    }

    /** Enough to tell the names of one structure apart: length, first, middle and last byte. */
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return 0;
        }
        int hash = length;
        hash = hash * 31 + bytes[from];
        hash = hash * 31 + bytes[from + (length >> 1)];
        hash = hash * 31 + bytes[to - 1];
        return hash ^ (hash >>> 7);
    }
}

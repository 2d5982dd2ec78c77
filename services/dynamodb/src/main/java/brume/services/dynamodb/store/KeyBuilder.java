package brume.services.dynamodb.store;

import brume.services.dynamodb.value.Value;
import brume.store.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects the bytes of a key; the elements are encoded as {@link Key} encodes byte strings. */
final class KeyBuilder {

    private byte[] bytes;
    private int length;

    KeyBuilder(byte[] prefix) {
        bytes = Arrays.copyOf(prefix, prefix.length + 64);
        length = prefix.length;
    }

    KeyBuilder raw(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    KeyBuilder raw(int part) {
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (part >>> shift);
        }
        return this;
    }

    /** An element with its end. */
    KeyBuilder element(byte[] part) {
        beginning(part);
        reserve(2);
        bytes[length++] = 0;
        bytes[length++] = 1;
        return this;
    }

    /** The beginning of an element: its bytes without its end. */
    KeyBuilder beginning(byte[] part) {
        reserve(part.length * 2);
        for (byte b : part) {
            bytes[length++] = b;
            if (b == 0) {
                bytes[length++] = (byte) 0xff;
            }
        }
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    Key build() {
        return Key.raw(Arrays.copyOf(bytes, length));
    }

    /** The bytes whose unsigned order is DynamoDB's order of the key value. */
    static byte[] orderedBytes(Value value) {
        return switch (value) {
            case Value.S s -> s.text().getBytes(StandardCharsets.UTF_8);
            case Value.N n -> n.number().encode();
            case Value.B b -> b.bytes().bytes();
            default -> throw new IllegalArgumentException(value.type() + " cannot be in a key");
        };
    }
}

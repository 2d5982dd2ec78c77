package brume.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes the elements of a {@link Key} in the order in which they were added. */
public final class KeyReader {

    private final byte[] bytes;
    private int at;

    KeyReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    public String string() {
        return new String(byteString(), StandardCharsets.UTF_8);
    }

    public byte[] byteString() {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        while (true) {
            byte b = bytes[at++];
            if (b != 0) {
                element.write(b);
            } else if (bytes[at++] == 1) {
                return element.toByteArray();
            } else {
                element.write(0);
            }
        }
    }

    public long number() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        return value ^ Long.MIN_VALUE;
    }

    /** All bytes that have not been read. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
        at = bytes.length;
        return rest;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }
}

package brume.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame of RFC 6455, section 5.2, its payload unmasked.
 *
 * @param last whether its message ends with it
 */
@SuppressWarnings("ArrayRecordComponent")
record WebSocketFrame(boolean last, int opcode, byte[] payload) {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Source: RFC 6455, section 5.5. */
    static final int CONTROL_BYTES_MAX = 125;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /** A whole message or control frame from the server, which masks nothing. */
    static byte[] encode(int opcode, byte[] payload) {
        int length = payload.length;
        ByteBuffer frame = ByteBuffer.allocate(length + 10);
        frame.put((byte) (0x80 | opcode));
        if (length < LENGTH_16) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) LENGTH_16).putShort((short) length);
        } else {
            frame.put((byte) LENGTH_64).putLong(length);
        }
        frame.put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    static byte[] encodeClose(int code, String reason) {
        if (code == WebSocketClosure.NO_CODE) {
            return encode(CLOSE, new byte[0]);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] shown = Arrays.copyOf(text, Math.min(text.length, CONTROL_BYTES_MAX - 2));
        return encode(
                CLOSE,
                ByteBuffer.allocate(2 + shown.length).putShort((short) code).put(shown).array());
    }
}

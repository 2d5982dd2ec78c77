package brume.http;

import brume.wire.WebSocketLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a WebSocket: bytes to frames, frames to messages (RFC 6455, sections 5 and
 * 8.1). Nothing is held that the limits do not grant: a frame's announced length is checked before
 * its payload is read.
 */
final class WebSocketReader {

    /** Frames of one message; each may be empty, so their bytes alone do not bound them. */
    private static final int FRAMES_MAX = 4_096;

    private static final int RESERVED_BITS = 0x70;
    private static final int MASK_BYTES = 4;

    private final Supplier<byte @Nullable []> input;
    private final WebSocketLimits limits;
    private byte[] bytes = {};
    private int from;
    private int to;

    /** The message that has begun and not ended; null between messages. */
    private byte @Nullable [] begun;

    private int begunBytes;
    private int frames;

    /**
     * Reads from a connection.
     *
     * @param input the next bytes; null at the end of the connection
     */
    WebSocketReader(Supplier<byte @Nullable []> input, WebSocketLimits limits) {
        this.input = input;
        this.limits = limits;
    }

    /**
     * The next whole message, as one text frame, or the next control frame.
     *
     * @return null if the connection has ended
     * @throws WebSocketClosure if the client breaks the protocol or a limit
     */
    @Nullable WebSocketFrame next() throws WebSocketClosure {
        while (true) {
            WebSocketFrame frame = frame();
            if (frame == null || frame.isControl()) {
                return frame;
            }
            WebSocketFrame message = assemble(frame);
            if (message != null) {
                return message;
            }
        }
    }

    private @Nullable WebSocketFrame assemble(WebSocketFrame frame) throws WebSocketClosure {
        boolean continues = frame.opcode() == WebSocketFrame.CONTINUATION;
        if (frame.opcode() == WebSocketFrame.BINARY) {
            throw new WebSocketClosure(
                    WebSocketClosure.UNSUPPORTED_DATA, "Binary frames are not supported");
        }
        if (continues != (begun != null)) {
            throw WebSocketClosure.protocol("a message in pieces is broken by another");
        }
        if (!continues && frame.last()) {
            return frame;
        }
        frames = continues ? frames + 1 : 1;
        begunBytes = (continues ? begunBytes : 0) + frame.payload().length;
        if (begunBytes > limits.messageBytesMax() || frames > FRAMES_MAX) {
            throw new WebSocketClosure(WebSocketClosure.TOO_BIG, "Message is too long");
        }
        byte[] whole = begun == null ? new byte[0] : begun;
        if (whole.length < begunBytes) {
            int grown = Math.max(begunBytes, Math.min(2 * whole.length, limits.messageBytesMax()));
            whole = Arrays.copyOf(whole, grown);
        }
        System.arraycopy(
                frame.payload(),
                0,
                whole,
                begunBytes - frame.payload().length,
                frame.payload().length);
        begun = frame.last() ? null : whole;
        return frame.last()
                ? new WebSocketFrame(true, WebSocketFrame.TEXT, Arrays.copyOf(whole, begunBytes))
                : null;
    }

    private @Nullable WebSocketFrame frame() throws WebSocketClosure {
        if (!has(2)) {
            return null;
        }
        int first = bytes[from] & 0xff;
        int second = bytes[from + 1] & 0xff;
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0f;
        checkHead(first, second, last, opcode);
        int extension = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
        if (!has(2 + extension + MASK_BYTES)) {
            return null;
        }
        long length = length(second & 0x7f, extension);
        int head = 2 + extension + MASK_BYTES;
        if (!has(head + (int) length)) {
            return null;
        }
        byte[] payload = new byte[(int) length];
        int mask = from + head - MASK_BYTES;
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (bytes[from + head + i] ^ bytes[mask + (i & 3)]);
        }
        from += head + payload.length;
        return new WebSocketFrame(last, opcode, payload);
    }

    private static void checkHead(int first, int second, boolean last, int opcode)
            throws WebSocketClosure {
        boolean known =
                opcode <= WebSocketFrame.BINARY
                        || (opcode >= WebSocketFrame.CLOSE && opcode <= WebSocketFrame.PONG);
        if ((first & RESERVED_BITS) != 0 || !known) {
            throw WebSocketClosure.protocol("a frame of an extension that was not agreed upon");
        }
        if ((second & 0x80) == 0) {
            throw WebSocketClosure.protocol("a frame is not masked");
        }
        boolean control = opcode >= WebSocketFrame.CLOSE;
        if (control && (!last || (second & 0x7f) > WebSocketFrame.CONTROL_BYTES_MAX)) {
            throw WebSocketClosure.protocol("a control frame is too long or in pieces");
        }
    }

    private long length(int shortLength, int extension) throws WebSocketClosure {
        if (extension == 0) {
            return shortLength;
        }
        long length = 0;
        for (int i = 0; i < extension; i++) {
            length = length << 8 | (bytes[from + 2 + i] & 0xff);
        }
        if (length < 0 || length < (extension == 2 ? 126 : 1 << 16)) {
            throw WebSocketClosure.protocol("a frame's length is not in its shortest form");
        }
        if (length > limits.frameBytesMax()) {
            throw new WebSocketClosure(WebSocketClosure.TOO_BIG, "Message is too long");
        }
        return length;
    }

    /** Whether so many bytes have come before the connection's end; waits for them. */
    private boolean has(int count) {
        while (to - from < count) {
            byte[] more = input.get();
            if (more == null) {
                return false;
            }
            if (from == to) {
                bytes = more;
            } else {
                byte[] both = Arrays.copyOfRange(bytes, from, to + more.length);
                System.arraycopy(more, 0, both, to - from, more.length);
                bytes = both;
            }
            from = 0;
            to = bytes.length;
        }
        return true;
    }

    /**
     * The text of a message.
     *
     * @throws WebSocketClosure if it is none
     */
    static String text(byte[] payload) throws WebSocketClosure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (CharacterCodingException e) {
            throw new WebSocketClosure(WebSocketClosure.NOT_UTF8, "a text is not UTF-8");
        }
    }
}

package brume.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Frames of {@code application/vnd.amazon.eventstream} (Smithy: "Amazon Event Stream
 * Specification"): total length, headers length and their CRC, headers, payload, CRC of the whole.
 */
public final class EventStreamWriter {

    /** Greatest payload of one message. */
    public static final int PAYLOAD_BYTES_MAX = 24 * 1024 * 1024;

    private static final int NAME_BYTES_MAX = 255;
    private static final int VALUE_BYTES_MAX = 32_767;
    private static final int PRELUDE_BYTES = 12;
    private static final int CRC_BYTES = 4;

    private EventStreamWriter() {}

    /**
     * One frame.
     *
     * @param headers in the order of the map; values are Boolean, Integer, Long, Blob, Instant or
     *     anything whose text is meant
     */
    public static byte[] frame(Map<String, ?> headers, byte[] payload) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes");
        }
        ByteBuilder fields = new ByteBuilder(128);
        headers.forEach((name, value) -> header(fields, name, value));
        int total = PRELUDE_BYTES + fields.length() + payload.length + CRC_BYTES;
        ByteBuilder frame = new ByteBuilder(total);
        frame.appendBigEndian(total, 4);
        frame.appendBigEndian(fields.length(), 4);
        frame.appendBigEndian(crc(frame.toBytes()), 4);
        frame.append(fields.toBytes());
        frame.append(payload);
        frame.appendBigEndian(crc(frame.toBytes()), 4);
        return frame.toBytes();
    }

    private static void header(ByteBuilder out, String name, Object value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("the name of header " + name + " is too long");
        }
        out.appendBigEndian(nameBytes.length, 1);
        out.append(nameBytes);
        switch (value) {
            case Boolean bool -> out.append(bool ? 0 : 1);
            case Integer number -> {
                out.append(4);
                out.appendBigEndian(number, 4);
            }
            case Long number -> {
                out.append(5);
                out.appendBigEndian(number, 8);
            }
            case Blob blob -> bytes(out, 6, blob.bytes());
            case Instant instant -> {
                out.append(8);
                out.appendBigEndian(instant.toEpochMilli(), 8);
            }
            default -> bytes(out, 7, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void bytes(ByteBuilder out, int type, byte[] value) {
        if (value.length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("a header of " + value.length + " bytes");
        }
        out.append(type);
        out.appendBigEndian(value.length, 2);
        out.append(value);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}

package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Frames of {@code application/vnd.amazon.eventstream} (Smithy: "Amazon Event Stream
 * Specification"): total length, headers length and their CRC, headers, payload, CRC of the whole.
 */
public final class EventStreamWriter {

    /** Greatest payload of one message. */
    public static final int PAYLOAD_BYTES_MAX = 24 * 1024 * 1024;

    private static final int PRELUDE_BYTES = 12;
    private static final int CRC_BYTES = 4;
    private static final int STRING_TYPE = 7;

    private EventStreamWriter() {}

    /** One frame; the headers, whose values are strings, in the order of the map. */
    public static byte[] frame(Map<String, String> headers, byte[] payload) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes");
        }
        ByteBuilder fields = new ByteBuilder(128);
        headers.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            if (nameBytes.length > 255 || valueBytes.length > 32_767) {
                throw new IllegalArgumentException("header " + name + " is too long");
            }
            fields.appendBigEndian(nameBytes.length, 1);
            fields.append(nameBytes);
            fields.append(STRING_TYPE);
            fields.appendBigEndian(valueBytes.length, 2);
            fields.append(valueBytes);
        });
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

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}

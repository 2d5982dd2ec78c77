package brume.services.kinesis.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A position in a shard, with nothing kept on the server: bytes in Base64 with a checksum against
 * cut and mixed-up texts. It is no secret: what it may be used for, the permission on the stream
 * decides.
 *
 * @param account the stream's
 * @param name the stream's
 * @param streamId of the very stream, not another one of its name
 * @param after the number that the next record comes after
 * @param issuedMillis when it was given out
 */
public record ShardIterator(
        String account, String name, String streamId, int shard, long after, long issuedMillis) {

    private static final byte FORM = 1;
    private static final int FIXED_BYTES = 1 + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final String SEPARATOR = "/";

    public String text() {
        byte[] names =
                String.join(SEPARATOR, account, streamId, name).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(FIXED_BYTES + names.length)
                        .put(FORM)
                        .putInt(shard)
                        .putLong(after)
                        .putLong(issuedMillis)
                        .put(names);
        bytes.putInt(checksum(bytes.array()));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Reads an iterator; empty if it is none. */
    public static Optional<ShardIterator> find(String text) {
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (raw.length <= FIXED_BYTES || raw[0] != FORM) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(raw);
        if (bytes.getInt(raw.length - Integer.BYTES) != checksum(raw)) {
            return Optional.empty();
        }
        bytes.position(1);
        int shard = bytes.getInt();
        long after = bytes.getLong();
        long issuedMillis = bytes.getLong();
        byte[] names = new byte[raw.length - FIXED_BYTES];
        bytes.get(names);
        String[] parts = new String(names, StandardCharsets.UTF_8).split(SEPARATOR, 3);
        return parts.length == 3
                ? Optional.of(
                        new ShardIterator(parts[0], parts[2], parts[1], shard, after, issuedMillis))
                : Optional.empty();
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}

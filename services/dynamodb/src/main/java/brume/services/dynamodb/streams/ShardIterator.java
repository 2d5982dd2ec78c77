package brume.services.dynamodb.streams;

import brume.services.dynamodb.value.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * A position in a shard, with nothing kept on the server: the stream's ARN in the open, as AWS's
 * iterators have it, then numbers in Base64 with a checksum against cut and mixed-up texts. It is
 * no secret: what it may be used for, the permission on the ARN decides.
 *
 * @param shard the number of the boundary that opened the shard
 * @param after the number that the next record comes after
 * @param issuedMillis when it was given out
 */
record ShardIterator(StreamArn stream, long shard, long after, long issuedMillis) {

    /** Source: API reference, GetShardIterator. */
    static final long VALID_MILLIS = 15L * 60 * 1000;

    private static final String SEPARATOR = "|1|";
    private static final int NUMBERS_BYTES = 3 * Long.BYTES;
    private static final String INVALID = "Invalid ShardIterator";

    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(NUMBERS_BYTES + Integer.BYTES);
        bytes.putLong(shard).putLong(after).putLong(issuedMillis);
        bytes.putInt(checksum(bytes.array()));
        return stream.text() + SEPARATOR + Base64.getEncoder().encodeToString(bytes.array());
    }

    static ShardIterator parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new InvalidRequest(INVALID);
        }
        ByteBuffer bytes = ByteBuffer.wrap(decode(text.substring(separator + SEPARATOR.length())));
        StreamArn stream = StreamArn.parse(text.substring(0, separator));
        if (bytes.capacity() != NUMBERS_BYTES + Integer.BYTES
                || bytes.getInt(NUMBERS_BYTES) != checksum(bytes.array())) {
            throw new InvalidRequest(INVALID);
        }
        return new ShardIterator(stream, bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(INVALID);
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, NUMBERS_BYTES);
        return (int) crc.getValue();
    }

    boolean hasExpired(long nowMillis) {
        return nowMillis - issuedMillis > VALID_MILLIS;
    }
}

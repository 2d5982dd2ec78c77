package brume.services.sqs.domain;

import brume.api.sqs.MessageAttributeValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The MD5 digests that clients compare with their own. Source: SQS Developer Guide, "Calculating
 * the MD5 message digest for message attributes".
 */
public final class AttributeDigest {

    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    private AttributeDigest() {}

    public static String ofText(String text) {
        return HexFormat.of().formatHex(md5().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The digest of all attributes; null if there are none. */
    public static @Nullable String of(@Nullable Map<String, MessageAttributeValue> attributes) {
        if (attributes == null || attributes.isEmpty()) {
            return null;
        }
        MessageDigest digest = md5();
        new TreeMap<>(attributes)
                .forEach((name, value) -> {
                    add(digest, name.getBytes(StandardCharsets.UTF_8));
                    add(digest, value.dataType().getBytes(StandardCharsets.UTF_8));
                    if (value.stringValue() != null) {
                        digest.update(TEXT);
                        add(digest, value.stringValue().getBytes(StandardCharsets.UTF_8));
                    } else if (value.binaryValue() != null) {
                        digest.update(BINARY);
                        add(digest, value.binaryValue().bytes());
                    }
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

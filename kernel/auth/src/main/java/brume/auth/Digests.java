package brume.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA256. */
final class Digests {

    static final String EMPTY_SHA256 =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final HexFormat HEX = HexFormat.of();

    /** Only ever cloned: the search through the providers costs as much as hashing a small body. */
    private static final MessageDigest SHA256 = newSha256();

    private Digests() {}

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        return bytes.length == 0 ? EMPTY_SHA256 : hex(sha256Bytes(bytes, 0, bytes.length));
    }

    static String sha256(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY_SHA256 : hex(sha256Bytes(bytes, offset, length));
    }

    static byte[] sha256Bytes(byte[] bytes, int offset, int length) {
        try {
            MessageDigest digest = (MessageDigest) SHA256.clone();
            digest.update(bytes, offset, length);
            return digest.digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(byte[] key, String text) {
        return hmac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Compares in a time that does not depend on where the texts differ. */
    static boolean equal(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}

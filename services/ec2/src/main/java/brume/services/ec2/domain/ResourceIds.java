package brume.services.ec2.domain;

import brume.base.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The form of ids, and ids of things that every account and region has without creating them. */
public final class ResourceIds {

    private static final int DIGITS_MAX = 17;

    private ResourceIds() {}

    /** Whether {@code id} is {@code prefix} and up to 17 lower-case hexadecimal digits. */
    public static boolean wellFormed(String id, String prefix) {
        int digits = id.length() - prefix.length();
        if (!id.startsWith(prefix) || digits < 1 || digits > DIGITS_MAX) {
            return false;
        }
        for (int i = prefix.length(); i < id.length(); i++) {
            char c = id.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** An id that is the same whenever it is asked for, such as that of the default VPC. */
    public static String fixed(String prefix, Scope scope, String name) {
        return prefix + digits(scope.account() + "/" + scope.region() + '/' + prefix + name);
    }

    /** The id of the snapshot behind an image's root device. */
    public static String snapshotOfImage(String imageId) {
        return "snap-" + digits(imageId);
    }

    private static String digits(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS_MAX);
    }

    /** Hexadecimal, for comparing requests. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

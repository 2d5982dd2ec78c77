package brume.base;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Identifiers and random values: with {@link Clock}, the only door to chance. */
public final class Ids {

    private static final SecureRandom SECURE = new SecureRandom();
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String HEX = "0123456789abcdef";
    private static final String MIXED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Ids() {}

    /** A unique id in UUID form; unique, but not a secret. */
    public static String uuid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** {@code length} random characters of a-z and 0-9, as in REST API ids. */
    public static String lower(int length) {
        return random(LOWER, length);
    }

    /** {@code length} random characters of A-Z and 2-7, as in access key ids. */
    public static String upper(int length) {
        return random(UPPER, length);
    }

    /** {@code length} random lower-case hexadecimal digits, as in EC2 resource ids. */
    public static String hex(int length) {
        return random(HEX, length);
    }

    /** {@code length} random letters and digits from a secure source, as in secret keys. */
    public static String secret(int length) {
        return random(MIXED, length);
    }

    /** {@code count} random bytes from a secure source. */
    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        SECURE.nextBytes(bytes);
        return bytes;
    }

    /** A uniformly distributed number in [0, 1), for jitter and weighted choices. */
    public static double fraction() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private static String random(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(SECURE.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}

package brume.base;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts small secrets with AES-256-GCM. What is sealed opens only with the same key and the same
 * label, so that it cannot be moved to another place.
 *
 * <pre>
 * sealed = nonce (12 bytes) | ciphertext | tag (16 bytes)
 * </pre>
 */
public final class Seal {

    public static final int KEY_LENGTH = 32;

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /**
     * @param key 32 secret bytes
     */
    public Seal(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** A new key from a secure source. */
    public static byte[] newKey() {
        return Ids.bytes(KEY_LENGTH);
    }

    public byte[] seal(byte[] secret, byte[] label) {
        try {
            byte[] nonce = Ids.bytes(NONCE_LENGTH);
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, label).doFinal(secret);
            byte[] sealed = new byte[NONCE_LENGTH + encrypted.length];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
            System.arraycopy(encrypted, 0, sealed, NONCE_LENGTH, encrypted.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The secret; empty if it was sealed with another key or label, or was changed. */
    public Optional<byte[]> open(byte[] sealed, byte[] label) {
        if (sealed.length <= NONCE_LENGTH) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE_LENGTH];
        System.arraycopy(sealed, 0, nonce, 0, NONCE_LENGTH);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, nonce, label)
                            .doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] label) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(label);
        return cipher;
    }
}

package brume.auth;

import brume.base.Seal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Session tokens that carry their session, sealed with AES-256-GCM, so that no session is stored. A
 * token opens only together with the access key id that it was issued for.
 */
public final class SessionTokens {

    /** AWS: "the maximum size of a session token is 4,096 bytes". */
    public static final int TOKEN_LENGTH_MAX = 4_096;

    private static final int ENTRIES_MAX = 200;
    private static final byte FORMAT = 1;

    private final Seal seal;

    /**
     * @param key 32 secret bytes
     */
    public SessionTokens(byte[] key) {
        this.seal = new Seal(key);
    }

    /**
     * What a token carries.
     *
     * @param principal a description of who the session is, in the caller's terms
     * @param sessionPolicies JSON texts
     */
    public record Session(
            String accessKeyId,
            String secretAccessKey,
            Instant expiration,
            Map<String, String> principal,
            List<String> sessionPolicies) {

        /** Whether the session has ended at an instant. */
        public boolean expiredAt(Instant now) {
            return !now.isBefore(expiration);
        }
    }

    /**
     * Seals a session.
     *
     * @throws IllegalArgumentException if the token would be longer than {@link #TOKEN_LENGTH_MAX}
     *     (AWS: PackedPolicyTooLarge)
     */
    public String issue(Session session) {
        byte[] sealed = seal.seal(write(session), label(session.accessKeyId()));
        byte[] token = new byte[1 + sealed.length];
        token[0] = FORMAT;
        System.arraycopy(sealed, 0, token, 1, sealed.length);
        String text = Base64.getEncoder().encodeToString(token);
        if (text.length() > TOKEN_LENGTH_MAX) {
            throw new IllegalArgumentException("the session is too large for a token");
        }
        return text;
    }

    /** The session of a token, expired or not; empty if it is not ours or of another key id. */
    public Optional<Session> open(String accessKeyId, String token) {
        if (token.length() > TOKEN_LENGTH_MAX) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= 1 || bytes[0] != FORMAT) {
            return Optional.empty();
        }
        return seal.open(Arrays.copyOfRange(bytes, 1, bytes.length), label(accessKeyId))
                .map(content -> read(accessKeyId, content));
    }

    private static byte[] label(String accessKeyId) {
        return accessKeyId.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] write(Session session) {
        if (session.principal().size() > ENTRIES_MAX
                || session.sessionPolicies().size() > ENTRIES_MAX) {
            throw new IllegalArgumentException("the session is too large for a token");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeUTF(session.secretAccessKey());
            out.writeLong(session.expiration().getEpochSecond());
            out.writeShort(session.principal().size());
            for (Map.Entry<String, String> e : new TreeMap<>(session.principal()).entrySet()) {
                out.writeUTF(e.getKey());
                out.writeUTF(e.getValue());
            }
            out.writeShort(session.sessionPolicies().size());
            for (String policy : session.sessionPolicies()) {
                out.writeUTF(policy);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the session is too large for a token", e);
        }
        return bytes.toByteArray();
    }

    private static Session read(String accessKeyId, byte[] content) {
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(content)))) {
            String secret = in.readUTF();
            Instant expiration = Instant.ofEpochSecond(in.readLong());
            Map<String, String> principal = new TreeMap<>();
            for (int left = count(in); left > 0; left--) {
                principal.put(in.readUTF(), in.readUTF());
            }
            List<String> policies = new ArrayList<>();
            for (int left = count(in); left > 0; left--) {
                policies.add(in.readUTF());
            }
            return new Session(
                    accessKeyId, secret, expiration, Map.copyOf(principal), List.copyOf(policies));
        } catch (IOException e) {
            // Sealed with our key, so it is our own format that changed.
            throw new IllegalStateException("a session token has an unknown content", e);
        }
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        if (count > ENTRIES_MAX) {
            throw new IOException("too many entries");
        }
        return count;
    }
}

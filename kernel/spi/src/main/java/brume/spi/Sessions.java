package brume.spi;

import java.time.Duration;
import java.time.Instant;

/**
 * Temporary credentials of role sessions. They are sealed, not stored: a restart keeps them valid.
 */
public interface Sessions {

    Credentials issue(Principal.RoleSession session, Duration validFor);

    /** For a user's own session (GetSessionToken). */
    Credentials issue(Principal.User user, Duration validFor);

    /** The session token is at most 4,096 characters long. */
    record Credentials(
            String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {}
}

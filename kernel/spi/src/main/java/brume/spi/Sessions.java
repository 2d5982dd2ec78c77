package brume.spi;

import brume.base.Region;
import brume.wire.OutboundRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * Temporary credentials of sessions. They are sealed, not stored: a restart keeps them valid. A
 * session whose policies and tags are too large for a token is refused with an {@link
 * IllegalArgumentException}.
 */
public interface Sessions {

    Credentials issue(Principal.RoleSession session, Duration validFor);

    /** For a user's own session (GetSessionToken). */
    Credentials issue(Principal.User user, Duration validFor);

    /** For somebody who gets a part of a user's rights (GetFederationToken). */
    Credentials issue(Principal.FederatedUser user, Duration validFor);

    /**
     * Signs a request of a session to a service, in its {@code Authorization} header.
     *
     * @param service the signing name, such as {@code execute-api}
     */
    default void sign(
            Principal.RoleSession session, String service, Region region, OutboundRequest request) {
        throw new UnsupportedOperationException("signing for " + service);
    }

    /** The session token is at most 4,096 characters long. */
    record Credentials(
            String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {}
}

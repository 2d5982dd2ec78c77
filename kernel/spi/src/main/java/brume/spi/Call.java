package brume.spi;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The circumstances of one request.
 *
 * @param scope the account and region that it acts in
 * @param principal who calls
 * @param time when it arrived, by the server's clock
 * @param host the host and port that the client addressed, for answers that contain URLs
 * @param conditionKeys what connection and credentials add to every question to the policies, such
 *     as {@code aws:SecureTransport}
 */
public record Call(
        String requestId,
        Principal principal,
        Scope scope,
        Instant time,
        String sourceIp,
        String host,
        Map<String, List<String>> conditionKeys) {

    /** A call of which nothing more is known. */
    public Call(
            String requestId,
            Principal principal,
            Scope scope,
            Instant time,
            String sourceIp,
            String host) {
        this(requestId, principal, scope, time, sourceIp, host, Map.of());
    }

    public AccountId account() {
        return scope.account();
    }

    public Region region() {
        return scope.region();
    }
}

package brume.spi;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Instant;

/**
 * The circumstances of one request.
 *
 * @param scope the account and region that it acts in
 * @param principal who calls
 * @param time when it arrived, by the server's clock
 * @param host the host and port that the client addressed, for answers that contain URLs
 */
public record Call(
        String requestId,
        Principal principal,
        Scope scope,
        Instant time,
        String sourceIp,
        String host) {

    public AccountId account() {
        return scope.account();
    }

    public Region region() {
        return scope.region();
    }
}

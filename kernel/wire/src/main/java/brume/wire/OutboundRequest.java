package brume.wire;

import java.net.URI;
import java.time.Duration;

/**
 * A request that the server itself sends to somebody else's HTTP endpoint.
 *
 * @param url absolute, {@code http} or {@code https}
 * @param timeout longest time to connect, and longest silence while the answer is read
 * @param answerBytesMax the largest body that is taken
 */
@SuppressWarnings("ArrayRecordComponent")
public record OutboundRequest(
        String method,
        URI url,
        HttpHeaders headers,
        byte[] body,
        Duration timeout,
        int answerBytesMax) {}

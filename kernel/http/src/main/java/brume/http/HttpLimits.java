package brume.http;

import java.time.Duration;

/**
 * What the listener grants to clients.
 *
 * @param bodyBytesMax one request body; the largest that is accepted here is an object of 128 MiB
 *     with what surrounds its chunks
 * @param inFlightBytesMax all request bodies held at once, each counted twice
 * @param headerBytesMax request line and header fields of a request
 * @param connectionsMax connections at once
 * @param headTimeout longest time from the first byte of a request's head to its last
 * @param readTimeout longest silence while a request is being read
 * @param bodyTimeout longest time in which a body must have come, however it drips
 * @param idleTimeout longest silence between two requests of a connection
 */
public record HttpLimits(
        int bodyBytesMax,
        long inFlightBytesMax,
        int headerBytesMax,
        int connectionsMax,
        Duration headTimeout,
        Duration readTimeout,
        Duration bodyTimeout,
        Duration idleTimeout) {

    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    132 * 1024 * 1024,
                    512L * 1024 * 1024,
                    64 * 1024,
                    16_384,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120),
                    Duration.ofMinutes(5));
}

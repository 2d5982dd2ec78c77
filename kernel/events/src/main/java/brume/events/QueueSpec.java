package brume.events;

import java.time.Duration;

/**
 * A queue and its limits.
 *
 * @param concurrencyMax deliveries under way at once
 * @param attemptsMax deliveries of one message before it is dead
 * @param backoffMin delay before the second attempt; doubles with each further one
 * @param backoffMax longest delay between two attempts
 */
public record QueueSpec(
        String name,
        int concurrencyMax,
        int attemptsMax,
        Duration backoffMin,
        Duration backoffMax,
        int payloadBytesMax) {

    /** A queue with the usual limits: 64 at once, 5 attempts, 1 s to 5 min between, 1 MiB. */
    public static QueueSpec named(String name) {
        return new QueueSpec(
                name, 64, 5, Duration.ofSeconds(1), Duration.ofMinutes(5), 1024 * 1024);
    }

    public QueueSpec concurrency(int max) {
        return new QueueSpec(name, max, attemptsMax, backoffMin, backoffMax, payloadBytesMax);
    }

    public QueueSpec attempts(int max) {
        return new QueueSpec(name, concurrencyMax, max, backoffMin, backoffMax, payloadBytesMax);
    }
}

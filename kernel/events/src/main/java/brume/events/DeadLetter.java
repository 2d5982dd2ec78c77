package brume.events;

import java.time.Instant;

/**
 * A message that was given up.
 *
 * @param attempts deliveries that were tried
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(MessageId id, Instant died, int attempts, String reason, byte[] payload) {}

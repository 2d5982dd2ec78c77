package brume.wire;

import java.time.Duration;

/**
 * What a WebSocket grants to its client.
 *
 * @param messageBytesMax one message, whatever the number of its frames
 * @param frameBytesMax one frame
 * @param messagesAtOnceMax messages whose handling has not ended; more are not read meanwhile
 * @param unsentBytesMax what waits for a client that does not read
 * @param idleTimeout longest time without a message in either direction, or a ping
 * @param lifetime longest time that a connection may last
 */
public record WebSocketLimits(
        int messageBytesMax,
        int frameBytesMax,
        int messagesAtOnceMax,
        int unsentBytesMax,
        Duration idleTimeout,
        Duration lifetime) {}

package brume.http;

import brume.base.Clock;
import brume.wire.WebSocketAnswer;
import brume.wire.WebSocketConnection;
import brume.wire.WebSocketLimits;
import brume.wire.WebSocketListener;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection after its upgrade. Its own thread reads; each message is handled on a thread of
 * its own, so that pings are answered meanwhile; {@link WebSocketWriter} writes. Times are watched
 * from outside, by {@link WebSockets}.
 */
final class WebSocket implements ServerConnection, WebSocketConnection {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocket.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final byte[] handshake;
    private final WebSocketListener listener;
    private final WebSocketLimits limits;
    private final Http1Selector.Framed connection;
    private final WebSocketReader reader;
    private final WebSocketWriter writer;
    private final WebSockets all;
    private final Clock clock;
    private final Semaphore handling;
    private final long openedNanos;
    private volatile long activeNanos;

    /** When the server said goodbye, by the clock; only then it has a meaning. */
    private volatile long closingNanos;

    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile boolean closing;
    private volatile int code = WebSocketClosure.BROKEN;
    private volatile String reason = "";

    WebSocket(
            Http1Selector.Framed connection,
            byte[] handshake,
            WebSocketAnswer.Accepted accepted,
            WebSockets all,
            Clock clock) {
        this.connection = connection;
        this.handshake = handshake;
        this.listener = accepted.listener();
        this.limits = accepted.limits();
        this.all = all;
        this.clock = clock;
        connection.input().switchProtocol();
        this.reader = new WebSocketReader(this::more, limits);
        this.writer =
                new WebSocketWriter(
                        connection.dataWriter(), limits.unsentBytesMax(), this::closeSocket);
        this.handling = new Semaphore(limits.messagesAtOnceMax());
        this.openedNanos = clock.nanos();
        this.activeNanos = openedNanos;
    }

    @Override
    public void handle(Limit requests) {
        all.add(this);
        try {
            connection.dataWriter().writeNow(BufferData.create(handshake));
            listener.opened(this);
            read();
        } catch (WebSocketClosure e) {
            close(e.code(), e.reason());
            discard();
        } catch (UncheckedIOException e) {
            LOG.debug("a websocket broke", e);
        } catch (RuntimeException e) {
            LOG.error("a websocket failed", e);
            close(WebSocketClosure.INTERNAL_ERROR, "");
        } finally {
            end();
        }
    }

    /** The next bytes, whenever they come; null at the end of the connection. */
    private byte @Nullable [] more() {
        while (true) {
            try {
                return connection.input().get();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof SocketTimeoutException)) {
                    throw e;
                }
            }
        }
    }

    private void read() throws WebSocketClosure {
        while (true) {
            WebSocketFrame frame = reader.next();
            if (frame == null) {
                return;
            }
            activeNanos = clock.nanos();
            switch (frame.opcode()) {
                case WebSocketFrame.PING -> {
                    // A client that pings and does not read misses an answer, nothing more.
                    var ignored =
                            writer.offer(
                                    WebSocketFrame.encode(WebSocketFrame.PONG, frame.payload()));
                }
                case WebSocketFrame.PONG -> {}
                case WebSocketFrame.CLOSE -> {
                    closedByClient(frame.payload());
                    return;
                }
                default -> dispatch(WebSocketReader.text(frame.payload()));
            }
        }
    }

    private void dispatch(String text) {
        if (closing) {
            return;
        }
        handling.acquireUninterruptibly();
        var ignored =
                Thread.ofVirtual()
                        .name("websocket-message")
                        .start(() -> {
                            try {
                                listener.message(text);
                            } catch (RuntimeException e) {
                                LOG.error("a message failed", e);
                            } finally {
                                handling.release();
                            }
                        });
    }

    private void closedByClient(byte[] payload) throws WebSocketClosure {
        if (payload.length == 1) {
            throw WebSocketClosure.protocol("a closing frame has half a code");
        }
        int said = WebSocketClosure.NO_CODE;
        String why = "";
        if (payload.length > 1) {
            said = ByteBuffer.wrap(payload).getShort() & 0xffff;
            why = WebSocketReader.text(Arrays.copyOfRange(payload, 2, payload.length));
            boolean known =
                    (said >= 1000 && said <= 1014 && (said < 1004 || said > 1006))
                            || (said >= 3000 && said < 5000);
            if (!known) {
                throw WebSocketClosure.protocol("a closing frame has an unknown code");
            }
        }
        // The answer repeats the code (RFC 6455, section 5.5.1).
        goodbye(said, "", why);
    }

    @Override
    public Sent send(String text) {
        if (closing || writer.hasEnded()) {
            return Sent.GONE;
        }
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (!writer.offer(WebSocketFrame.encode(WebSocketFrame.TEXT, payload))) {
            return writer.hasEnded() ? Sent.GONE : Sent.FULL;
        }
        activeNanos = clock.nanos();
        return Sent.QUEUED;
    }

    @Override
    public void close(int because, String why) {
        goodbye(because, why, why);
    }

    /** Whoever is the first to say goodbye says why the connection ends. */
    private void goodbye(int because, String told, String why) {
        if (writer.hasEnded() || !leaving.compareAndSet(false, true)) {
            return;
        }
        // Before the client can know: it may be gone at once.
        code = because;
        reason = why;
        closingNanos = clock.nanos();
        closing = true;
        writer.end(WebSocketFrame.encodeClose(because, told));
    }

    private void end() {
        if (closing) {
            writer.awaitWritten(CLOSE_TIMEOUT);
        } else {
            writer.abandon();
        }
        closeSocket();
        try {
            listener.closed(code, reason);
        } catch (RuntimeException e) {
            LOG.error("the end of a websocket failed", e);
        } finally {
            all.remove(this);
        }
    }

    /**
     * Reads what a client still sends that was told to go: closed with unread bytes, the connection
     * would be reset, and the client might never see why. The watch ends it.
     */
    private void discard() {
        try {
            while (more() != null) {}
        } catch (UncheckedIOException e) {
            LOG.debug("a websocket broke while it was closed", e);
        }
    }

    /** Ends what has taken too long. */
    void watch() {
        long now = clock.nanos();
        if (closing) {
            if (now - closingNanos > CLOSE_TIMEOUT.toNanos()) {
                closeSocket();
            }
        } else if (now - activeNanos > limits.idleTimeout().toNanos()
                || now - openedNanos > limits.lifetime().toNanos()) {
            close(WebSocketClosure.GOING_AWAY, "Going away");
        }
    }

    /** Ends the connection, whatever waits; on a thread of its own, because TLS may wait. */
    void closeSocket() {
        HelidonSocket socket = connection.serverSocket();
        var ignored =
                Thread.ofVirtual()
                        .name("websocket-end")
                        .start(() -> {
                            try {
                                socket.close();
                            } catch (UncheckedIOException e) {
                                LOG.debug("a websocket's socket", e);
                            }
                        });
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        close(WebSocketClosure.GOING_AWAY, "Going away");
    }
}

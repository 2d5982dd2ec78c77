package brume.http;

import brume.base.Clock;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The WebSockets of a listener: how connections become ones, how long they last, how all end. */
final class WebSockets implements Http1Upgrader, AutoCloseable {

    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(10);

    private final HttpHandler handler;
    private final Clock clock;
    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition removed = lock.newCondition();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("websocket-watch").factory());
    private volatile boolean closing;

    WebSockets(HttpHandler handler, Clock clock) {
        this.handler = handler;
        this.clock = clock;
        var ignored =
                watch.scheduleWithFixedDelay(
                        () -> open.forEach(WebSocket::watch), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> fields) {
        HttpRequest request =
                Requests.of(
                        prologue,
                        fields,
                        fields.first(HeaderNames.HOST).orElse(""),
                        context.remotePeer().host(),
                        context.isSecure());
        Optional<WebSocketAnswer> answer = answer(request);
        if (answer.isEmpty()) {
            return null;
        }
        return switch (answer.get()) {
            case WebSocketAnswer.Refused refused ->
                    new WebSocketRefusal(context.dataWriter(), refused.response());
            case WebSocketAnswer.Accepted accepted ->
                    new WebSocket(
                            (Http1Selector.Framed) context,
                            WebSocketHandshake.accept(request, accepted.headers()),
                            accepted,
                            this,
                            clock);
        };
    }

    private Optional<WebSocketAnswer> answer(HttpRequest request) {
        if (closing) {
            return Optional.of(unavailable());
        }
        // A request that is no handshake is answered by whoever has the address, as a request.
        return WebSocketHandshake.isComplete(request) ? handler.upgrade(request) : Optional.empty();
    }

    private static WebSocketAnswer unavailable() {
        return new WebSocketAnswer.Refused(
                new HttpResponse(503, new HttpHeaders(), Requests.NO_BODY));
    }

    void add(WebSocket socket) {
        open.add(socket);
        if (closing) {
            socket.close(WebSocketClosure.GOING_AWAY, "Going away");
        }
    }

    void remove(WebSocket socket) {
        open.remove(socket);
        lock.lock();
        try {
            removed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says goodbye to every client, and waits a while for all that comes of it. */
    @Override
    public void close() {
        closing = true;
        open.forEach(socket -> socket.close(WebSocketClosure.GOING_AWAY, "Going away"));
        lock.lock();
        try {
            long leftNanos = GOODBYE_TIMEOUT.toNanos();
            while (!open.isEmpty() && leftNanos > 0) {
                leftNanos = removed.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        open.forEach(WebSocket::closeSocket);
        var ignored = watch.shutdownNow();
    }
}

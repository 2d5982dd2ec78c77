package brume.http;

import brume.base.Clock;
import brume.wire.Blob;
import brume.wire.BodyStream;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2Upgrader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener: HTTP/1.1 with keep-alive, HTTP/2 and WebSockets on one port, with or without TLS,
 * one virtual thread a request. Bodies are read whole, within {@link HttpLimits}, before the
 * handler is called; paths and queries are handed on exactly as they were sent, because signatures
 * cover them.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int READ_STEP_BYTES = 16 * 1024;

    /** A body is held as it was sent and, while it is carried out, decoded. */
    private static final int COPIES = 2;

    private final HttpLimits limits;
    private final Clock clock;
    private final HttpHandler handler;
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final WebSockets webSockets;
    private final WebServer server;

    /**
     * Binds the port and starts to serve.
     *
     * @param port 0 for any free port
     * @throws IllegalStateException if the address cannot be bound
     */
    public HttpServer(
            String host,
            int port,
            Optional<TlsFiles> tls,
            HttpLimits limits,
            Clock clock,
            HttpHandler handler) {
        this.limits = limits;
        this.clock = clock;
        this.handler = handler;
        this.webSockets = new WebSockets(handler, clock);
        WebServerConfig.Builder config =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofSeconds(10))
                        .backlog(1024)
                        .maxTcpConnections(limits.connectionsMax())
                        .maxPayloadSize(-1)
                        .idleConnectionTimeout(limits.idleTimeout())
                        .connectionOptions(
                                SocketOptions.builder()
                                        .readTimeout(limits.readTimeout())
                                        .tcpNoDelay(true)
                                        .build())
                        .contentEncoding(new RawContent())
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(http1())
                        .addProtocol(http2())
                        .routing(routing -> routing.any(this::serve));
        tls.ifPresent(files ->
                config.tls(builder ->
                        builder.privateKey(keys(files).privateKey().orElseThrow())
                                .privateKeyCertChain(keys(files).certChain())));
        this.server = config.build().start();
        // A listener that cannot bind is only logged by Helidon.
        if (!server.isRunning() || server.port() <= 0) {
            throw new IllegalStateException("cannot bind " + host + ':' + port);
        }
    }

    private static Keys keys(TlsFiles files) {
        return Keys.builder()
                .pem(pem ->
                        pem.key(Resource.create(files.privateKey()))
                                .certChain(Resource.create(files.certificates())))
                .build();
    }

    private Http1Selector http1() {
        Http1Config config =
                Http1Config.builder()
                        .maxHeadersSize(limits.headerBytesMax())
                        .maxPrologueLength(limits.headerBytesMax())
                        // Paths carry ARNs and are checked by the router, not by the listener.
                        .validatePath(false)
                        .continueImmediately(true)
                        .build();
        Http1ConnectionSelector selector =
                Http1ConnectionSelector.builder().config(config).addUpgraders(upgraders()).build();
        return new Http1Selector(selector, limits, clock);
    }

    private Map<String, Http1Upgrader> upgraders() {
        Map<String, Http1Upgrader> upgraders = new HashMap<>();
        upgraders.put("h2c", Http2Upgrader.create(http2()));
        // The library compares letter by letter; these are the spellings that clients use.
        List.of("websocket", "WebSocket", "Websocket", "WEBSOCKET")
                .forEach(name -> upgraders.put(name, webSockets));
        return upgraders;
    }

    private Http2Config http2() {
        return Http2Config.builder()
                .maxHeaderListSize(limits.headerBytesMax())
                .maxConcurrentStreams(256)
                .initialWindowSize(1024 * 1024)
                .validatePath(false)
                .build();
    }

    /** The port that is served, also when any free one was asked for. */
    public int port() {
        return server.port();
    }

    /** A port of {@code host} that nobody uses at the moment. */
    public static int freePort(String host) throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return probe.getLocalPort();
        }
    }

    /**
     * Says goodbye on the WebSockets, accepts no more connections, waits for the requests under
     * way, closes.
     */
    @Override
    public void close() {
        webSockets.close();
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) {
        HttpRequest head = head(request);
        try (Reservation reservation = new Reservation()) {
            byte[] body = body(request, reservation);
            HttpResponse answer = handler.handle(head.withBody(body));
            send(head.method().equals("HEAD") ? withoutBody(answer) : answer, response, false);
        } catch (RequestException e) {
            // The rest of the body is not read: the connection cannot be used again.
            send(refusal(head, e.status()), response, true);
        } catch (UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            LOG.debug("a body did not come whole", e);
            send(HttpResponse.of(400, "text/plain", Requests.NO_BODY), response, true);
        }
    }

    private HttpResponse refusal(HttpRequest head, Status status) {
        if (status.equals(Status.REQUEST_ENTITY_TOO_LARGE_413)) {
            return handler.tooLarge(head);
        } else if (status.equals(Status.SERVICE_UNAVAILABLE_503)) {
            return handler.overloaded(head);
        }
        return HttpResponse.of(status.code(), "text/plain", Requests.NO_BODY);
    }

    /** A request's share of the bytes in flight. */
    private final class Reservation implements AutoCloseable {
        private long bytes;

        void grow(long more) {
            bytes += more;
            if (inFlightBytes.addAndGet(more) > limits.inFlightBytesMax()) {
                throw Refusals.of(Status.SERVICE_UNAVAILABLE_503, "too many bytes in flight");
            }
        }

        @Override
        public void close() {
            inFlightBytes.addAndGet(-bytes);
        }
    }

    private static HttpRequest head(ServerRequest request) {
        return Requests.of(
                request.prologue(),
                request.headers(),
                request.authority(),
                request.remotePeer().host(),
                request.isSecure());
    }

    /**
     * The whole body.
     *
     * @throws RequestException if it is too large, too late or not framed as it must be
     */
    private byte[] body(ServerRequest request, Reservation reservation) {
        long declared = request.headers().contentLength().orElse(-1);
        if (declared > limits.bodyBytesMax()) {
            throw tooLarge();
        }
        if (declared == 0 || !request.content().hasEntity()) {
            return Requests.NO_BODY;
        }
        long deadlineNanos = clock.nanos() + limits.bodyTimeout().toNanos();
        try (InputStream in = request.content().inputStream()) {
            if (declared < 0) {
                return unannounced(in, reservation, deadlineNanos);
            }
            reservation.grow(COPIES * declared);
            byte[] body = new byte[(int) declared];
            int length = 0;
            while (length < body.length) {
                int read = in.read(body, length, body.length - length);
                if (read < 0) {
                    throw new IOException("the body ended after " + length + " bytes");
                }
                length += read;
                checkTime(deadlineNanos);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body that came without its length: in chunks, or in the frames of HTTP/2. */
    private byte[] unannounced(InputStream in, Reservation reservation, long deadlineNanos)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] step = new byte[READ_STEP_BYTES];
        while (true) {
            int read = in.read(step);
            if (read < 0) {
                return body.toByteArray();
            }
            if (body.size() + read > limits.bodyBytesMax()) {
                throw tooLarge();
            }
            reservation.grow((long) COPIES * read);
            body.write(step, 0, read);
            checkTime(deadlineNanos);
        }
    }

    private static RequestException tooLarge() {
        return Refusals.of(Status.REQUEST_ENTITY_TOO_LARGE_413, "the body is too large");
    }

    private void checkTime(long deadlineNanos) {
        if (clock.nanos() - deadlineNanos > 0) {
            throw Refusals.of(Status.REQUEST_TIMEOUT_408, "the body did not come in time");
        }
    }

    /** The answer to HEAD, whose length is that of the answer to GET (RFC 9110, section 9.3.2). */
    private static HttpResponse withoutBody(HttpResponse answer) {
        boolean told =
                answer.headers().first("Content-Length").isPresent() || answer.bodyBytes() == 0;
        if (!told) {
            answer.headers().add("Content-Length", Long.toString(answer.bodyBytes()));
        }
        return new HttpResponse(answer.status(), answer.headers(), Requests.NO_BODY);
    }

    private static void send(HttpResponse answer, ServerResponse response, boolean close) {
        response.status(Status.create(answer.status()));
        answer.headers()
                .forEach((name, value) -> response.headers().add(HeaderNames.create(name), value));
        if (close) {
            response.headers().set(HeaderNames.CONNECTION, "close");
        }
        try {
            if (answer.stream().isPresent()) {
                stream(answer.stream().get(), response);
            } else if (answer.live().isPresent()) {
                stream(answer.live().get(), response);
            } else {
                response.send(answer.body());
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("the client went away before its answer", e);
        }
    }

    private static void stream(Blob body, ServerResponse response) throws IOException {
        response.contentLength(body.size());
        try (InputStream in = body.open();
                OutputStream out = response.outputStream()) {
            in.transferTo(out);
        }
    }

    /** Each flush of {@code body} is sent at once; one that breaks off ends the connection. */
    private static void stream(BodyStream body, ServerResponse response) {
        try (body) {
            // Not closed when the body breaks off: that would make it look complete.
            OutputStream out = response.outputStream();
            body.writeTo(out);
            out.close();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a streamed answer broke off", e);
            throw new CloseConnectionException("a streamed answer broke off", e);
        }
    }
}

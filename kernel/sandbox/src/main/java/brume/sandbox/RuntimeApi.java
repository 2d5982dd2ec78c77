package brume.sandbox;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lambda Runtime API of one environment, on a Unix socket that only this environment sees.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeApi.class);

    /** 6 MB and some room, the figure in AWS's messages. */
    static final int RESPONSE_BYTES_MAX = 6 * 1024 * 1024 + 100;

    /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
    private static final int STREAM_BYTES_MAX = 200 * 1024 * 1024;

    private static final int CONNECTIONS_MAX = 64;
    private static final String VERSION = "/2018-06-01";
    private static final Pattern ANSWER =
            Pattern.compile("/2018-06-01/runtime/invocation/([^/]{1,128})/(response|error)");
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final byte[] OK = bytes("{\"status\":\"OK\"}\n");

    /** What the environment's owner decides. */
    interface Owner {
        /** The function's environment and handler, as the launcher reads it. */
        byte[] environment();

        /** The runtime asks for work: its initialisation is over. */
        void ready();

        /** The runtime could not load the function. */
        void initError(byte[] error, String errorType);

        /** How far the wall clock shall be moved, or empty without a test clock. */
        Optional<Long> clockOffsetMs();
    }

    private final Owner owner;
    private final Extensions extensions;
    private final ExtensionsApi extensionsApi;
    private final ServerSocketChannel server;
    private final LinkedBlockingQueue<PendingInvocation> waiting = new LinkedBlockingQueue<>(1);
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
    private volatile Optional<PendingInvocation> running = Optional.empty();
    private volatile boolean closed;

    RuntimeApi(Path socket, Owner owner, Extensions extensions, ExtensionsApi extensionsApi)
            throws IOException {
        this.owner = owner;
        this.extensions = extensions;
        this.extensionsApi = extensionsApi;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), CONNECTIONS_MAX);
    }

    void start() {
        threads.add(Thread.ofVirtual().start(this::accept));
    }

    private void accept() {
        try {
            while (!closed) {
                permits.acquire();
                SocketChannel channel = server.accept();
                connections.add(channel);
                if (closed) {
                    channel.close();
                    return;
                }
                threads.add(Thread.ofVirtual().start(() -> serve(channel)));
            }
        } catch (IOException | InterruptedException e) {
            LOG.trace("runtime API closed", e);
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            HttpStream http = new HttpStream(channel);
            while (!closed) {
                Optional<HttpStream.Request> request = http.readHead();
                if (request.isEmpty()) {
                    return;
                }
                if (!stream(http, request.get())) {
                    handle(http, http.readBody(request.get(), RESPONSE_BYTES_MAX));
                }
            }
        } catch (IOException e) {
            LOG.debug("runtime connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            LOG.trace("runtime API closed", e);
        } finally {
            connections.remove(channel);
            threads.remove(Thread.currentThread());
            permits.release();
        }
    }

    private void handle(HttpStream http, HttpStream.Request request)
            throws IOException, InterruptedException {
        String path = request.path();
        switch (request.method() + " " + path) {
            case "GET " + VERSION + "/runtime/invocation/next" -> next(http);
            case "GET " + VERSION + "/brume/environment" ->
                    http.respond("200 OK", JSON, owner.environment());
            case "GET " + VERSION + "/brume/extensions" -> {
                extensions.awaitRegistered();
                http.respond("200 OK", JSON, OK);
            }
            case "GET " + VERSION + "/ping" -> http.respond("200 OK", "", bytes("pong"));
            case "POST " + VERSION + "/runtime/init/error" -> {
                owner.initError(
                        request.body().orElse(new byte[0]),
                        request.header("lambda-runtime-function-error-type"));
                http.respond("202 Accepted", JSON, OK);
            }
            default -> {
                Matcher answer = ANSWER.matcher(path);
                if (request.method().equals("POST") && answer.matches()) {
                    answer(http, request, answer.group(1), answer.group(2).equals("error"));
                } else if (!extensionsApi.handle(http, request)) {
                    http.respond(
                            "404 Not Found",
                            JSON,
                            error("The requested path does not exist", "NotFound"));
                }
            }
        }
    }

    private void next(HttpStream http) throws IOException, InterruptedException {
        owner.ready();
        PendingInvocation pending = waiting.take();
        running = Optional.of(pending);
        Invocation invocation = pending.invocation();
        StringBuilder headers = new StringBuilder(400);
        header(headers, "Content-Type", "application/json");
        header(headers, "Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        header(headers, "Lambda-Runtime-Deadline-Ms", Long.toString(pending.deadlineMs()));
        header(headers, "Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
        invocation.traceId().ifPresent(v -> header(headers, "Lambda-Runtime-Trace-Id", v));
        invocation
                .clientContext()
                .ifPresent(v -> header(headers, "Lambda-Runtime-Client-Context", v));
        invocation
                .cognitoIdentity()
                .ifPresent(v -> header(headers, "Lambda-Runtime-Cognito-Identity", v));
        owner.clockOffsetMs()
                .ifPresent(v -> header(headers, "Brume-Clock-Offset-Ms", Long.toString(v)));
        pending.markStarted();
        http.respond("200 OK", headers.toString(), invocation.payload());
    }

    private static void header(StringBuilder out, String name, String value) {
        out.append(name).append(": ");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(c < ' ' ? ' ' : c);
        }
        out.append("\r\n");
    }

    private void answer(HttpStream http, HttpStream.Request request, String id, boolean isError)
            throws IOException {
        Optional<PendingInvocation> pending = running;
        if (pending.isEmpty() || !pending.get().invocation().requestId().equals(id)) {
            http.respond("400 Bad Request", JSON, error("Invalid request ID", "InvalidRequestID"));
            return;
        }
        running = Optional.empty();
        if (request.body().isEmpty()) {
            tooLarge(http, pending.get(), RESPONSE_BYTES_MAX);
            return;
        }
        String type = request.header("lambda-runtime-function-error-type");
        if (isError) {
            pending.get().completeError(request.body().get(), type.isEmpty() ? "Unhandled" : type);
        } else if (!type.isEmpty() && streaming(request)) {
            pending.get().completeError(trailedError(request), type);
        } else {
            pending.get().completeResponse(request.body().get());
        }
        http.respond("202 Accepted", JSON, OK);
    }

    private static void tooLarge(HttpStream http, PendingInvocation pending, long bytesMax)
            throws IOException {
        pending.completeError(
                error(
                        "Response payload size exceeded maximum allowed payload size ("
                                + bytesMax
                                + " bytes).",
                        "Function.ResponseSizeTooLarge"),
                "Function.ResponseSizeTooLarge");
        http.respond(
                "413 Request Entity Too Large",
                JSON,
                error(
                        "Exceeded maximum allowed payload size (" + bytesMax + " bytes).",
                        "RequestEntityTooLarge"));
    }

    private static boolean streaming(HttpStream.Request request) {
        return request.header("lambda-runtime-function-response-mode")
                .equalsIgnoreCase("streaming");
    }

    /** The error that a runtime reports after a part of the response, in base 64. */
    private static byte[] trailedError(HttpStream.Request request) {
        try {
            return Base64.getDecoder().decode(request.header("lambda-runtime-function-error-body"));
        } catch (IllegalArgumentException e) {
            return error("The error of the runtime is not in base 64", "Runtime.StreamError");
        }
    }

    /**
     * Hands a streamed response on while it comes, if the caller wants it like that.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">
     *     Implementing response streaming in a custom runtime</a>
     */
    private boolean stream(HttpStream http, HttpStream.Request head)
            throws IOException, InterruptedException {
        Optional<PendingInvocation> pending = running;
        Matcher answer = ANSWER.matcher(head.path());
        if (pending.isEmpty()
                || pending.get().invocation().sink().isEmpty()
                || !streaming(head)
                || !answer.matches()
                || !answer.group(1).equals(pending.get().invocation().requestId())
                || !answer.group(2).equals("response")) {
            return false;
        }
        running = Optional.empty();
        ResponseSink sink = pending.get().invocation().sink().get();
        sink.begin(head.header("content-type"));
        HttpStream.Request whole = http.streamBody(head, STREAM_BYTES_MAX, sink::write);
        String type = whole.header("lambda-runtime-function-error-type");
        if (whole.body().isEmpty()) {
            tooLarge(http, pending.get(), STREAM_BYTES_MAX);
            return true;
        } else if (!type.isEmpty()) {
            pending.get().completeError(trailedError(whole), type);
        } else {
            pending.get().completeResponse(new byte[0]);
        }
        http.respond("202 Accepted", JSON, OK);
        return true;
    }

    /** Gives the environment its next event; it must not have one already. */
    void offer(PendingInvocation pending) {
        if (!waiting.offer(pending)) {
            throw new IllegalStateException("the environment has an event already");
        }
    }

    /** An error document as the runtime API and Lambda itself write them. */
    static byte[] error(String message, String type) {
        return bytes("{\"errorType\":\"" + type + "\",\"errorMessage\":\"" + message + "\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(server);
        connections.forEach(RuntimeApi::closeQuietly);
        threads.forEach(Thread::interrupt);
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            LOG.trace("close", e);
        }
    }
}

package brume.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A Runtime API on TCP with one event, for a run whose loaded classes are recorded. */
final class TrainingApi implements AutoCloseable {

    private static final byte[] EVENT =
            "{\"text\": \"x\", \"numbers\": [1, 2.5], \"inner\": {\"none\": null, \"yes\": true}}"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final CompletableFuture<Boolean> served = new CompletableFuture<>();
    private boolean given;

    TrainingApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Runs {@code action} when the runtime has answered the event and asks for another one. */
    void whenServed(Runnable action) {
        var ignored = served.thenRun(action);
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().endsWith("/next")) {
            var ignored = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        } else if (given) {
            served.complete(true); // and no answer: the process ends while it waits
        } else {
            given = true;
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
            headers.set("Lambda-Runtime-Deadline-Ms", "4102444800000");
            headers.set(
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:us-east-1:000000000000:function:training");
            headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
            exchange.sendResponseHeaders(200, EVENT.length);
            exchange.getResponseBody().write(EVENT);
            exchange.close();
        }
    }

    /** What a runtime finds in its environment. */
    static Map<String, String> variables(int port) {
        return Map.of(
                "PATH",
                "/usr/local/bin:/usr/bin:/bin",
                "LANG",
                "en_US.UTF-8",
                "AWS_LAMBDA_RUNTIME_API",
                "127.0.0.1:" + port,
                "AWS_EXECUTION_ENV",
                "AWS_Lambda_java25",
                "AWS_LAMBDA_FUNCTION_NAME",
                "training",
                "AWS_LAMBDA_FUNCTION_VERSION",
                "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                "512",
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "training",
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "training");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package brume.http;

import brume.wire.HttpResponse;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Status;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** The last answer of a connection that did not become a WebSocket. */
final class WebSocketRefusal implements ServerConnection {

    private static final Set<String> OURS =
            Set.of("content-length", "connection", "transfer-encoding", "upgrade");

    private final DataWriter output;
    private final HttpResponse response;

    WebSocketRefusal(DataWriter output, HttpResponse response) {
        this.output = output;
        this.response = response;
    }

    @Override
    public void handle(Limit requests) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ")
                        .append(response.status())
                        .append(' ')
                        .append(Status.create(response.status()).reasonPhrase())
                        .append("\r\n");
        response.headers()
                .forEach((name, value) -> {
                    if (!OURS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        WebSocketHandshake.field(head, name, value);
                    }
                });
        head.append("Content-Length: ").append(response.body().length);
        head.append("\r\nConnection: close\r\n\r\n");
        output.writeNow(
                BufferData.create(head.toString().getBytes(StandardCharsets.UTF_8)),
                BufferData.create(response.body()));
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        // It ends by itself.
    }
}

package brume.services.apigatewayv2.websocket;

import brume.services.apigatewayv2.execution.RequestData;
import brume.services.apigatewayv2.execution.SignerIdentity;
import brume.spi.Call;
import brume.wire.WebSocketConnection;
import brume.wire.WebSocketListener;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client of a WebSocket API, from its request to connect until its connection has ended. */
final class Client implements WebSocketListener {

    private final String id = ConnectionEvent.newId();
    private final String apiId;
    private final String stageName;
    private final RequestData request;
    private final Instant connectedAt;
    private final Traffic traffic;
    private Map<String, String> authorizer = Map.of();
    private @Nullable Call caller;
    private volatile @Nullable WebSocketConnection connection;
    private volatile Instant lastActiveAt;

    Client(
            String apiId,
            String stageName,
            RequestData request,
            Instant connectedAt,
            Traffic traffic) {
        this.apiId = apiId;
        this.stageName = stageName;
        this.request = request;
        this.connectedAt = connectedAt;
        this.lastActiveAt = connectedAt;
        this.traffic = traffic;
    }

    String id() {
        return id;
    }

    String apiId() {
        return apiId;
    }

    String stageName() {
        return stageName;
    }

    /** The request that asked for the connection. */
    RequestData request() {
        return request;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    Instant lastActiveAt() {
        return lastActiveAt;
    }

    void activeAt(Instant time) {
        lastActiveAt = time;
    }

    /** What the authorizer said; empty without one. */
    Map<String, String> authorizer() {
        return authorizer;
    }

    void authorized(Map<String, String> said) {
        authorizer = said;
    }

    Optional<Call> caller() {
        return Optional.ofNullable(caller);
    }

    void signedBy(Call call) {
        caller = call;
    }

    /** Host and port, as the client addressed them: functions make the callback URL of it. */
    String domainName() {
        return request.http().host();
    }

    Map<String, String> identity() {
        Map<String, String> identity =
                caller == null
                        ? new LinkedHashMap<>()
                        : SignerIdentity.of(caller.principal(), request.http());
        identity.put("sourceIp", request.http().sourceIp());
        String agent = request.header("user-agent");
        if (!agent.isEmpty()) {
            identity.put("userAgent", agent);
        }
        return identity;
    }

    WebSocketConnection.Sent send(String text, Instant now) {
        WebSocketConnection open = connection;
        if (open == null) {
            return WebSocketConnection.Sent.GONE;
        }
        WebSocketConnection.Sent sent = open.send(text);
        if (sent == WebSocketConnection.Sent.QUEUED) {
            lastActiveAt = now;
        }
        return sent;
    }

    void close(int code, String reason) {
        WebSocketConnection open = connection;
        if (open != null) {
            open.close(code, reason);
        }
    }

    @Override
    public void opened(WebSocketConnection opened) {
        connection = opened;
        traffic.opened(this);
    }

    @Override
    public void message(String text) {
        traffic.message(this, text);
    }

    @Override
    public void closed(int code, String reason) {
        traffic.closed(this, code, reason);
    }
}

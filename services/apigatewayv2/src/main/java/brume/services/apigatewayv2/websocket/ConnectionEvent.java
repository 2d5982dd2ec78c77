package brume.services.apigatewayv2.websocket;

import brume.base.Ids;
import brume.base.Scope;
import brume.services.apigatewayv2.execution.BodyPath;
import brume.services.apigatewayv2.execution.Occasion;
import brume.spi.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connect, a message or a disconnect, with the {@code $context} that it carries.
 *
 * @see EventDocument how functions see it
 */
final class ConnectionEvent implements Occasion {

    enum Type {
        CONNECT,
        MESSAGE,
        DISCONNECT
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int ID_BYTES = 11;

    final Client client;
    final ServedStage stage;
    final Type type;
    final String routeKey;

    /** The message's text; empty for the others. */
    final String body;

    final String requestId = newId();
    final Instant time;

    /** With which code and why the connection ended. */
    final int closeCode;

    final String closeReason;
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    private ConnectionEvent(
            Client client,
            ServedStage stage,
            Type type,
            String routeKey,
            String body,
            Instant time,
            int closeCode,
            String closeReason) {
        this.client = client;
        this.stage = stage;
        this.type = type;
        this.routeKey = routeKey;
        this.body = body;
        this.time = time;
        this.closeCode = closeCode;
        this.closeReason = closeReason;
    }

    static ConnectionEvent connect(Client client, ServedStage stage, Instant time) {
        return new ConnectionEvent(
                client, stage, Type.CONNECT, ServedStage.CONNECT, "", time, 0, "");
    }

    static ConnectionEvent message(
            Client client, ServedStage stage, String routeKey, String body, Instant time) {
        return new ConnectionEvent(client, stage, Type.MESSAGE, routeKey, body, time, 0, "");
    }

    static ConnectionEvent disconnect(
            Client client, ServedStage stage, int code, String reason, Instant time) {
        return new ConnectionEvent(
                client, stage, Type.DISCONNECT, ServedStage.DISCONNECT, "", time, code, reason);
    }

    /** An id in AWS's form, of connections, requests and messages; safe in a URL. */
    static String newId() {
        return Base64.getUrlEncoder().encodeToString(Ids.bytes(ID_BYTES));
    }

    @Override
    public Scope scope() {
        return stage.scope();
    }

    @Override
    public String apiId() {
        return stage.apiId();
    }

    @Override
    public String stageName() {
        return stage.name();
    }

    @Override
    public Map<String, String> stageVariables() {
        return stage.variables();
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public String sourceArn() {
        return arn(stage.name() + '/' + routeKey);
    }

    /** An ARN below that of the API. */
    String arn(String rest) {
        return stage.scope().arn("execute-api", stage.apiId() + '/' + rest).toString();
    }

    @Override
    public Optional<Call> caller() {
        return client.caller();
    }

    @Override
    public void note(String variable, String value) {
        notes.put(variable, value);
    }

    String requestTime() {
        return TIME.format(time);
    }

    /** The value of a variable of a selection expression or mapping; empty if absent. */
    String variable(String name) {
        String plain = name.startsWith("route.") ? name.substring("route.".length()) : name;
        int dot = plain.indexOf('.');
        String rest = dot < 0 ? "" : plain.substring(dot + 1);
        if (plain.startsWith("context.")) {
            return findContext(rest).orElse("");
        }
        if (plain.startsWith("stageVariables.")) {
            return stage.variables().getOrDefault(rest, "");
        }
        if (plain.startsWith("request.body")) {
            return BodyPath.find(
                    body.getBytes(StandardCharsets.UTF_8),
                    plain.substring("request.body".length()));
        }
        // Only the request that opened the connection has headers and a query string.
        int second = rest.indexOf('.');
        if (type != Type.CONNECT || second < 0) {
            return "";
        }
        String key = rest.substring(second + 1);
        return switch (rest.substring(0, second).toLowerCase(Locale.ROOT)) {
            case "header", "multivalueheader" -> client.request().header(key);
            case "querystring", "multivaluequerystring" -> client.request().query(key);
            default -> "";
        };
    }

    @Override
    public Optional<String> findContext(String name) {
        String noted = notes.get(name);
        if (noted != null) {
            return Optional.of(noted);
        }
        if (name.startsWith("authorizer.")) {
            return Optional.ofNullable(
                    client.authorizer().get(name.substring("authorizer.".length())));
        }
        if (name.startsWith("identity.")) {
            return Optional.ofNullable(client.identity().get(name.substring("identity.".length())));
        }
        return Optional.ofNullable(context().get(name)).map(Object::toString);
    }

    /** The {@code $context} but for what authorizers and credentials say. */
    Map<String, Object> context() {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("routeKey", routeKey);
        if (type == Type.MESSAGE) {
            context.put("messageId", requestId);
        }
        if (type == Type.DISCONNECT) {
            context.put("disconnectStatusCode", closeCode);
            context.put("disconnectReason", closeReason);
        }
        context.put("eventType", type.name());
        context.put("extendedRequestId", requestId);
        context.put("requestTime", requestTime());
        context.put("messageDirection", "IN");
        context.put("stage", stage.name());
        context.put("connectedAt", client.connectedAt().toEpochMilli());
        context.put("requestTimeEpoch", time.toEpochMilli());
        context.put("requestId", requestId);
        context.put("domainName", client.domainName());
        context.put("connectionId", client.id());
        context.put("apiId", stage.apiId());
        return context;
    }
}

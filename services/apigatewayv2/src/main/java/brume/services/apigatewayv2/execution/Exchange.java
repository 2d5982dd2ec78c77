package brume.services.apigatewayv2.execution;

import brume.base.Ids;
import brume.base.Scope;
import brume.spi.Call;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on its way: what was asked, what was found, and the {@code $context} it carries. */
final class Exchange implements Occasion {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    final CompiledStage stage;
    final RequestData request;
    final Instant time;

    /** Of this form on AWS too. */
    final String requestId = Base64.getEncoder().encodeToString(Ids.bytes(11));

    private @Nullable CompiledRoute route;
    private Map<String, String> variables = Map.of();
    private @Nullable Call caller;

    /** What an authorizer said: {@code jwt}, {@code lambda}, or nothing. */
    private ObjectNode authorizer = Documents.object();

    private final Map<String, String> results = new HashMap<>();

    Exchange(CompiledStage stage, RequestData request, Instant time) {
        this.stage = stage;
        this.request = request;
        this.time = time;
    }

    void routed(RouteTable.Match match) {
        route = match.route();
        variables = match.variables();
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

    void signedBy(Call call) {
        caller = call;
    }

    void authorized(String kind, JsonNode said) {
        authorizer = Documents.object();
        authorizer.set(kind, said);
    }

    @Override
    public void note(String variable, String value) {
        results.put(variable, value);
    }

    CompiledRoute route() {
        CompiledRoute found = route;
        if (found == null) {
            throw new IllegalStateException("not routed yet");
        }
        return found;
    }

    /** The path's variables, percent-encoded as they came. */
    Map<String, String> variables() {
        return variables;
    }

    @Override
    public Optional<Call> caller() {
        return Optional.ofNullable(caller);
    }

    JsonNode authorizer() {
        return authorizer;
    }

    String method() {
        return request.http().method();
    }

    String routeKey() {
        return route == null ? "" : route.route().routeKey();
    }

    String domainName() {
        String host = request.http().host();
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    String port() {
        String host = request.http().host();
        int colon = host.lastIndexOf(':');
        return colon >= 0 ? host.substring(colon + 1) : request.http().secure() ? "443" : "80";
    }

    String requestTime() {
        return TIME.format(time);
    }

    /** For example {@code arn:aws:execute-api:us-east-1:000000000000:abc/$default/GET/pets}. */
    String methodArn() {
        return arn(stage.apiId() + '/' + stage.name() + '/' + method() + request.path());
    }

    /** What the permission of a function names: with the route's path, not the request's. */
    @Override
    public String sourceArn() {
        CompiledRoute found = route();
        String resource = found.key().isDefault() ? "/$default" : '/' + method() + found.resource();
        return arn(stage.apiId() + '/' + stage.name() + resource);
    }

    String arn(String resource) {
        return stage.scope().arn("execute-api", resource).toString();
    }

    /** The names of who signed the request, by those that events give them. */
    Map<String, String> identity() {
        return caller == null ? Map.of() : SignerIdentity.of(caller.principal(), request.http());
    }

    /** The value of a variable of a mapping, such as {@code request.header.x}; empty if absent. */
    String variable(String name) {
        int dot = name.indexOf('.');
        String rest = dot < 0 ? "" : name.substring(dot + 1);
        if (name.startsWith("context.")) {
            return findContext(rest).orElse("");
        }
        if (name.startsWith("stageVariables.")) {
            return stage.variables().getOrDefault(rest, "");
        }
        if (!name.startsWith("request.")) {
            return "";
        }
        if (rest.equals("path")) {
            return request.path();
        }
        if (rest.equals("body") || rest.startsWith("body.") || rest.startsWith("body[")) {
            return BodyPath.find(request.http().body(), rest.substring("body".length()));
        }
        int second = rest.indexOf('.');
        String key = second < 0 ? "" : rest.substring(second + 1);
        return switch (second < 0 ? rest : rest.substring(0, second)) {
            case "header" -> request.header(key);
            case "querystring" -> request.query(key);
            case "path" -> RequestData.decodedPath(variables.getOrDefault(key, ""));
            default -> "";
        };
    }

    @Override
    public Optional<String> findContext(String name) {
        String noted = results.get(name);
        if (noted != null) {
            return Optional.of(noted);
        }
        if (name.startsWith("authorizer.")) {
            return findAuthorizer(name.substring("authorizer.".length()));
        }
        if (name.startsWith("identity.")) {
            return findIdentity(name.substring("identity.".length()));
        }
        String value =
                switch (name) {
                    case "accountId" -> stage.scope().account().value();
                    case "apiId" -> stage.apiId();
                    case "deploymentId" -> stage.deploymentId();
                    case "domainName" -> domainName();
                    case "domainPrefix" -> stage.apiId();
                    case "httpMethod" -> method();
                    case "path" -> request.rawPath();
                    case "protocol" -> "HTTP/1.1";
                    case "requestId", "extendedRequestId" -> requestId;
                    case "requestTime" -> requestTime();
                    case "requestTimeEpoch" -> Long.toString(time.toEpochMilli());
                    case "routeKey" -> routeKey();
                    case "stage" -> stage.name();
                    default -> "";
                };
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private Optional<String> findIdentity(String name) {
        String value =
                switch (name) {
                    case "sourceIp" -> request.http().sourceIp();
                    case "userAgent" -> request.header("user-agent");
                    default -> identity().getOrDefault(name, "");
                };
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private Optional<String> findAuthorizer(String name) {
        JsonNode value =
                name.startsWith("claims.")
                        ? authorizer.at("/jwt/claims").path(name.substring("claims.".length()))
                        : authorizer.path("lambda").path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(value.isValueNode() ? value.asText() : Documents.text(value));
    }
}

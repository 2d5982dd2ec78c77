package brume.services.apigateway.execution;

import brume.base.Ids;
import brume.spi.Call;
import brume.spi.Principal;
import brume.templates.InputVariable;
import brume.wire.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request on its way: what was asked, what was found, and the {@code $context} it carries. */
final class Invocation {

    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    final CompiledStage stage;
    final CompiledMethod method;
    final RequestData request;
    final Map<String, String> pathParameters;
    final String requestId;
    final Instant time;
    final Optional<Call> caller;
    final String extendedRequestId = Base64.getEncoder().encodeToString(Ids.bytes(11));
    final ExecutionLog log;
    private final LongSupplier nanos;
    private final long beganNanos;
    private boolean renewed;
    private Optional<String> usageKey = Optional.empty();
    private Optional<String> warning = Optional.empty();
    private OptionalLong integrationNanos = OptionalLong.empty();
    private Optional<Integer> integrationStatus = Optional.empty();
    private @Nullable Map<String, @Nullable Object> context;
    private Map<String, String> authorizer = Map.of();
    private Map<String, String> apiKey = Map.of();
    private @Nullable String traceId;
    private @Nullable Map<String, String> query;
    private @Nullable Map<String, String> headers;

    Invocation(
            CompiledStage stage,
            RoutingTree.Match match,
            RequestData request,
            String requestId,
            Instant time,
            Optional<Call> caller,
            ExecutionLog log,
            LongSupplier nanos) {
        this.stage = stage;
        this.method = match.method();
        this.pathParameters = match.pathParameters();
        this.request = request;
        this.requestId = requestId;
        this.time = time;
        this.caller = caller;
        this.log = log;
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
    }

    /** Whether this is a test invocation, which no client on the network sees. */
    boolean isTest() {
        return stage.name().equals(TestRun.STAGE);
    }

    /** Has the integration answer, and the stage's cache keep that answer. */
    void renew() {
        renewed = true;
    }

    boolean renewed() {
        return renewed;
    }

    /** Adds a warning to the answer. */
    void warn(String text) {
        warning = Optional.of(text);
    }

    Optional<String> warning() {
        return warning;
    }

    /** For how long this request has been under way. */
    long latencyMillis() {
        return (nanos.getAsLong() - beganNanos) / 1_000_000;
    }

    /** Runs the integration, and keeps how long that took. */
    <T> T integrating(Supplier<T> integration) {
        long before = nanos.getAsLong();
        try {
            return integration.get();
        } finally {
            integrationNanos = OptionalLong.of(nanos.getAsLong() - before);
        }
    }

    /** Keeps and logs what the integration answered with. */
    void received(int status, HttpHeaders headers, byte[] body) {
        integrationStatus = Optional.of(status);
        log.info(() ->
                "Received response. Status: "
                        + status
                        + ", Integration latency: "
                        + latencyMillis()
                        + " ms");
        log.data(() -> "Endpoint response headers: " + ExecutionLog.fields(headers));
        log.data(() -> "Endpoint response body before transformations: " + Bodies.text(body));
    }

    Optional<Long> integrationMillis() {
        return integrationNanos.isPresent()
                ? Optional.of(integrationNanos.getAsLong() / 1_000_000)
                : Optional.empty();
    }

    Optional<Integer> integrationStatus() {
        return integrationStatus;
    }

    /** For example {@code arn:aws:execute-api:us-east-1:000000000000:abc/dev/GET/pets}. */
    String methodArn() {
        String path = request.path();
        return stage.scope()
                .arn(
                        "execute-api",
                        stage.apiId()
                                + '/'
                                + stage.name()
                                + '/'
                                + request.http().method()
                                + (path.equals("/") ? "/" : path))
                .toString();
    }

    /**
     * The ARN that the permission of a function names: with the resource's path, not the request's.
     */
    String sourceArn() {
        return stage.scope()
                .arn(
                        "execute-api",
                        stage.apiId()
                                + '/'
                                + stage.name()
                                + '/'
                                + request.http().method()
                                + method.resourcePath())
                .toString();
    }

    String requestTime() {
        return REQUEST_TIME.format(time);
    }

    /** The path as the client sent it, with the stage. */
    String stagePath() {
        return '/' + stage.name() + request.rawPath();
    }

    String domainName() {
        String host = request.http().host();
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    String domainPrefix() {
        String domain = domainName();
        int dot = domain.indexOf('.');
        return dot < 0 ? domain : domain.substring(0, dot);
    }

    String userAgent() {
        return request.http().header("User-Agent").orElse("");
    }

    /** The incoming trace, or a new one. */
    String traceId() {
        String known = traceId;
        if (known == null) {
            known =
                    request.http()
                            .header("X-Amzn-Trace-Id")
                            .filter(header -> header.startsWith("Root=") && header.length() < 512)
                            .orElseGet(this::newTraceId);
            traceId = known;
        }
        return known;
    }

    /**
     * The trace as the client sees it, with the segment that continues it. Source: LocalStack's
     * test_invocation_trace_id.
     */
    String answeredTraceId() {
        String trace = traceId();
        if (isTest() || trace.contains("Parent=")) {
            return trace;
        }
        return trace + ";Parent=" + Ids.hex(16) + ";Sampled=0";
    }

    private String newTraceId() {
        return "Root=1-" + Long.toHexString(time.getEpochSecond()) + '-' + Ids.hex(24);
    }

    /** The account, key and names of who signed the request, by their names in the identity. */
    Map<String, String> callerIdentity() {
        Map<String, String> identity = new LinkedHashMap<>(apiKey);
        if (caller.isEmpty()) {
            return identity;
        }
        Principal principal = caller.get().principal();
        principal.account().ifPresent(account -> identity.put("accountId", account.value()));
        identity.put("userArn", principal.arn());
        switch (principal) {
            case Principal.User user -> {
                identity.put("accessKey", user.accessKeyId());
                identity.put("caller", user.userId());
                identity.put("user", user.userId());
            }
            case Principal.RoleSession session -> {
                String id = session.roleId() + ':' + session.sessionName();
                identity.put("caller", id);
                identity.put("user", id);
            }
            case Principal.FederatedUser user -> {
                identity.put("caller", user.id());
                identity.put("user", user.id());
            }
            case Principal.Root root -> {
                identity.put("caller", root.accountId().value());
                identity.put("user", root.accountId().value());
            }
            case Principal.ServicePrincipal service -> identity.put("caller", service.name());
            case Principal.Anonymous anonymous -> identity.remove("userArn");
        }
        return identity;
    }

    /** Keeps which API key the request showed. */
    void identified(String keyId, String value) {
        apiKey = Map.of("apiKey", value, "apiKeyId", keyId);
        if (context != null && context.get("identity") instanceof Map<?, ?> identity) {
            Map<String, @Nullable Object> extended = new LinkedHashMap<>(apiKey);
            identity.forEach((name, known) -> extended.put(String.valueOf(name), known));
            context.put("identity", extended);
        }
    }

    /** Keeps what an authorizer said of this request. */
    void authorized(Map<String, String> said) {
        authorizer = said;
        if (context != null) {
            context.put("authorizer", new LinkedHashMap<>(said));
        }
    }

    /** Keeps the API key that an authorizer found. */
    void keyed(String key) {
        usageKey = Optional.of(key);
    }

    Optional<String> usageKey() {
        return usageKey;
    }

    /** What the authorizer said: {@code principalId} and more; empty without one. */
    Map<String, String> authorizer() {
        return authorizer;
    }

    /** The {@code $context} of this request; what one template puts into it the next one sees. */
    Map<String, @Nullable Object> context() {
        Map<String, @Nullable Object> known = context;
        if (known == null) {
            known = newContext();
            context = known;
        }
        return known;
    }

    private Map<String, @Nullable Object> newContext() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(32);
        map.put("accountId", stage.scope().account().value());
        map.put("apiId", stage.apiId());
        if (!authorizer.isEmpty()) {
            map.put("authorizer", new LinkedHashMap<>(authorizer));
        }
        map.put("deploymentId", stage.deploymentId());
        map.put("domainName", domainName());
        map.put("domainPrefix", domainPrefix());
        map.put("extendedRequestId", extendedRequestId);
        map.put("httpMethod", request.http().method());
        Map<String, @Nullable Object> identity = new LinkedHashMap<>();
        ProxyEvent.IDENTITY.forEach(name -> identity.put(name, null));
        identity.putAll(callerIdentity());
        identity.put("sourceIp", request.http().sourceIp());
        identity.put("userAgent", userAgent());
        map.put("identity", identity);
        stage.canaryRequest().ifPresent(canary -> map.put("isCanaryRequest", canary));
        map.put("path", stagePath());
        map.put("protocol", "HTTP/1.1");
        map.put("requestId", requestId);
        map.put("requestTime", requestTime());
        map.put("requestTimeEpoch", time.toEpochMilli());
        map.put("resourceId", method.resourceId());
        map.put("resourcePath", method.resourcePath());
        map.put("stage", stage.name());
        Map<String, @Nullable Object> requestOverride = new LinkedHashMap<>();
        requestOverride.put("header", new LinkedHashMap<String, @Nullable Object>());
        requestOverride.put("path", new LinkedHashMap<String, @Nullable Object>());
        requestOverride.put("querystring", new LinkedHashMap<String, @Nullable Object>());
        map.put("requestOverride", requestOverride);
        Map<String, @Nullable Object> responseOverride = new LinkedHashMap<>();
        responseOverride.put("header", new LinkedHashMap<String, @Nullable Object>());
        map.put("responseOverride", responseOverride);
        return map;
    }

    /** A map inside {@code $context}, such as {@code responseOverride}, {@code header}. */
    Map<?, ?> contextMap(String first, String second) {
        Object outer = context == null ? null : context.get(first);
        Object inner = outer instanceof Map<?, ?> map ? map.get(second) : null;
        return inner instanceof Map<?, ?> map ? map : Map.of();
    }

    private Map<String, String> query() {
        Map<String, String> known = query;
        if (known == null) {
            known = request.singleQuery();
            query = known;
        }
        return known;
    }

    private Map<String, String> headers() {
        Map<String, String> known = headers;
        if (known == null) {
            known = request.singleHeaders();
            headers = known;
        }
        return known;
    }

    /** The variables of a template that gets {@code body} as its input. */
    Map<String, Object> variables(String body) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("input", new InputVariable(body, pathParameters, query(), headers()));
        variables.put("context", context());
        variables.put("stageVariables", new LinkedHashMap<>(stage.variables()));
        return variables;
    }
}

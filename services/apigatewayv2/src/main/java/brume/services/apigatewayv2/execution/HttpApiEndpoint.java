package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Integration;
import brume.api.lambda.InvocationResponse;
import brume.base.Clock;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.spi.Call;
import brume.spi.HttpSender;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.wire.Blob;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for deployed HTTP APIs: address, stage, route, rate, authorisation, CORS,
 * integration, access log.
 */
public final class HttpApiEndpoint implements WebEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiEndpoint.class);
    private static final String REQUEST_ID = "Apigw-Requestid";

    private final HttpApiStore store;
    private final StageCache<CompiledStage> stages;
    private final Backends backends;
    private final AccessLogs accessLogs;
    private final Clock clock;

    /**
     * Serves HTTP APIs.
     *
     * @param http how the keys of issuers are fetched
     */
    public HttpApiEndpoint(
            HttpApiStore store,
            Backends backends,
            AccessLogs accessLogs,
            HttpSender http,
            Clock clock) {
        KeySets keys = new KeySets(http, clock);
        this.store = store;
        this.stages =
                new StageCache<>(
                        store,
                        (scope, apiId, stage, snapshot) ->
                                CompiledStage.of(
                                        scope, apiId, stage, snapshot, keys, clock.nanos()));
        this.backends = backends;
        this.accessLogs = accessLogs;
        this.clock = clock;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return Address.find(request, store)
                .filter(address -> !store.isWebSocket(address.apiId()))
                .isPresent();
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        Optional<Address> address = Address.find(request, store);
        Optional<CompiledStage> stage = address.flatMap(this::stage);
        if (address.isEmpty() || stage.isEmpty()) {
            return RefusedException.notFound().response();
        }
        CompiledStage found = stage.get();
        boolean mapped = address.get().mapping().isPresent();
        if (found.disabled() && !mapped) {
            return RefusedException.notFound().response();
        }
        RequestData data =
                RequestData.of(
                        request,
                        address.get().path(),
                        found.isDefault() && !mapped ? address.get().path() : address.get().rest());
        Exchange exchange = new Exchange(found, data, clock.now());
        long began = clock.nanos();
        HttpResponse response = answer(exchange, gate, requestId);
        if (found.cors().isPresent() && !CorsHeaders.isPreflight(request)) {
            response = CorsHeaders.apply(found.cors().get(), request, response);
        }
        response.headers().set(REQUEST_ID, exchange.requestId);
        log(exchange, response, began);
        return response;
    }

    /** The stage that an address names, or the default one. */
    private Optional<CompiledStage> stage(Address address) {
        Optional<CompiledStage> named = stages.find(address.apiId(), address.first());
        return named.isPresent() || address.mapping().isPresent()
                ? named
                : stages.find(address.apiId(), CompiledStage.DEFAULT);
    }

    private void log(Exchange exchange, HttpResponse response, long began) {
        exchange.stage
                .accessLog()
                .filter(settings -> settings.destinationArn() != null)
                .ifPresent(settings -> {
                    exchange.note("status", Integer.toString(response.status()));
                    exchange.note("responseLength", Integer.toString(response.body().length));
                    exchange.note("responseLatency", millis(clock.nanos() - began));
                    accessLogs.write(settings, exchange);
                });
    }

    private static String millis(long nanos) {
        return Long.toString(nanos / 1_000_000);
    }

    private HttpResponse answer(Exchange exchange, Gate gate, String requestId) {
        try {
            return route(exchange, gate);
        } catch (RefusedException e) {
            exchange.note("error.message", e.text());
            return e.response();
        } catch (RuntimeException e) {
            LOG.error("{}: the execution of an HTTP API fails", requestId, e);
            return RefusedException.internal().response();
        }
    }

    private HttpResponse route(Exchange exchange, Gate gate) {
        HttpRequest http = exchange.request.http();
        CompiledStage stage = exchange.stage;
        boolean preflight = stage.cors().isPresent() && CorsHeaders.isPreflight(http);
        Optional<RouteTable.Match> match =
                stage.routes().find(exchange.request.path(), exchange.method());
        if (match.isEmpty() && preflight) {
            return CorsHeaders.preflight(stage.cors().get(), http);
        }
        exchange.routed(match.orElseThrow(RefusedException::notFound));
        if (http.body().length > HttpApiQuotas.PAYLOAD_BYTES.value()) {
            throw RefusedException.tooLarge();
        }
        TokenBucket bucket = exchange.route().bucket();
        if (bucket != null && !bucket.take(clock.nanos())) {
            throw RefusedException.tooManyRequests();
        }
        authorize(exchange, gate);
        if (preflight) {
            return CorsHeaders.preflight(stage.cors().get(), http);
        }
        Integration integration =
                exchange.route().integration().orElseThrow(RefusedException::internal);
        return integrate(exchange, integration);
    }

    private void authorize(Exchange exchange, Gate gate) {
        CompiledRoute route = exchange.route();
        switch (route.authorization()) {
            case "NONE" -> {}
            case "AWS_IAM" -> exchange.signedBy(signed(exchange, gate));
            case "JWT" ->
                    route.jwt()
                            .orElseThrow(RefusedException::internal)
                            .authorize(exchange, route.scopes(), clock);
            case "CUSTOM" ->
                    route.function()
                            .orElseThrow(RefusedException::internal)
                            .authorize(exchange, backends, clock);
            default -> throw RefusedException.internal();
        }
    }

    private static Call signed(Exchange exchange, Gate gate) {
        try {
            Call call = gate.authenticate(exchange.request.http(), "execute-api");
            gate.authorize(call, Permission.of("execute-api:Invoke", exchange.methodArn()));
            return call;
        } catch (ServiceException e) {
            LOG.debug("{}: {}", exchange.requestId, e.getMessage());
            throw RefusedException.forbidden();
        }
    }

    private HttpResponse integrate(Exchange exchange, Integration integration) {
        long began = clock.nanos();
        HttpResponse answer;
        try {
            answer = call(exchange, integration);
        } finally {
            exchange.note("integrationLatency", millis(clock.nanos() - began));
            exchange.note("integration.latency", millis(clock.nanos() - began));
        }
        exchange.note("integrationStatus", Integer.toString(answer.status()));
        exchange.note("integration.status", Integer.toString(answer.status()));
        if (answer.body().length > HttpApiQuotas.PAYLOAD_BYTES.value()) {
            throw RefusedException.internal();
        }
        return Mappings.response(exchange, integration, answer);
    }

    private HttpResponse call(Exchange exchange, Integration integration) {
        if ("HTTP_PROXY".equals(integration.integrationType())) {
            return HttpIntegration.invoke(exchange, integration, backends);
        }
        if (integration.integrationSubtype() != null) {
            return ActionIntegration.invoke(exchange, integration, backends);
        }
        String version = String.valueOf(integration.payloadFormatVersion());
        RequestData request = Mappings.request(exchange, integration).request();
        InvocationResponse answer =
                backends.invoke(
                        exchange,
                        String.valueOf(integration.integrationUri()),
                        exchange.sourceArn(),
                        integration.credentialsArn(),
                        Backends.timeoutMillis(integration.timeoutInMillis()),
                        FunctionEvent.of(exchange, request, version));
        @Nullable Blob payload = answer.payload();
        if (answer.functionError() != null || payload == null) {
            exchange.note(
                    "integrationErrorMessage",
                    "The Lambda function returned the following error: "
                            + (payload == null ? "" : payload.text()));
            throw RefusedException.internal();
        }
        return FunctionResponse.of(payload.bytes(), version);
    }
}

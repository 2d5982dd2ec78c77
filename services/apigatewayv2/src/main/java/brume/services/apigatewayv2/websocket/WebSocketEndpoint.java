package brume.services.apigatewayv2.websocket;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.WebSocketQuotas;
import brume.services.apigatewayv2.execution.AccessLogs;
import brume.services.apigatewayv2.execution.Address;
import brume.services.apigatewayv2.execution.Backends;
import brume.services.apigatewayv2.execution.RefusedException;
import brume.services.apigatewayv2.execution.RequestData;
import brume.services.apigatewayv2.execution.StageCache;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.templates.TemplateEngine;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import brume.wire.WebSocketAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of deployed WebSocket APIs: clients connect here, and backends call them back. */
public final class WebSocketEndpoint implements WebEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);
    private static final String JSON = "application/json";

    private final HttpApiStore store;
    private final StageCache<ServedStage> stages;
    private final Backends backends;
    private final Traffic traffic;
    private final Callback callback;
    private final Clock clock;
    private @Nullable TemplateEngine engine;

    public WebSocketEndpoint(
            HttpApiStore store, Backends backends, AccessLogs accessLogs, Clock clock) {
        Connections connections = new Connections();
        this.store = store;
        this.stages =
                new StageCache<>(
                        store,
                        (scope, apiId, stage, snapshot) ->
                                ServedStage.of(
                                        scope, apiId, stage, snapshot, engine(), clock.nanos()));
        this.backends = backends;
        this.traffic =
                new Traffic(connections, stages, new Integrations(backends), accessLogs, clock);
        this.callback = new Callback(connections, clock);
        this.clock = clock;
        store.onChange(traffic::changed);
    }

    /** Made for the first stage: most servers have none, and start faster without. */
    private synchronized TemplateEngine engine() {
        TemplateEngine known = engine;
        if (known == null) {
            known = new TemplateEngine(clock);
            engine = known;
        }
        return known;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return Address.find(request, store)
                .filter(address -> store.isWebSocket(address.apiId()))
                .isPresent();
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        Optional<Address> address = Address.find(request, store);
        Optional<Scope> scope = address.flatMap(found -> store.findScope(found.apiId()));
        if (scope.isPresent() && Callback.isCallback(address.get())) {
            ConnectionOperations.Target target =
                    new ConnectionOperations.Target(
                            scope.get(), address.get().apiId(), address.get().first());
            return callback.answer(request, target, address.get().rest(), requestId, gate);
        }
        HttpResponse answer =
                HttpResponse.of(
                        426,
                        JSON,
                        "{\"message\":\"Upgrade Required\"}".getBytes(StandardCharsets.UTF_8));
        answer.headers().add("Upgrade", "websocket");
        return answer;
    }

    @Override
    public Optional<WebSocketAnswer> upgrade(HttpRequest request, String requestId, Gate gate) {
        Optional<Address> address = Address.find(request, store);
        Optional<ServedStage> stage =
                address.filter(found -> found.rest().equals("/"))
                        .flatMap(found -> stages.find(found.apiId(), found.first()));
        boolean closed =
                stage.filter(found -> found.disabled() && address.get().mapping().isEmpty())
                        .isPresent();
        if (address.isEmpty() || stage.isEmpty() || closed) {
            return Optional.of(
                    new WebSocketAnswer.Refused(RefusedException.forbidden().response()));
        }
        Client client =
                new Client(
                        stage.get().apiId(),
                        stage.get().name(),
                        RequestData.of(request, address.get().path(), "/"),
                        clock.now(),
                        traffic);
        ConnectionEvent event = ConnectionEvent.connect(client, stage.get(), client.connectedAt());
        WebSocketAnswer answer = connect(client, event, gate);
        traffic.log(event);
        return Optional.of(answer);
    }

    private WebSocketAnswer connect(Client client, ConnectionEvent event, Gate gate) {
        ServedRoute route = event.stage.routes().get(ServedStage.CONNECT);
        HttpHeaders headers = new HttpHeaders();
        if (route != null) {
            try {
                traffic.limit(route);
                authorize(route, client, event, gate);
                if (route.integration().isPresent()) {
                    Answer said = traffic.run(event, route);
                    if (!said.isSuccess()) {
                        return refused(said.status(), said.body());
                    }
                    speaks(client, said.protocol())
                            .ifPresent(name -> headers.add("Sec-WebSocket-Protocol", name));
                }
            } catch (RefusedException e) {
                return refused(e.status() == 503 ? 504 : e.status(), Traffic.refusal(event, e));
            }
        }
        return new WebSocketAnswer.Accepted(headers, client, WebSocketQuotas.CONNECTION);
    }

    private static WebSocketAnswer refused(int status, String body) {
        return new WebSocketAnswer.Refused(
                HttpResponse.of(status, JSON, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The subprotocol that the integration chose, if the client has offered it. */
    private static Optional<String> speaks(Client client, String protocol) {
        return Arrays.stream(client.request().header("sec-websocket-protocol").split(","))
                .map(String::strip)
                .filter(offered -> !offered.isEmpty() && offered.equals(protocol))
                .findFirst();
    }

    private void authorize(ServedRoute route, Client client, ConnectionEvent event, Gate gate) {
        switch (route.authorization()) {
            case "NONE" -> {}
            case "AWS_IAM" -> client.signedBy(signed(client.request().http(), event, gate));
            case "CUSTOM" ->
                    client.authorized(
                            ConnectAuthorizer.ask(
                                    route.authorizer().orElseThrow(RefusedException::internal),
                                    event,
                                    backends));
            default -> throw RefusedException.internal();
        }
    }

    private static Call signed(HttpRequest request, ConnectionEvent event, Gate gate) {
        try {
            Call call = gate.authenticate(request, "execute-api");
            gate.authorize(call, Permission.of("execute-api:Invoke", event.sourceArn()));
            return call;
        } catch (ServiceException e) {
            LOG.debug("{}: {}", event.requestId, e.getMessage());
            throw RefusedException.forbidden();
        }
    }
}

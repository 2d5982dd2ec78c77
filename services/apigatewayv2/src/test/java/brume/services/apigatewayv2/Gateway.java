package brume.services.apigatewayv2;

import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Queues;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.ServiceContext;
import brume.spi.Sessions;
import brume.spi.WebEndpoint;
import brume.store.Durability;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.Documents;
import brume.wire.ErrorModel;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.WebSocketAnswer;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The service on a real store, called by operation name with JSON, and over HTTP. */
final class Gateway implements AutoCloseable {

    static final Scope SCOPE = new Scope(AccountId.DEFAULT, Region.US_EAST_1);

    private static final String REQUEST_ID = "11111111-2222-3333-4444-555555555555";

    final FakeCalls calls = new FakeCalls();
    final FakeEndpoints endpoints = new FakeEndpoints();
    final MovableClock clock = new MovableClock();
    final List<Permission> demanded = new ArrayList<>();
    private final Path folder;
    private Store store;
    private Apigatewayv2Service service;

    Gateway(Path folder) {
        this.folder = folder;
        this.store = RocksStore.open(folder, Durability.RELAXED);
        this.service = start();
    }

    private Apigatewayv2Service start() {
        Apigatewayv2Service started = create();
        started.start();
        return started;
    }

    private Apigatewayv2Service create() {
        return new Apigatewayv2Service(
                new ServiceContext(
                        store,
                        clock,
                        unused(Queues.class),
                        calls,
                        unused(Sessions.class),
                        unused(IdentityDirectory.class),
                        endpoints::send,
                        folder,
                        new ServerEndpoint("http", "127.0.0.1", 4566, true)));
    }

    private static <T> T unused(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            throw new AssertionError("API Gateway uses no " + type);
                        }));
    }

    void restart() {
        close();
        store = RocksStore.open(folder, Durability.RELAXED);
        service = start();
    }

    /** Carries an operation out; the input and output are JSON with the API's member names. */
    JsonNode call(String operation, String input) {
        for (Operation<?, ?> found : service.operations()) {
            if (found.model().name().equals(operation)) {
                String json = input.startsWith("{'") ? input.replace('\'', '"') : input;
                return call(found, Documents.parse(json));
            }
        }
        throw new AssertionError("no operation " + operation);
    }

    private <I extends Shape, O extends Shape> JsonNode call(
            Operation<I, O> operation, JsonNode input) {
        Call call =
                new Call(
                        "r",
                        new Principal.Root(AccountId.DEFAULT),
                        SCOPE,
                        clock.now(),
                        "127.0.0.1",
                        "localhost:4566");
        I typed = ShapeJson.fromTree(operation.model().input(), input);
        demanded.addAll(operation.permissions(typed, call));
        return ShapeJson.toTree(operation.handle(typed, call));
    }

    HttpResponse http(String method, String url, String body, String... headers) {
        return http(request(method, url, body, headers));
    }

    static HttpRequest request(String method, String url, String body, String... headers) {
        HttpHeaders fields = new HttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(headers[i], headers[i + 1]);
        }
        String host = url.startsWith("/") ? "localhost:4566" : url.substring(0, url.indexOf('/'));
        String rest = url.startsWith("/") ? url : url.substring(url.indexOf('/'));
        int question = rest.indexOf('?');
        fields.add("Host", host);
        return new HttpRequest(
                method,
                question < 0 ? rest : rest.substring(0, question),
                question < 0 ? "" : rest.substring(question + 1),
                host,
                fields,
                body.getBytes(StandardCharsets.UTF_8),
                "10.0.0.9",
                false);
    }

    HttpResponse http(HttpRequest request) {
        return endpoint(request)
                .map(found -> found.handle(request, REQUEST_ID, new FakeGate()))
                .orElseGet(() ->
                        HttpResponse.of(
                                421, "text/plain", "not ours".getBytes(StandardCharsets.UTF_8)));
    }

    /** Asks for a WebSocket. */
    WebSocketAnswer upgrade(HttpRequest request) {
        return endpoint(request)
                .flatMap(found -> found.upgrade(request, REQUEST_ID, new FakeGate()))
                .orElseThrow();
    }

    private Optional<WebEndpoint> endpoint(HttpRequest request) {
        return service.endpoints().stream().filter(found -> found.matches(request)).findFirst();
    }

    static String text(HttpResponse response) {
        return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        service.stop();
        store.close();
    }

    /** Takes the Authorization header as the user's name; only alice is permitted. */
    private final class FakeGate implements WebEndpoint.Gate {
        @Override
        public Call authenticate(HttpRequest request, String signingName) {
            String user =
                    request.header("Authorization")
                            .orElseThrow(() ->
                                    new ServiceException(
                                            ErrorModel.sender(
                                                    "MissingAuthenticationTokenException", 403),
                                            "Missing Authentication Token"));
            return new Call(
                    "r",
                    new Principal.User(AccountId.DEFAULT, "/", user, "AIDA1", "AKIA1"),
                    SCOPE,
                    clock.now(),
                    "10.0.0.9",
                    request.host());
        }

        @Override
        public void authorize(Call call, Permission permission) {
            demanded.add(permission);
            if (!call.principal().arn().endsWith("/alice")) {
                throw new ServiceException(
                        ErrorModel.sender("AccessDeniedException", 403),
                        "User: " + call.principal().arn() + " is not authorized");
            }
        }
    }
}

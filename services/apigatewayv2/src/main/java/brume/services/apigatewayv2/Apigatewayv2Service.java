package brume.services.apigatewayv2;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.services.apigatewayv2.execution.AccessLogs;
import brume.services.apigatewayv2.execution.Backends;
import brume.services.apigatewayv2.execution.HttpApiEndpoint;
import brume.services.apigatewayv2.op.HttpApiOperations;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.websocket.WebSocketEndpoint;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.wire.ServiceModel;
import java.util.List;

/** HTTP and WebSocket APIs of API Gateway. */
public final class Apigatewayv2Service implements Service {

    private final List<Operation<?, ?>> operations;
    private final List<WebEndpoint> endpoints;
    private final AccessLogs accessLogs;
    private final Backends backends;

    public Apigatewayv2Service(ServiceContext context) {
        HttpApiStore store = new HttpApiStore(context.store(), context.clock());
        backends = new Backends(context.calls(), context.http());
        accessLogs = new AccessLogs(context.calls());
        endpoints =
                List.of(
                        new HttpApiEndpoint(
                                store, backends, accessLogs, context.http(), context.clock()),
                        new WebSocketEndpoint(store, backends, accessLogs, context.clock()));
        operations = HttpApiOperations.all(store, context.endpoint(), context.calls());
    }

    @Override
    public ServiceModel model() {
        return Apigatewayv2Api.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public List<WebEndpoint> endpoints() {
        return endpoints;
    }

    @Override
    public void start() {
        accessLogs.start();
    }

    @Override
    public void stop() {
        accessLogs.stop();
        backends.close();
    }
}

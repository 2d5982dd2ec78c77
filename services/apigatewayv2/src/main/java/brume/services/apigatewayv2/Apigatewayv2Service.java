package brume.services.apigatewayv2;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.services.apigatewayv2.execution.HttpApiEndpoint;
import brume.services.apigatewayv2.op.HttpApiOperations;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.wire.ServiceModel;
import java.util.List;

/** HTTP and WebSocket APIs of API Gateway. */
public final class Apigatewayv2Service implements Service {

    private final List<Operation<?, ?>> operations;
    private final HttpApiEndpoint endpoint;

    public Apigatewayv2Service(ServiceContext context) {
        HttpApiStore store = new HttpApiStore(context.store(), context.clock());
        endpoint = new HttpApiEndpoint(store, context.calls(), context.http(), context.clock());
        operations = HttpApiOperations.all(store, context.endpoint());
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
        return List.of(endpoint);
    }

    @Override
    public void start() {
        endpoint.start();
    }

    @Override
    public void stop() {
        endpoint.close();
    }
}

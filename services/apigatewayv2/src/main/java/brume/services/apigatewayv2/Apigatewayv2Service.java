package brume.services.apigatewayv2;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** HTTP and WebSocket APIs of API Gateway. */
public final class Apigatewayv2Service implements Service {

    private final List<Operation<?, ?>> operations;

    public Apigatewayv2Service(ServiceContext context) {
        operations = List.of();
    }

    @Override
    public ServiceModel model() {
        return Apigatewayv2Api.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}

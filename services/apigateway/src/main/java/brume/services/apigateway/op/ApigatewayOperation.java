package brume.services.apigateway.op;

import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;

/**
 * An operation of API Gateway. Its permission is the HTTP method on the path: {@code
 * apigateway:GET} on {@code arn:aws:apigateway:us-east-1::/restapis/abc}. Source: Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon API Gateway
 * Management".
 */
abstract class ApigatewayOperation<I extends Shape, O extends Shape> implements Operation<I, O> {

    private final OperationModel<I, O> model;
    final RestApiStore store;

    ApigatewayOperation(OperationModel<I, O> model, RestApiStore store) {
        this.model = model;
        this.store = store;
    }

    @Override
    public final OperationModel<I, O> model() {
        return model;
    }

    @Override
    public List<Permission> permissions(I input, Call call) {
        String path = model.uriPattern();
        for (Member member : model.input().members()) {
            if (member.location() == Member.Location.URI) {
                path =
                        path.replace(
                                '{' + member.wireName() + '}',
                                String.valueOf(input.member(member.index())));
            }
        }
        String arn =
                "arn:" + call.region().partition() + ":apigateway:" + call.region() + "::" + path;
        return List.of(Permission.of("apigateway:" + model.httpMethod(), arn));
    }
}

package brume.services.apigateway.op;

import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.function.BiFunction;

/** An operation that needs no class of its own, because it is one call of the store. */
final class ShortOperation<I extends Shape, O extends Shape> extends ApigatewayOperation<I, O> {

    private final BiFunction<I, Call, O> body;

    ShortOperation(OperationModel<I, O> model, RestApiStore store, BiFunction<I, Call, O> body) {
        super(model, store);
        this.body = body;
    }

    @Override
    public O handle(I input, Call call) {
        return body.apply(input, call);
    }
}

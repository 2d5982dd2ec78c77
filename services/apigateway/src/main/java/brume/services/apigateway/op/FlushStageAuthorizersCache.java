package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.FlushStageAuthorizersCacheRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Forgets what the authorizers of a stage have answered. */
public final class FlushStageAuthorizersCache
        extends ApigatewayOperation<FlushStageAuthorizersCacheRequest, Unit> {

    public FlushStageAuthorizersCache(RestApiStore store) {
        super(ApigatewayApi.FLUSH_STAGE_AUTHORIZERS_CACHE, store);
    }

    @Override
    public Unit handle(FlushStageAuthorizersCacheRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    // The change drops the compiled stage, and its authorizers' answers with it.
                    rows.requireApi(input.restApiId());
                    rows.put(input.restApiId(), rows.stage(input.restApiId(), input.stageName()));
                    return Unit.INSTANCE;
                });
    }
}

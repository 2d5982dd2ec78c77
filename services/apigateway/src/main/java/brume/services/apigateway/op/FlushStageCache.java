package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.FlushStageCacheRequest;
import brume.services.apigateway.execution.RestApiEndpoint;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Forgets the answers that a stage's cache keeps. */
public final class FlushStageCache extends ApigatewayOperation<FlushStageCacheRequest, Unit> {

    private final RestApiEndpoint endpoint;

    public FlushStageCache(RestApiStore store, RestApiEndpoint endpoint) {
        super(ApigatewayApi.FLUSH_STAGE_CACHE, store);
        this.endpoint = endpoint;
    }

    @Override
    public Unit handle(FlushStageCacheRequest input, Call call) {
        store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    return rows.stage(input.restApiId(), input.stageName());
                });
        endpoint.flush(input.restApiId(), input.stageName());
        return Unit.INSTANCE;
    }
}

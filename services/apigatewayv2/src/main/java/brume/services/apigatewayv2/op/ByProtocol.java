package brume.services.apigatewayv2.op;

import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.wire.Shape;

/** Rules that are not the same for HTTP APIs and for WebSocket APIs. */
record ByProtocol<T extends Shape>(Rules<T> http, Rules<T> webSocket) implements Rules<T> {

    private Rules<T> of(ApiRows rows, String apiId) {
        return rows.isWebSocket(apiId) ? webSocket : http;
    }

    @Override
    public T created(T draft, ApiWriter rows, String apiId) {
        return of(rows, apiId).created(draft, rows, apiId);
    }

    @Override
    public T updated(T before, T after, ApiWriter rows, String apiId) {
        return of(rows, apiId).updated(before, after, rows, apiId);
    }

    @Override
    public void deleted(T part, ApiRows rows, String apiId) {
        of(rows, apiId).deleted(part, rows, apiId);
    }
}

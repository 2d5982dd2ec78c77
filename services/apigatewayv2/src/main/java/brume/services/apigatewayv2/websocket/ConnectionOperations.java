package brume.services.apigatewayv2.websocket;

import brume.api.apigatewaymanagementapi.ApigatewaymanagementapiApi;
import brume.api.apigatewaymanagementapi.ApigatewaymanagementapiErrors;
import brume.api.apigatewaymanagementapi.DeleteConnectionRequest;
import brume.api.apigatewaymanagementapi.GetConnectionRequest;
import brume.api.apigatewaymanagementapi.GetConnectionResponse;
import brume.api.apigatewaymanagementapi.Identity;
import brume.api.apigatewaymanagementapi.PostToConnectionRequest;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.WebSocketQuotas;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Blob;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import brume.wire.WebSocketConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The three operations on a connection. */
final class ConnectionOperations {

    /** What AWS's gateway says when a backend ends a connection. */
    private static final int NORMAL = 1000;

    private static final String NORMAL_REASON = "Connection Closed Normally";
    private static final String ACTION = "execute-api:ManageConnections";

    private final Connections connections;
    private final Clock clock;

    /**
     * The stage that a request is addressed to.
     *
     * @param scope of its API, which need not be that of the caller
     */
    record Target(Scope scope, String apiId, String stage) {}

    ConnectionOperations(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    Operation<PostToConnectionRequest, Unit> post(Target target) {
        return of(
                ApigatewaymanagementapiApi.POST_TO_CONNECTION,
                target,
                PostToConnectionRequest::connectionId,
                (client, input) -> {
                    byte[] data = (input.data() == null ? Blob.EMPTY : input.data()).bytes();
                    if (data.length > WebSocketQuotas.MESSAGE_BYTES.value()) {
                        throw ApigatewaymanagementapiErrors.payloadTooLargeException(
                                "Message payload exceeds limit");
                    }
                    // Connections carry text; bytes that are none become marks of their loss.
                    String text = new String(data, StandardCharsets.UTF_8);
                    return switch (client.send(text, clock.now())) {
                        case WebSocketConnection.Sent.QUEUED -> Unit.INSTANCE;
                        case WebSocketConnection.Sent.FULL ->
                                throw ApigatewaymanagementapiErrors.limitExceededException(
                                        "The client does not read its messages");
                        case WebSocketConnection.Sent.GONE -> throw gone();
                    };
                });
    }

    Operation<GetConnectionRequest, GetConnectionResponse> get(Target target) {
        return of(
                ApigatewaymanagementapiApi.GET_CONNECTION,
                target,
                GetConnectionRequest::connectionId,
                (client, input) ->
                        GetConnectionResponse.builder()
                                .connectedAt(client.connectedAt())
                                .lastActiveAt(client.lastActiveAt())
                                .identity(
                                        Identity.builder()
                                                .sourceIp(client.request().http().sourceIp())
                                                .userAgent(client.request().header("user-agent"))
                                                .build())
                                .build());
    }

    Operation<DeleteConnectionRequest, Unit> delete(Target target) {
        return of(
                ApigatewaymanagementapiApi.DELETE_CONNECTION,
                target,
                DeleteConnectionRequest::connectionId,
                (client, input) -> {
                    client.close(NORMAL, NORMAL_REASON);
                    return Unit.INSTANCE;
                });
    }

    private <I extends Shape, O extends Shape> Operation<I, O> of(
            OperationModel<I, O> model,
            Target target,
            java.util.function.Function<I, String> id,
            java.util.function.BiFunction<Client, I, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(Permission.of(ACTION, arn(model, target, id.apply(input)))),
                (input, call) -> {
                    // Nothing lets one account manage the connections of another.
                    if (!call.account().equals(target.scope().account())) {
                        throw ApigatewaymanagementapiErrors.forbiddenException("Forbidden");
                    }
                    return body.apply(client(target, id.apply(input)), input);
                });
    }

    private Client client(Target target, String id) {
        return connections
                .find(id)
                .filter(client -> client.apiId().equals(target.apiId()))
                .filter(client -> client.stageName().equals(target.stage()))
                .orElseThrow(ConnectionOperations::gone);
    }

    private static brume.wire.ServiceException gone() {
        return ApigatewaymanagementapiErrors.goneException("");
    }

    /** Source: Developer Guide, "Use IAM authorization for @connections". */
    private static String arn(OperationModel<?, ?> model, Target target, String id) {
        return target.scope()
                .arn(
                        "execute-api",
                        target.apiId()
                                + '/'
                                + target.stage()
                                + '/'
                                + model.httpMethod()
                                + "/@connections/"
                                + id)
                .toString();
    }
}

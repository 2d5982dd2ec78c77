package brume.services.apigatewayv2.websocket;

import brume.api.apigatewaymanagementapi.ApigatewaymanagementapiApi;
import brume.api.apigatewaymanagementapi.ApigatewaymanagementapiErrors;
import brume.base.Clock;
import brume.services.apigatewayv2.execution.Address;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.WebEndpoint.Gate;
import brume.wire.Codec;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.Protocol;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The management API of a stage: {@code .../<stage>/@connections/<id>}, the id percent-encoded or
 * not. It decodes, checks, authorises and encodes as the pipeline of AWS's other APIs does, but
 * knows the API and the stage by its address.
 */
final class Callback {

    private static final String PATH = "/@connections/";
    private static final String ENCODED_PATH = "/%40connections/";
    private static final Protocol PROTOCOL = Protocol.REST_JSON_1;

    private final ConnectionOperations operations;

    Callback(Connections connections, Clock clock) {
        this.operations = new ConnectionOperations(connections, clock);
    }

    static boolean isCallback(Address address) {
        return address.rest().startsWith(PATH) || address.rest().startsWith(ENCODED_PATH);
    }

    /**
     * Answers a request.
     *
     * @param rest the path after the stage
     */
    HttpResponse answer(
            HttpRequest request,
            ConnectionOperations.Target target,
            String rest,
            String requestId,
            Gate gate) {
        String id =
                rest.substring((rest.startsWith(PATH) ? PATH : ENCODED_PATH).length())
                        .replace("+", "%2B");
        try {
            Call call = gate.authenticate(request, ApigatewaymanagementapiApi.MODEL.signingName());
            return switch (request.method()) {
                case "POST" -> carryOut(operations.post(target), request, id, call, gate);
                case "GET" -> carryOut(operations.get(target), request, id, call, gate);
                case "DELETE" -> carryOut(operations.delete(target), request, id, call, gate);
                default -> throw ApigatewaymanagementapiErrors.forbiddenException("Forbidden");
            };
        } catch (ServiceException e) {
            return Codec.encodeError(PROTOCOL, ApigatewaymanagementapiApi.MODEL, e, requestId);
        } catch (IllegalArgumentException e) {
            return Codec.encodeError(
                    PROTOCOL,
                    ApigatewaymanagementapiApi.MODEL,
                    ApigatewaymanagementapiErrors.forbiddenException("Forbidden"),
                    requestId);
        }
    }

    private static <I extends Shape, O extends Shape> HttpResponse carryOut(
            Operation<I, O> operation, HttpRequest request, String id, Call call, Gate gate) {
        I input =
                Codec.decode(
                        PROTOCOL,
                        operation.model(),
                        request,
                        Map.of("connectionId", URLDecoder.decode(id, StandardCharsets.UTF_8)));
        for (Permission permission : operation.permissions(input, call)) {
            try {
                gate.authorize(call, permission);
            } catch (ServiceException e) {
                throw ApigatewaymanagementapiErrors.forbiddenException(
                        String.valueOf(e.getMessage()));
            }
        }
        return Codec.encode(
                PROTOCOL, operation.model(), operation.handle(input, call), call.requestId());
    }
}

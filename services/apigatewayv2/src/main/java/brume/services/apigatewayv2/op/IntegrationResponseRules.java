package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.IntegrationResponse;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.domain.WebSocketMapping;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.Map;
import java.util.Objects;

/** What a response of an integration may be. */
final class IntegrationResponseRules implements Rules<IntegrationResponse> {

    @Override
    public IntegrationResponse created(IntegrationResponse draft, ApiWriter rows, String owner) {
        String apiId = ApiRows.apiId(owner);
        if (!rows.isWebSocket(apiId)) {
            throw ApiErrors.bad("Integration responses are supported for WebSocket APIs only");
        }
        var ignored = rows.get(Part.INTEGRATION, apiId, ApiRows.partId(owner));
        if (rows.list(Part.INTEGRATION_RESPONSE, owner).size()
                >= HttpApiQuotas.INTEGRATION_RESPONSES.value()) {
            throw ApiErrors.tooMany("integration responses");
        }
        return checked(
                draft.toBuilder()
                        .integrationResponseId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH))
                        .build(),
                rows,
                owner);
    }

    @Override
    public IntegrationResponse updated(
            IntegrationResponse before, IntegrationResponse after, ApiWriter rows, String owner) {
        return checked(after, rows, owner);
    }

    private static IntegrationResponse checked(
            IntegrationResponse response, ApiRows rows, String owner) {
        String key = response.integrationResponseKey();
        for (IntegrationResponse other : rows.list(Part.INTEGRATION_RESPONSE, owner)) {
            if (other.integrationResponseKey().equals(key)
                    && !Objects.equals(
                            other.integrationResponseId(), response.integrationResponseId())) {
                throw ApiErrors.conflict("Integration response with key " + key + " exists");
            }
        }
        var ignored = WebSocketMapping.pattern(key);
        String handling = response.contentHandlingStrategy();
        if (handling != null && !handling.equals("CONVERT_TO_TEXT")) {
            throw ApiErrors.notImplemented("the content handling strategy " + handling);
        }
        if (!Objects.requireNonNullElse(response.responseParameters(), Map.of()).isEmpty()) {
            throw ApiErrors.notImplemented(
                    "the parameter responseParameters of integration responses");
        }
        WebSocketApiRules.checkSelection(response.templateSelectionExpression());
        WebSocketMapping.checkTemplates(response.responseTemplates());
        return response;
    }
}

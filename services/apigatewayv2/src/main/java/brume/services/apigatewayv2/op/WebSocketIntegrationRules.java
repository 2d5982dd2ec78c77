package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Integration;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ActionUri;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.domain.WebSocketMapping;
import brume.services.apigatewayv2.domain.WebSocketQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What an integration of a WebSocket API may be. */
final class WebSocketIntegrationRules implements Rules<Integration> {

    private static final int TIMEOUT_MILLIS_MIN = 50;
    private static final Set<String> PASSTHROUGH =
            Set.of("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER");

    @Override
    public Integration created(Integration draft, ApiWriter rows, String apiId) {
        if (rows.list(Part.INTEGRATION, apiId).size() >= HttpApiQuotas.INTEGRATIONS.value()) {
            throw ApiErrors.tooMany("integrations");
        }
        Integration.Builder complete =
                draft.toBuilder()
                        .integrationId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH))
                        .connectionType(
                                Objects.requireNonNullElse(draft.connectionType(), "INTERNET"))
                        .passthroughBehavior(
                                Objects.requireNonNullElse(
                                        draft.passthroughBehavior(), "WHEN_NO_MATCH"))
                        .payloadFormatVersion(
                                Objects.requireNonNullElse(draft.payloadFormatVersion(), "1.0"))
                        .integrationResponseSelectionExpression(selection(draft))
                        .timeoutInMillis(
                                draft.timeoutInMillis() == null
                                        ? (int) WebSocketQuotas.INTEGRATION_MILLIS.value()
                                        : draft.timeoutInMillis());
        if ("AWS_PROXY".equals(draft.integrationType()) && draft.integrationMethod() == null) {
            complete.integrationMethod("POST");
        }
        return checked(complete.build());
    }

    /** What is compared with the keys of integration responses; functions tell it in a message. */
    private static String selection(Integration integration) {
        boolean function =
                String.valueOf(integration.integrationType()).startsWith("AWS")
                        && String.valueOf(integration.integrationUri()).contains(":lambda:");
        return function
                ? "${integration.response.body.errorMessage}"
                : "${integration.response.statuscode}";
    }

    @Override
    public Integration updated(
            Integration before, Integration after, ApiWriter rows, String apiId) {
        return checked(
                after.toBuilder().integrationResponseSelectionExpression(selection(after)).build());
    }

    @Override
    public void deleted(Integration integration, ApiRows rows, String apiId) {
        IntegrationRules.checkUnused(integration, rows, apiId);
    }

    private static Integration checked(Integration integration) {
        if (!"INTERNET".equals(integration.connectionType())
                || integration.connectionId() != null) {
            throw ApiErrors.notImplemented("VPC links (parameter connectionType)");
        }
        if (integration.tlsConfig() != null || integration.integrationSubtype() != null) {
            throw ApiErrors.bad(
                    "TlsConfig and IntegrationSubtype are supported for HTTP APIs only");
        }
        if (integration.responseParameters() != null
                && !integration.responseParameters().isEmpty()) {
            throw ApiErrors.bad(
                    "ResponseParameters of an integration are supported for HTTP APIs only");
        }
        String handling = integration.contentHandlingStrategy();
        if (handling != null && !handling.equals("CONVERT_TO_TEXT")) {
            throw ApiErrors.notImplemented("the content handling strategy " + handling);
        }
        int timeout = Objects.requireNonNullElse(integration.timeoutInMillis(), 0);
        if (timeout < TIMEOUT_MILLIS_MIN || timeout > WebSocketQuotas.INTEGRATION_MILLIS.value()) {
            throw ApiErrors.bad("Timeout should be between 50 ms and 29000 ms");
        }
        if (!PASSTHROUGH.contains(String.valueOf(integration.passthroughBehavior()))) {
            throw ApiErrors.bad("Invalid passthrough behavior specified");
        }
        checkUri(integration);
        WebSocketApiRules.checkSelection(integration.templateSelectionExpression());
        WebSocketMapping.checkTemplates(integration.requestTemplates());
        Objects.requireNonNullElse(integration.requestParameters(), Map.<String, String>of())
                .forEach(WebSocketMapping::checkRequest);
        return integration;
    }

    private static void checkUri(Integration integration) {
        String uri = Objects.requireNonNullElse(integration.integrationUri(), "");
        switch (String.valueOf(integration.integrationType())) {
            case "MOCK" -> {}
            case "AWS", "AWS_PROXY" -> {
                boolean function = ActionUri.isFunction(uri);
                if (!function && "AWS_PROXY".equals(integration.integrationType())) {
                    throw ApiErrors.bad("Invalid integration URI specified: " + uri);
                }
                if (!function && ActionUri.find(uri).isEmpty()) {
                    throw uri.startsWith("arn:") && uri.contains(":path/")
                            ? ApiErrors.notImplemented(
                                    "AWS integrations with a path other than Lambda's")
                            : ApiErrors.bad("Invalid integration URI specified: " + uri);
                }
                if (!function && integration.credentialsArn() == null) {
                    throw ApiErrors.bad("CredentialsArn is required for AWS integrations");
                }
            }
            case "HTTP", "HTTP_PROXY" -> {
                boolean http = uri.startsWith("http://") || uri.startsWith("https://");
                if (!http && !uri.startsWith("${stageVariables.")) {
                    throw ApiErrors.bad("Invalid HTTP endpoint specified for URI");
                }
                if (!String.valueOf(integration.integrationMethod()).matches("[A-Z]+")) {
                    throw ApiErrors.bad("HttpMethod must be specified for HTTP integrations");
                }
            }
            default -> throw ApiErrors.bad("Invalid integration type specified");
        }
    }
}

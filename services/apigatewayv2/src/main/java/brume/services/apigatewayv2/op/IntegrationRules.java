package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.base.Arn;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.services.apigatewayv2.domain.ServiceAction;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.Map;
import java.util.Objects;

/** What an integration of an HTTP API may be. */
final class IntegrationRules implements Rules<Integration> {

    private static final int TIMEOUT_MILLIS_MIN = 50;

    @Override
    public Integration created(Integration draft, ApiWriter rows, String apiId) {
        if (rows.list(Part.INTEGRATION, apiId).size() >= HttpApiQuotas.INTEGRATIONS.value()) {
            throw ApiErrors.tooMany("integrations");
        }
        return complete(draft);
    }

    /** A new integration with its id and what it gets if it does not say. */
    static Integration complete(Integration draft) {
        boolean function =
                "AWS_PROXY".equals(draft.integrationType()) && draft.integrationSubtype() == null;
        Integration.Builder builder =
                draft.toBuilder()
                        .integrationId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH))
                        .connectionType(
                                Objects.requireNonNullElse(draft.connectionType(), "INTERNET"))
                        .payloadFormatVersion(
                                Objects.requireNonNullElse(draft.payloadFormatVersion(), "1.0"))
                        .timeoutInMillis(
                                draft.timeoutInMillis() == null
                                        ? (int) HttpApiQuotas.INTEGRATION_MILLIS.value()
                                        : draft.timeoutInMillis());
        if (function && draft.integrationMethod() == null) {
            builder.integrationMethod("POST");
        }
        return checked(builder.build());
    }

    @Override
    public Integration updated(
            Integration before, Integration after, ApiWriter rows, String apiId) {
        return checked(after);
    }

    @Override
    public void deleted(Integration integration, ApiRows rows, String apiId) {
        checkUnused(integration, rows, apiId);
    }

    static void checkUnused(Integration integration, ApiRows rows, String apiId) {
        String target = RouteRules.INTEGRATIONS + integration.integrationId();
        for (Route route : rows.list(Part.ROUTE, apiId)) {
            if (target.equals(route.target())) {
                throw ApiErrors.conflict(
                        "Cannot delete Integration with id '"
                                + integration.integrationId()
                                + "': it is the target of route "
                                + route.routeKey());
            }
        }
    }

    private static Integration checked(Integration integration) {
        checkForWebSocketOnly(integration);
        if (!"INTERNET".equals(integration.connectionType())
                || integration.connectionId() != null) {
            throw ApiErrors.notImplemented("VPC links (parameter connectionType)");
        }
        if (integration.tlsConfig() != null) {
            throw ApiErrors.notImplemented("the parameter tlsConfig of integrations");
        }
        int timeout = Objects.requireNonNullElse(integration.timeoutInMillis(), 0);
        if (timeout < TIMEOUT_MILLIS_MIN || timeout > HttpApiQuotas.INTEGRATION_MILLIS.value()) {
            throw ApiErrors.bad("Timeout should be between 50 ms and 30000 ms");
        }
        String version = String.valueOf(integration.payloadFormatVersion());
        if (!version.equals("1.0") && !version.equals("2.0")) {
            throw ApiErrors.bad("PayloadFormatVersion must be either 1.0 or 2.0");
        }
        Map<String, String> parameters =
                Objects.requireNonNullElse(integration.requestParameters(), Map.of());
        switch (String.valueOf(integration.integrationType())) {
            case "AWS_PROXY" -> {
                String subtype = integration.integrationSubtype();
                if (subtype == null) {
                    checkFunction(integration, version);
                    parameters.forEach(ParameterMapping::checkRequest);
                } else {
                    checkAction(integration, version, subtype, parameters);
                }
            }
            case "HTTP_PROXY" -> {
                checkHttp(integration, version);
                parameters.forEach(ParameterMapping::checkRequest);
            }
            default ->
                    throw ApiErrors.bad(
                            "HTTP APIs support integrations of type AWS_PROXY and HTTP_PROXY"
                                    + " only");
        }
        Objects.requireNonNullElse(
                        integration.responseParameters(), Map.<String, Map<String, String>>of())
                .forEach(ParameterMapping::checkResponse);
        return integration;
    }

    private static void checkForWebSocketOnly(Integration integration) {
        if (integration.requestTemplates() != null
                || integration.templateSelectionExpression() != null
                || integration.contentHandlingStrategy() != null
                || integration.passthroughBehavior() != null) {
            throw ApiErrors.bad(
                    "ContentHandlingStrategy, PassthroughBehavior, RequestTemplates and"
                            + " TemplateSelectionExpression are supported for WebSocket APIs only");
        }
    }

    private static void checkFunction(Integration integration, String version) {
        String uri = Objects.requireNonNullElse(integration.integrationUri(), "");
        boolean known =
                Arn.find(uri)
                        .filter(arn ->
                                arn.service().equals("lambda")
                                        || arn.service().equals("apigateway"))
                        .isPresent();
        if (!known) {
            throw ApiErrors.bad("Invalid integration URI specified: " + uri);
        }
        if (version.isEmpty()) {
            throw ApiErrors.bad("PayloadFormatVersion is a required parameter");
        }
    }

    private static void checkAction(
            Integration integration,
            String version,
            String subtype,
            Map<String, String> parameters) {
        ServiceAction action =
                ServiceAction.find(subtype)
                        .orElseThrow(() ->
                                ApiErrors.bad("Invalid IntegrationSubtype specified: " + subtype));
        if (!version.equals("1.0")) {
            throw ApiErrors.bad("PayloadFormatVersion must be 1.0 for integrations with a subtype");
        }
        if (integration.credentialsArn() == null) {
            throw ApiErrors.bad("CredentialsArn is required for integrations with a subtype");
        }
        action.check(parameters);
    }

    private static void checkHttp(Integration integration, String version) {
        if (integration.integrationSubtype() != null) {
            throw ApiErrors.bad("IntegrationSubtype is supported for AWS_PROXY only");
        }
        String method = Objects.requireNonNullElse(integration.integrationMethod(), "");
        if (method.isEmpty()) {
            throw ApiErrors.bad("HttpMethod must be specified for HTTP_PROXY integrations");
        }
        if (!method.matches("[A-Z]+")) {
            throw ApiErrors.bad("Invalid HTTP method specified: " + method);
        }
        String uri = Objects.requireNonNullElse(integration.integrationUri(), "");
        boolean http = uri.startsWith("http://") || uri.startsWith("https://");
        if (!http && !uri.startsWith("${stageVariables.")) {
            throw ApiErrors.bad("Invalid HTTP endpoint specified for URI");
        }
        if (!version.equals("1.0")) {
            throw ApiErrors.bad("PayloadFormatVersion must be 1.0 for HTTP_PROXY integrations");
        }
    }
}

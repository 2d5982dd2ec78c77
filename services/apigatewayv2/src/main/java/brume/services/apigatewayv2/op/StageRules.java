package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.AccessLogSettings;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteSettings;
import brume.api.apigatewayv2.Stage;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a stage may be, and which deployment it serves. */
final class StageRules implements Rules<Stage> {

    static final String DEFAULT = "$default";

    @Override
    public Stage created(Stage draft, ApiWriter rows, String apiId) {
        String name = draft.stageName();
        if (name.equals(DEFAULT) && rows.isWebSocket(apiId)) {
            throw ApiErrors.bad("The stage $default is supported for HTTP APIs only");
        }
        if (!name.equals(DEFAULT) && !name.matches("[A-Za-z0-9_-]{1,128}")) {
            throw ApiErrors.bad(
                    "Stage name only allows a-zA-Z0-9_- or $default and has at most 128"
                            + " characters");
        }
        if (rows.find(Part.STAGE, apiId, name).isPresent()) {
            throw ApiErrors.conflict("Stage already exists");
        }
        if (rows.list(Part.STAGE, apiId).size() >= HttpApiQuotas.STAGES.value()) {
            throw ApiErrors.tooMany("stages");
        }
        Stage complete =
                draft.toBuilder()
                        .createdDate(rows.now())
                        .lastUpdatedDate(rows.now())
                        .autoDeploy(draft.autoDeploy())
                        .defaultRouteSettings(
                                Objects.requireNonNullElseGet(
                                        draft.defaultRouteSettings(),
                                        () ->
                                                RouteSettings.builder()
                                                        .detailedMetricsEnabled(false)
                                                        .build()))
                        .routeSettings(Objects.requireNonNullElse(draft.routeSettings(), Map.of()))
                        .stageVariables(
                                Objects.requireNonNullElse(draft.stageVariables(), Map.of()))
                        .tags(Objects.requireNonNullElse(draft.tags(), Map.of()))
                        .build();
        return deployed(null, checked(complete, rows, apiId), rows, apiId);
    }

    @Override
    public Stage updated(Stage before, Stage after, ApiWriter rows, String apiId) {
        return deployed(
                before,
                checked(after.toBuilder().lastUpdatedDate(rows.now()).build(), rows, apiId),
                rows,
                apiId);
    }

    /** Source: API reference: a stage that deploys by itself cannot be given a deployment. */
    private static Stage deployed(
            @Nullable Stage before, Stage stage, ApiWriter rows, String apiId) {
        String deployment = stage.deploymentId();
        boolean byItself = Boolean.TRUE.equals(stage.autoDeploy());
        if (deployment != null && (before == null || !deployment.equals(before.deploymentId()))) {
            if (byItself) {
                throw ApiErrors.bad(
                        "Deployment ID cannot be set on a stage with auto-deploy enabled");
            }
            Deployment named = rows.get(Part.DEPLOYMENT, apiId, deployment);
            return rows.serve(apiId, stage, Part.DEPLOYMENT.id(named));
        }
        boolean wasByItself = before != null && Boolean.TRUE.equals(before.autoDeploy());
        if (byItself && !wasByItself) {
            Deployment deployed = rows.deployByItself(apiId);
            return rows.serve(apiId, stage, Part.DEPLOYMENT.id(deployed));
        }
        return stage;
    }

    private static Stage checked(Stage stage, ApiRows rows, String apiId) {
        boolean webSocket = rows.isWebSocket(apiId);
        if (stage.clientCertificateId() != null) {
            throw webSocket
                    ? ApiErrors.notImplemented("the parameter clientCertificateId of stages")
                    : ApiErrors.bad("ClientCertificateId is supported for WebSocket APIs only");
        }
        Set<String> keys =
                rows.list(Part.ROUTE, apiId).stream()
                        .map(Route::routeKey)
                        .collect(Collectors.toSet());
        checkSettings(stage.defaultRouteSettings(), webSocket);
        Objects.requireNonNullElse(stage.routeSettings(), Map.<String, RouteSettings>of())
                .forEach((key, settings) -> {
                    if (!keys.contains(key)) {
                        throw ApiErrors.notFound("Route", key);
                    }
                    checkSettings(settings, webSocket);
                });
        for (Map.Entry<String, String> variable :
                Objects.requireNonNullElse(stage.stageVariables(), Map.<String, String>of())
                        .entrySet()) {
            boolean valid =
                    variable.getKey().matches("[A-Za-z0-9_]{1,64}")
                            && variable.getValue().matches("[A-Za-z0-9-._~:/?#&=,]{0,512}");
            if (!valid) {
                throw ApiErrors.bad(
                        "Stage variable " + variable.getKey() + " has an invalid name or value");
            }
        }
        checkAccessLog(stage.accessLogSettings(), rows.scope());
        return stage;
    }

    private static void checkSettings(@Nullable RouteSettings settings, boolean webSocket) {
        if (settings == null) {
            return;
        }
        if (Boolean.TRUE.equals(settings.dataTraceEnabled())
                || settings.loggingLevel() != null && !settings.loggingLevel().equals("OFF")) {
            throw webSocket
                    ? ApiErrors.notImplemented("execution logs of stages")
                    : ApiErrors.bad("Execution logs are not supported on protocol type HTTP");
        }
        if (Boolean.TRUE.equals(settings.detailedMetricsEnabled())) {
            throw ApiErrors.notImplemented("the parameter detailedMetricsEnabled of stages");
        }
        Integer burst = settings.throttlingBurstLimit();
        Double rate = settings.throttlingRateLimit();
        if (burst != null && burst < 0 || rate != null && rate < 0) {
            throw ApiErrors.bad("Throttling limits must not be negative");
        }
    }

    private static void checkAccessLog(@Nullable AccessLogSettings settings, Scope scope) {
        if (settings == null || settings.destinationArn() == null) {
            return;
        }
        List<String> services = List.of("logs", "firehose");
        Arn destination =
                Arn.find(settings.destinationArn())
                        .filter(arn -> services.contains(arn.service()))
                        .filter(arn -> arn.account().equals(scope.account().value()))
                        .filter(arn -> arn.region().equals(scope.region().value()))
                        .orElseThrow(() -> ApiErrors.bad("Invalid ARN specified in the request"));
        if (destination.service().equals("firehose")) {
            throw ApiErrors.notImplemented("access logs to Firehose");
        }
        if (settings.format() == null || settings.format().isBlank()) {
            throw ApiErrors.bad("Access log format must be specified");
        }
        if (!settings.format().contains("$context.requestId")) {
            throw ApiErrors.bad(
                    "AccessLogSettings format must include $context.requestId or"
                            + " $context.extendedRequestId");
        }
    }
}

package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.IntegrationResponse;
import brume.api.apigatewayv2.Model;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteResponse;
import brume.api.apigatewayv2.Stage;
import brume.wire.Shape;
import brume.wire.StructSchema;
import java.util.List;
import java.util.Set;

/**
 * A kind of thing that belongs to one API, or to a part of one, and stands in a row of its own.
 *
 * @param name as errors call it
 * @param idMember the member that tells one from another within its API
 * @param served whether stages that deploy by themselves deploy when one of them changes
 * @param merged members that an update changes entry by entry; an empty value removes its entry
 */
public record Part<T extends Shape>(
        String name, StructSchema<T> schema, String idMember, boolean served, Set<String> merged) {

    public static final Part<Route> ROUTE =
            new Part<>("Route", Route.SCHEMA, "RouteId", true, Set.of());

    public static final Part<Integration> INTEGRATION =
            new Part<>(
                    "Integration",
                    Integration.SCHEMA,
                    "IntegrationId",
                    true,
                    Set.of("RequestParameters", "RequestTemplates", "ResponseParameters"));

    public static final Part<Authorizer> AUTHORIZER =
            new Part<>("Authorizer", Authorizer.SCHEMA, "AuthorizerId", true, Set.of());

    public static final Part<Stage> STAGE =
            new Part<>(
                    "stage",
                    Stage.SCHEMA,
                    "StageName",
                    false,
                    Set.of("StageVariables", "RouteSettings"));

    public static final Part<Deployment> DEPLOYMENT =
            new Part<>("Deployment", Deployment.SCHEMA, "DeploymentId", false, Set.of());

    public static final Part<Model> MODEL =
            new Part<>("Model", Model.SCHEMA, "ModelId", true, Set.of());

    public static final Part<RouteResponse> ROUTE_RESPONSE =
            new Part<>("RouteResponse", RouteResponse.SCHEMA, "RouteResponseId", true, Set.of());

    public static final Part<IntegrationResponse> INTEGRATION_RESPONSE =
            new Part<>(
                    "IntegrationResponse",
                    IntegrationResponse.SCHEMA,
                    "IntegrationResponseId",
                    true,
                    Set.of("ResponseParameters", "ResponseTemplates"));

    static final List<Part<?>> ALL =
            List.of(
                    ROUTE,
                    INTEGRATION,
                    AUTHORIZER,
                    STAGE,
                    DEPLOYMENT,
                    MODEL,
                    ROUTE_RESPONSE,
                    INTEGRATION_RESPONSE);

    /** The kinds of what belongs to a part of this kind. */
    List<Part<?>> parts() {
        if (equals(ROUTE)) {
            return List.of(ROUTE_RESPONSE);
        }
        return equals(INTEGRATION) ? List.of(INTEGRATION_RESPONSE) : List.of();
    }

    /** The id of one of this kind. */
    public String id(T value) {
        return Shapes.text(value, idMember);
    }
}

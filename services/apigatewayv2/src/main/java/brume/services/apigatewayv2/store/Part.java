package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.Stage;
import brume.wire.Shape;
import brume.wire.StructSchema;
import java.util.List;
import java.util.Set;

/**
 * A kind of thing that belongs to one API and stands in a row of its own.
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
                    Set.of("RequestParameters", "ResponseParameters"));

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

    static final List<Part<?>> ALL = List.of(ROUTE, INTEGRATION, AUTHORIZER, STAGE, DEPLOYMENT);

    /** The id of one of this kind. */
    public String id(T value) {
        return Shapes.text(value, idMember);
    }
}

package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.IntegrationResponse;
import brume.api.apigatewayv2.Model;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteResponse;
import brume.wire.Documents;
import brume.wire.Shape;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a deployment serves: the API as it was, with everything in it.
 *
 * @param routeResponses by the id of the route
 * @param integrationResponses by the id of the integration
 */
public record Snapshot(
        Api api,
        List<Route> routes,
        List<Integration> integrations,
        List<Authorizer> authorizers,
        List<Model> models,
        Map<String, List<RouteResponse>> routeResponses,
        Map<String, List<IntegrationResponse>> integrationResponses) {

    byte[] toBytes() {
        ObjectNode tree = Documents.object();
        tree.set("api", Shapes.tree(api));
        tree.set("routes", array(routes));
        tree.set("integrations", array(integrations));
        tree.set("authorizers", array(authorizers));
        tree.set("models", array(models));
        tree.set("routeResponses", arrays(routeResponses));
        tree.set("integrationResponses", arrays(integrationResponses));
        return Documents.write(tree);
    }

    static Snapshot fromBytes(byte[] bytes) {
        JsonNode tree = Documents.parse(bytes);
        return new Snapshot(
                Shapes.of(Api.SCHEMA, tree.path("api")),
                list(Route.SCHEMA, tree.path("routes")),
                list(Integration.SCHEMA, tree.path("integrations")),
                list(Authorizer.SCHEMA, tree.path("authorizers")),
                list(Model.SCHEMA, tree.path("models")),
                lists(RouteResponse.SCHEMA, tree.path("routeResponses")),
                lists(IntegrationResponse.SCHEMA, tree.path("integrationResponses")));
    }

    private static ArrayNode array(List<? extends Shape> shapes) {
        ArrayNode array = Documents.array();
        shapes.forEach(shape -> array.add(Shapes.tree(shape)));
        return array;
    }

    private static ObjectNode arrays(Map<String, ? extends List<? extends Shape>> lists) {
        ObjectNode object = Documents.object();
        lists.forEach((id, shapes) -> object.set(id, array(shapes)));
        return object;
    }

    private static <T extends Shape> Map<String, List<T>> lists(
            StructSchema<T> schema, JsonNode object) {
        Map<String, List<T>> lists = new HashMap<>();
        object.properties()
                .forEach(entry -> lists.put(entry.getKey(), list(schema, entry.getValue())));
        return lists;
    }

    private static <T extends Shape> List<T> list(StructSchema<T> schema, JsonNode array) {
        List<T> shapes = new ArrayList<>(array.size());
        array.forEach(tree -> shapes.add(Shapes.of(schema, tree)));
        return shapes;
    }
}

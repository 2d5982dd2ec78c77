package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.wire.Documents;
import brume.wire.Shape;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What a deployment serves: the API as it was, with its routes, integrations and authorizers. */
public record Snapshot(
        Api api, List<Route> routes, List<Integration> integrations, List<Authorizer> authorizers) {

    byte[] toBytes() {
        ObjectNode tree = Documents.object();
        tree.set("api", Shapes.tree(api));
        tree.set("routes", array(routes));
        tree.set("integrations", array(integrations));
        tree.set("authorizers", array(authorizers));
        return Documents.write(tree);
    }

    static Snapshot fromBytes(byte[] bytes) {
        JsonNode tree = Documents.parse(bytes);
        return new Snapshot(
                Shapes.of(Api.SCHEMA, tree.path("api")),
                list(Route.SCHEMA, tree.path("routes")),
                list(Integration.SCHEMA, tree.path("integrations")),
                list(Authorizer.SCHEMA, tree.path("authorizers")));
    }

    private static ArrayNode array(List<? extends Shape> shapes) {
        ArrayNode array = Documents.array();
        shapes.forEach(shape -> array.add(Shapes.tree(shape)));
        return array;
    }

    private static <T extends Shape> List<T> list(StructSchema<T> schema, JsonNode array) {
        List<T> shapes = new ArrayList<>(array.size());
        array.forEach(tree -> shapes.add(Shapes.of(schema, tree)));
        return shapes;
    }
}

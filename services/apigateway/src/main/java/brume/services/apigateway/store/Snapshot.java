package brume.services.apigateway.store;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.RequestValidator;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.wire.Documents;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What a deployment serves: the API and its parts as they were when it was made. */
public record Snapshot(
        RestApi api,
        List<Resource> resources,
        List<Model> models,
        List<RequestValidator> validators,
        List<Authorizer> authorizers,
        List<GatewayResponse> gatewayResponses) {

    /** The API as it stands. */
    public static Snapshot of(ApiRows rows, String apiId) {
        return new Snapshot(
                rows.api(apiId),
                rows.resources(apiId),
                rows.list(ApiPart.MODEL, apiId),
                rows.list(ApiPart.VALIDATOR, apiId),
                rows.list(ApiPart.AUTHORIZER, apiId),
                rows.list(ApiPart.GATEWAY_RESPONSE, apiId));
    }

    /** The same API with these resources alone. */
    public Snapshot with(List<Resource> others) {
        return new Snapshot(api, others, models, validators, authorizers, gatewayResponses);
    }

    byte[] toBytes() {
        ObjectNode tree = Documents.object();
        tree.set("api", ShapeJson.toTree(api));
        put(tree, "resources", resources);
        put(tree, "models", models);
        put(tree, "validators", validators);
        put(tree, "authorizers", authorizers);
        put(tree, "gatewayResponses", gatewayResponses);
        return Documents.write(tree);
    }

    static Snapshot fromBytes(byte[] bytes) {
        JsonNode tree = Documents.parse(bytes);
        return new Snapshot(
                ShapeJson.fromTree(RestApi.SCHEMA, tree.get("api")),
                list(tree, "resources", Resource.SCHEMA),
                list(tree, "models", Model.SCHEMA),
                list(tree, "validators", RequestValidator.SCHEMA),
                list(tree, "authorizers", Authorizer.SCHEMA),
                list(tree, "gatewayResponses", GatewayResponse.SCHEMA));
    }

    private static void put(ObjectNode tree, String name, List<? extends Shape> shapes) {
        var list = tree.putArray(name);
        shapes.forEach(shape -> list.add(ShapeJson.toTree(shape)));
    }

    /** Deployments of earlier versions lack some of the lists. */
    private static <T extends Shape> List<T> list(
            JsonNode tree, String name, StructSchema<T> schema) {
        List<T> list = new ArrayList<>();
        tree.path(name).forEach(node -> list.add(ShapeJson.fromTree(schema, node)));
        return list;
    }
}

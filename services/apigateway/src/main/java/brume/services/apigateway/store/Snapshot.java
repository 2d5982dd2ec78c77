package brume.services.apigateway.store;

import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What a deployment serves: the API and its resources as they were when it was made. */
public record Snapshot(RestApi api, List<Resource> resources) {

    byte[] toBytes() {
        ObjectNode tree = Documents.object();
        tree.set("api", ShapeJson.toTree(api));
        var list = tree.putArray("resources");
        resources.forEach(resource -> list.add(ShapeJson.toTree(resource)));
        return Documents.write(tree);
    }

    static Snapshot fromBytes(byte[] bytes) {
        JsonNode tree = Documents.parse(bytes);
        List<Resource> resources = new ArrayList<>();
        tree.get("resources")
                .forEach(node -> resources.add(ShapeJson.fromTree(Resource.SCHEMA, node)));
        return new Snapshot(ShapeJson.fromTree(RestApi.SCHEMA, tree.get("api")), resources);
    }
}

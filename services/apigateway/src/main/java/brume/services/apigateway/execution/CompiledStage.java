package brume.services.apigateway.execution;

import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.Stage;
import brume.base.Scope;
import brume.services.apigateway.store.Snapshot;
import brume.services.apigateway.vtl.TemplateEngine;
import java.util.List;
import java.util.Map;

/**
 * A stage with the deployment that it serves, immutable.
 *
 * @param binaryMediaTypes of the deployed API
 * @param compressionBytesMin from which size on answers are compressed; negative for never
 */
record CompiledStage(
        Scope scope,
        String apiId,
        String name,
        String deploymentId,
        Map<String, String> variables,
        boolean disabled,
        List<String> binaryMediaTypes,
        int compressionBytesMin,
        RoutingTree routes) {

    static CompiledStage of(
            Scope scope, String apiId, Stage stage, Snapshot snapshot, TemplateEngine engine) {
        RoutingTree routes = new RoutingTree();
        for (Resource resource : snapshot.resources()) {
            if (resource.resourceMethods() == null || resource.path() == null) {
                continue;
            }
            String path = resource.path();
            resource.resourceMethods()
                    .forEach((name, method) ->
                            routes.add(path, name, CompiledMethod.of(resource, method, engine)));
        }
        RestApi api = snapshot.api();
        return new CompiledStage(
                scope,
                apiId,
                String.valueOf(stage.stageName()),
                String.valueOf(stage.deploymentId()),
                stage.variables() == null ? Map.of() : stage.variables(),
                Boolean.TRUE.equals(api.disableExecuteApiEndpoint()),
                api.binaryMediaTypes() == null ? List.of() : api.binaryMediaTypes(),
                api.minimumCompressionSize() == null ? -1 : api.minimumCompressionSize(),
                routes);
    }

    /**
     * Whether bodies of this media type are binary; {@code image/*} and {@code *}{@code /*} match.
     */
    boolean isBinary(String contentType) {
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        for (String binary : binaryMediaTypes) {
            if (binary.equals("*/*") || binary.equalsIgnoreCase(type)) {
                return true;
            }
            if (binary.endsWith("/*")
                    && type.regionMatches(true, 0, binary, 0, binary.length() - 1)) {
                return true;
            }
        }
        return false;
    }
}

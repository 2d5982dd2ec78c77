package brume.services.apigateway.op;

import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.services.apigateway.domain.ApiErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a resource is shown: without {@code embed=methods} its methods are named, but empty.
 *
 * @param methods whether methods are shown whole
 */
record Embedding(boolean methods) {

    static Embedding of(@Nullable List<String> embed) {
        if (embed == null || embed.isEmpty()) {
            return new Embedding(false);
        }
        if (!embed.equals(List.of("methods"))) {
            throw ApiErrors.bad("Invalid embed parameter. Valid values are: methods");
        }
        return new Embedding(true);
    }

    Resource apply(Resource resource) {
        if (methods || resource.resourceMethods() == null) {
            return resource;
        }
        Map<String, Method> names = new LinkedHashMap<>();
        resource.resourceMethods().keySet().forEach(n -> names.put(n, Method.builder().build()));
        return resource.toBuilder().resourceMethods(names).build();
    }
}

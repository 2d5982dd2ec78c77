package brume.services.apigateway.op;

import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.base.Scope;
import brume.services.apigateway.domain.KnownParts;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Where a method is, for the operations that read or change one. */
record MethodChange(RestApiStore store, Scope scope, String apiId, String resourceId, String name) {

    Method get() {
        return store.read(
                scope, rows -> MethodRules.method(rows.resource(apiId, resourceId), name));
    }

    /** Puts what {@code change} makes of the method in its place. */
    Method apply(UnaryOperator<Method> change) {
        return apply((method, known) -> change.apply(method));
    }

    /** As {@link #apply(UnaryOperator)}, for a change that may name other parts of the API. */
    Method apply(BiFunction<Method, KnownParts, Method> change) {
        return store.change(
                scope,
                apiId,
                rows -> {
                    Resource resource = rows.resource(apiId, resourceId);
                    Method method =
                            change.apply(MethodRules.method(resource, name), rows.known(apiId));
                    rows.put(apiId, MethodRules.with(resource, method));
                    return method;
                });
    }
}

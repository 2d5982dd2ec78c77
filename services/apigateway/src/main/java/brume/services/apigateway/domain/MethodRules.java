package brume.services.apigateway.domain;

import brume.api.apigateway.Method;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.PutMethodRequest;
import brume.api.apigateway.Resource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Methods and their responses: what they may be made of, and their patches. */
public final class MethodRules {

    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY");

    private static final Pattern REQUEST_PARAMETER =
            Pattern.compile("method\\.request\\.(querystring|path|header)\\.[^.\\s].*");
    private static final Pattern RESPONSE_PARAMETER =
            Pattern.compile("method\\.response\\.header\\.[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private MethodRules() {}

    public static Method create(PutMethodRequest input, KnownParts known) {
        if (!HTTP_METHODS.contains(input.httpMethod())) {
            throw ApiErrors.bad(
                    "Invalid HttpMethod specified. Valid options are"
                            + " GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
        }
        String validator = input.requestValidatorId();
        if (validator != null) {
            known.validator(validator);
        }
        if (input.authorizationScopes() != null && !input.authorizationScopes().isEmpty()) {
            throw ApiErrors.notImplemented("the parameter authorizationScopes");
        }
        String authorization =
                authorization(input.authorizationType(), input.authorizerId(), known);
        checkParameters(input.requestParameters());
        checkModels(input.requestModels(), known);
        return Method.builder()
                .httpMethod(input.httpMethod())
                .authorizationType(authorization)
                .authorizerId(input.authorizerId())
                .apiKeyRequired(Boolean.TRUE.equals(input.apiKeyRequired()))
                .operationName(input.operationName())
                .requestParameters(input.requestParameters())
                .requestModels(input.requestModels())
                .requestValidatorId(validator)
                .build();
    }

    /** The authorization types in AWS's spelling, with an authorizer where one is needed. */
    private static String authorization(
            @Nullable String type, @Nullable String authorizerId, KnownParts known) {
        String upper = type == null ? "" : type.toUpperCase(Locale.ROOT);
        switch (upper) {
            case "NONE", "AWS_IAM" -> {
                if (authorizerId != null && !authorizerId.isEmpty()) {
                    throw ApiErrors.bad("Invalid authorizer ID specified");
                }
            }
            case "CUSTOM", "COGNITO_USER_POOLS" -> {
                String ignored = known.authorizer(authorizerId);
            }
            default -> throw ApiErrors.bad("Invalid authorization type specified: " + type);
        }
        return upper;
    }

    private static void checkParameters(@Nullable Map<String, Boolean> parameters) {
        Set<String> names = new HashSet<>();
        for (String parameter : parameters == null ? Set.<String>of() : parameters.keySet()) {
            if (!REQUEST_PARAMETER.matcher(parameter).matches()) {
                throw ApiErrors.bad("Invalid mapping expression specified: " + parameter);
            }
            if (!names.add(parameter.split("\\.", 4)[3])) {
                throw ApiErrors.bad(
                        "Parameter names must be unique across querystring, header and path");
            }
        }
    }

    private static void checkModels(@Nullable Map<String, String> models, KnownParts known) {
        for (String model : models == null ? Set.<String>of() : Set.copyOf(models.values())) {
            String ignored = known.model(model);
        }
    }

    /** The method of a resource. */
    public static Method method(Resource resource, String httpMethod) {
        Map<String, Method> methods = resource.resourceMethods();
        Method method = methods == null ? null : methods.get(httpMethod);
        if (method == null) {
            throw ApiErrors.methodNotFound();
        }
        return method;
    }

    /** The method that answers requests of an HTTP method: its own, or the one for any. */
    public static Method answering(Resource resource, String httpMethod) {
        Map<String, Method> methods = resource.resourceMethods();
        boolean own = methods == null || methods.containsKey(httpMethod);
        return method(resource, own ? httpMethod : "ANY");
    }

    /** The resource with a method added or replaced. */
    public static Resource with(Resource resource, Method method) {
        Map<String, Method> methods = new LinkedHashMap<>();
        if (resource.resourceMethods() != null) {
            methods.putAll(resource.resourceMethods());
        }
        methods.put(java.util.Objects.requireNonNull(method.httpMethod()), method);
        return resource.toBuilder().resourceMethods(methods).build();
    }

    public static Resource without(Resource resource, String httpMethod) {
        Map<String, Method> methods = new LinkedHashMap<>();
        if (resource.resourceMethods() != null) {
            methods.putAll(resource.resourceMethods());
        }
        methods.remove(httpMethod);
        return resource.toBuilder().resourceMethods(methods.isEmpty() ? null : methods).build();
    }

    public static Method patched(Method method, List<PatchPath> patches, KnownParts known) {
        Method patched = method;
        for (PatchPath patch : patches) {
            patched = patched(patched, patch, known);
        }
        if ("NONE".equals(patched.authorizationType())
                || "AWS_IAM".equals(patched.authorizationType())) {
            // An authorizer without its type is passed over. Recorded:
            // test_update_method_validation.
            patched = patched.toBuilder().authorizerId(null).build();
        }
        String ignored = authorization(patched.authorizationType(), patched.authorizerId(), known);
        // What patches have emptied is not shown. Recorded: test_update_method.
        return patched.toBuilder()
                .requestParameters(orNull(patched.requestParameters()))
                .requestModels(orNull(patched.requestModels()))
                .build();
    }

    private static <V> @Nullable Map<String, V> orNull(@Nullable Map<String, V> map) {
        return map == null || map.isEmpty() ? null : map;
    }

    private static Method patched(Method method, PatchPath patch, KnownParts known) {
        Method.Builder builder = method.toBuilder();
        switch (patch.name()) {
            case "authorizationType" -> {
                String type = patch.replacement().toUpperCase(Locale.ROOT);
                builder.authorizationType(type);
                if (type.equals("NONE") || type.equals("AWS_IAM")) {
                    builder.authorizerId(null);
                }
            }
            case "authorizerId" -> builder.authorizerId(patch.valueOrRemoval());
            case "apiKeyRequired" -> builder.apiKeyRequired(Boolean.valueOf(patch.replacement()));
            case "operationName" -> builder.operationName(patch.replacement());
            case "requestValidatorId" -> {
                String id = patch.isRemove() ? "" : patch.replacement();
                builder.requestValidatorId(id.isEmpty() ? null : known.validator(id));
            }
            case "requestParameters" -> {
                Map<String, Boolean> parameters =
                        patch.applyTo(method.requestParameters(), Boolean::valueOf);
                checkParameters(parameters);
                builder.requestParameters(parameters);
            }
            case "requestModels" ->
                    builder.requestModels(patch.applyTo(method.requestModels(), known::model));
            case "authorizationScopes" ->
                    throw ApiErrors.notImplemented("the patch path " + patch.path());
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    // Responses

    public static void check(
            @Nullable Map<String, Boolean> parameters,
            @Nullable Map<String, String> models,
            KnownParts known) {
        for (String parameter : parameters == null ? Set.<String>of() : parameters.keySet()) {
            if (!RESPONSE_PARAMETER.matcher(parameter).matches()) {
                throw ApiErrors.bad("Invalid mapping expression specified: " + parameter);
            }
        }
        checkModels(models, known);
    }

    public static MethodResponse response(Method method, String statusCode) {
        Map<String, MethodResponse> responses = method.methodResponses();
        MethodResponse response = responses == null ? null : responses.get(statusCode);
        if (response == null) {
            throw ApiErrors.statusCodeNotFound();
        }
        return response;
    }

    public static Method with(Method method, MethodResponse response) {
        Map<String, MethodResponse> responses = new LinkedHashMap<>();
        if (method.methodResponses() != null) {
            responses.putAll(method.methodResponses());
        }
        responses.put(java.util.Objects.requireNonNull(response.statusCode()), response);
        return method.toBuilder().methodResponses(responses).build();
    }

    public static Method withoutResponse(Method method, String statusCode) {
        Map<String, MethodResponse> responses = new LinkedHashMap<>();
        if (method.methodResponses() != null) {
            responses.putAll(method.methodResponses());
        }
        responses.remove(statusCode);
        return method.toBuilder().methodResponses(responses.isEmpty() ? null : responses).build();
    }

    public static MethodResponse patched(
            MethodResponse response, PatchPath patch, KnownParts known) {
        MethodResponse.Builder builder = response.toBuilder();
        switch (patch.name()) {
            case "responseParameters" -> {
                Map<String, Boolean> old = response.responseParameters();
                requireExisting(patch, old, "Invalid parameter name specified");
                Map<String, Boolean> parameters = patch.applyTo(old, Boolean::valueOf);
                check(parameters, null, known);
                builder.responseParameters(orNull(parameters));
            }
            case "responseModels" -> {
                requireExisting(
                        patch, response.responseModels(), "Content-Type specified was not found");
                builder.responseModels(
                        orNull(patch.applyTo(response.responseModels(), known::model)));
            }
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    private static void requireExisting(
            PatchPath patch, @Nullable Map<String, ?> map, String message) {
        if (patch.names().size() == 2
                && !patch.op().equals("add")
                && (map == null || !map.containsKey(patch.names().get(1)))) {
            throw brume.api.apigateway.ApigatewayErrors.notFoundException(message);
        }
    }
}

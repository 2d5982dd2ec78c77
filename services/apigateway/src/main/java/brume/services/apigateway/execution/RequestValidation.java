package brume.services.apigateway.execution;

import brume.api.apigateway.Method;
import brume.api.apigateway.RequestValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request has to bring before it reaches its integration. Source: Developer Guide, "Request
 * validation for REST APIs"; texts and order from LocalStack's recording
 * test_api_gateway_request_validator.
 *
 * @param required the required parameters: headers, then path, then query string
 * @param models what bodies have to be, by content type
 */
record RequestValidation(List<Parameter> required, Map<String, ModelSchema> models) {

    static final RequestValidation NONE = new RequestValidation(List.of(), Map.of());

    private static final List<String> PLACES = List.of("header", "path", "querystring");

    record Parameter(String place, String name) {}

    static RequestValidation of(
            Method method, RequestValidator validator, Map<String, ModelSchema> schemas) {
        List<Parameter> required = new ArrayList<>();
        if (Boolean.TRUE.equals(validator.validateRequestParameters())
                && method.requestParameters() != null) {
            for (String place : PLACES) {
                String prefix = "method.request." + place + '.';
                method.requestParameters()
                        .forEach((name, needed) -> {
                            if (needed && name.startsWith(prefix)) {
                                required.add(new Parameter(place, name.substring(prefix.length())));
                            }
                        });
            }
        }
        Map<String, ModelSchema> models = new LinkedHashMap<>();
        if (Boolean.TRUE.equals(validator.validateRequestBody())
                && method.requestModels() != null) {
            method.requestModels()
                    .forEach((type, name) -> {
                        ModelSchema schema = schemas.get(name);
                        if (schema != null) {
                            models.put(type.toLowerCase(Locale.ROOT), schema);
                        }
                    });
        }
        return new RequestValidation(required, models);
    }

    /**
     * Checks a request.
     *
     * @throws GatewayException 400 if it lacks something
     */
    void check(Invocation invocation) {
        List<String> missing =
                required.stream()
                        .filter(parameter -> !has(invocation, parameter))
                        .map(Parameter::name)
                        .toList();
        if (!missing.isEmpty()) {
            throw GatewayException.badParameters("Missing required request parameters: " + missing);
        }
        model(invocation.request.contentType())
                .ifPresent(model -> {
                    if (!model.accepts(Bodies.text(invocation.request.http().body()))) {
                        throw GatewayException.badBody();
                    }
                });
    }

    private static boolean has(Invocation invocation, Parameter parameter) {
        String name = parameter.name();
        return switch (parameter.place()) {
            case "header" -> invocation.request.http().header(name).isPresent();
            case "path" -> invocation.pathParameters.containsKey(name);
            default -> invocation.request.query().containsKey(name);
        };
    }

    /** The model for a content type; bodies of other types are not validated. */
    private Optional<ModelSchema> model(String contentType) {
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        return Optional.ofNullable(
                models.getOrDefault(type.toLowerCase(Locale.ROOT), models.get("$default")));
    }
}

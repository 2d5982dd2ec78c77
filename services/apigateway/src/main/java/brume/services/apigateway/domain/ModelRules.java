package brume.services.apigateway.domain;

import brume.api.apigateway.CreateModelRequest;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.Resource;
import brume.base.Ids;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Models: JSON schemas that methods name. Source of the texts: LocalStack's recordings
 * test_model_lifecycle, test_model_validation, test_update_model and test_put_method_model.
 */
public final class ModelRules {

    /** Source: Amazon API Gateway quotas, "Size of a model". */
    private static final int SCHEMA_BYTES_MAX = 400 * 1024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+");
    private static final String DRAFT_4 = "http://json-schema.org/draft-04/schema#";

    private ModelRules() {}

    /** The models that every REST API is created with. */
    public static List<Model> defaults() {
        return List.of(
                model(
                        "Empty",
                        "This is a default empty schema model",
                        "application/json",
                        "{\n  \"$schema\": \""
                                + DRAFT_4
                                + "\",\n  \"title\" : \"Empty Schema\",\n"
                                + "  \"type\" : \"object\"\n}"),
                model(
                        "Error",
                        "This is a default error schema model",
                        "application/json",
                        "{\n  \"$schema\" : \""
                                + DRAFT_4
                                + "\",\n  \"title\" : \"Error Schema\",\n  \"type\" : \"object\",\n"
                                + "  \"properties\" : {\n"
                                + "    \"message\" : { \"type\" : \"string\" }\n  }\n}"));
    }

    public static Model create(CreateModelRequest input) {
        if (input.name().isEmpty()) {
            throw ApiErrors.bad("Model name must be non-empty");
        }
        if (!NAME.matcher(input.name()).matches()) {
            throw ApiErrors.bad("Model name must be alphanumeric: " + input.name());
        }
        if (input.contentType().isEmpty()) {
            throw ApiErrors.bad("Model content type must be non-empty");
        }
        return model(
                input.name(),
                // Recorded: test_update_model.
                "".equals(input.description()) ? null : input.description(),
                input.contentType(),
                checkedSchema(input.schema_()));
    }

    private static Model model(
            String name, @Nullable String description, String contentType, String schema) {
        return Model.builder()
                .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                .name(name)
                .description(description)
                .contentType(contentType)
                .schema_(schema)
                .build();
    }

    private static String checkedSchema(@Nullable String schema) {
        if (schema == null || schema.isBlank()) {
            throw ApiErrors.bad(
                    "Model schema must have at least 1 property or array items defined");
        }
        if (schema.length() > SCHEMA_BYTES_MAX) {
            throw ApiErrors.bad("Model schema must be at most 400 KB");
        }
        JsonNode tree;
        try {
            tree = Documents.parse(schema);
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad("Invalid model schema specified");
        }
        if (!tree.isObject()) {
            throw ApiErrors.bad("Invalid model schema specified");
        }
        return schema;
    }

    public static Model patched(Model model, PatchPath patch) {
        if (!patch.op().equals("replace")) {
            throw patch.unsupported();
        }
        String value = patch.value() == null ? "" : patch.value();
        return switch (patch.path()) {
            case "/description" ->
                    model.toBuilder()
                            .description(value == null || value.isEmpty() ? null : value)
                            .build();
            case "/schema" -> model.toBuilder().schema_(checkedSchema(value)).build();
            default -> throw patch.notOneOf("[/description, /schema]");
        };
    }

    /**
     * Checks that no method names a model that is to go.
     *
     * @throws brume.wire.ServiceException ConflictException
     */
    public static void checkUnused(String model, List<Resource> resources) {
        for (Resource resource : resources) {
            Map<String, Method> methods = resource.resourceMethods();
            if (methods == null) {
                continue;
            }
            for (Method method : methods.values()) {
                String place = resource.path() + '/' + method.httpMethod();
                if (names(method.requestModels(), model)) {
                    throw ApiErrors.conflict(
                            "Cannot delete model '"
                                    + model
                                    + "', is referenced in method request: "
                                    + place);
                }
                Map<String, MethodResponse> responses = method.methodResponses();
                if (responses != null
                        && responses.values().stream()
                                .anyMatch(r -> names(r.responseModels(), model))) {
                    throw ApiErrors.conflict(
                            "Cannot delete model '"
                                    + model
                                    + "', is referenced in method response: "
                                    + place);
                }
            }
        }
    }

    private static boolean names(@Nullable Map<String, String> models, String model) {
        return models != null && models.values().stream().anyMatch(m -> Objects.equals(m, model));
    }
}

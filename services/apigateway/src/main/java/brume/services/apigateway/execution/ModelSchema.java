package brume.services.apigateway.execution;

import brume.api.apigateway.Model;
import brume.templates.BoundedPattern;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The models of an API as JSON schemas, draft 4. They may refer to each other by AWS's address of a
 * model; nothing is ever fetched, and patterns that backtrack without end are given up. Source:
 * Developer Guide, "Data models for REST APIs"; LocalStack's recording
 * test_api_gateway_request_validator_with_ref_models.
 */
final class ModelSchema {

    private final Schema schema;

    private ModelSchema(Schema schema) {
        this.schema = schema;
    }

    /** A schema for each model that can be read; AWS's check at creation is no deeper than ours. */
    static Map<String, ModelSchema> compile(String apiId, List<Model> models) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Model model : models) {
            texts.put(address(apiId, model.name()), String.valueOf(model.schema_()));
        }
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_4,
                        builder ->
                                builder.schemas(texts)
                                        .schemaRegistryConfig(
                                                SchemaRegistryConfig.builder()
                                                        .failFast(true)
                                                        .preloadSchema(false)
                                                        .regularExpressionFactory(
                                                                ModelSchema::pattern)
                                                        .build()));
        Map<String, ModelSchema> schemas = new LinkedHashMap<>();
        for (Model model : models) {
            find(registry, model)
                    .ifPresent(schema ->
                            schemas.put(String.valueOf(model.name()), new ModelSchema(schema)));
        }
        return schemas;
    }

    private static String address(String apiId, @Nullable String name) {
        return "https://apigateway.amazonaws.com/restapis/" + apiId + "/models/" + name;
    }

    private static Optional<Schema> find(SchemaRegistry registry, Model model) {
        try {
            return Optional.of(
                    registry.getSchema(Documents.parse(String.valueOf(model.schema_()))));
        } catch (IllegalArgumentException | SchemaException e) {
            return Optional.empty();
        }
    }

    private static RegularExpression pattern(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return text -> BoundedPattern.find(pattern, text);
    }

    /**
     * Whether a body is a JSON document of this schema; an empty one counts as an empty object.
     *
     * @throws GatewayException 500 if the schema leads nowhere
     */
    boolean accepts(String body) {
        JsonNode document;
        try {
            document = Documents.parse(body.isBlank() ? "{}" : body);
        } catch (IllegalArgumentException e) {
            return false;
        }
        try {
            return schema.validate(document).isEmpty();
        } catch (SchemaException | IllegalArgumentException | StackOverflowError e) {
            throw GatewayException.internal();
        }
    }
}

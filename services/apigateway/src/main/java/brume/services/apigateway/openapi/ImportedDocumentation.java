package brume.services.apigateway.openapi;

import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationPartLocation;
import brume.base.Ids;
import brume.openapi.Definition;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.DocumentationRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiWriter;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The documentation parts of an OpenAPI document. */
public final class ImportedDocumentation {

    private ImportedDocumentation() {}

    /** The parts, with ids in their order, which is also that of listings. */
    public static List<DocumentationPart> parts(Definition definition) {
        JsonNode nodes =
                definition
                        .root()
                        .path("x-amazon-apigateway-documentation")
                        .path("documentationParts");
        List<String> ids = orderedIds(nodes.size());
        List<DocumentationPart> parts = new ArrayList<>();
        for (JsonNode node : nodes) {
            JsonNode at = node.path("location");
            String type = Definition.text(at, "type");
            if (type == null) {
                throw ApiErrors.bad("Unable to build importer with provided input.");
            }
            DocumentationPart part =
                    DocumentationRules.create(
                            DocumentationPartLocation.builder()
                                    .type(type)
                                    .path(Definition.text(at, "path"))
                                    .method(Definition.text(at, "method"))
                                    .statusCode(Definition.text(at, "statusCode"))
                                    .name(Definition.text(at, "name"))
                                    .build(),
                            properties(node.path("properties")));
            parts.add(part.toBuilder().id(ids.get(parts.size())).build());
        }
        return parts;
    }

    private static String properties(JsonNode node) {
        return node.isTextual() ? node.asText() : Documents.text(node);
    }

    static List<String> orderedIds(int count) {
        return Stream.generate(() -> Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                .limit(count)
                .sorted()
                .toList();
    }

    /** Puts parts, each in place of the one that is already there. */
    public static void put(ApiWriter rows, String apiId, List<DocumentationPart> parts) {
        List<DocumentationPart> old = rows.list(ApiPart.DOCUMENTATION_PART, apiId);
        for (DocumentationPart part : parts) {
            old.stream()
                    .filter(other -> Objects.equals(other.location(), part.location()))
                    .forEach(other ->
                            rows.delete(
                                    ApiPart.DOCUMENTATION_PART,
                                    apiId,
                                    Objects.requireNonNull(other.id())));
            rows.put(ApiPart.DOCUMENTATION_PART, apiId, part);
        }
    }
}

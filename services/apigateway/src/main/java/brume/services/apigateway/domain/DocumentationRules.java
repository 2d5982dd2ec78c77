package brume.services.apigateway.domain;

import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationPartLocation;
import brume.api.apigateway.GetDocumentationPartsRequest;
import brume.base.Ids;
import brume.wire.Documents;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Documentation parts: texts about a place in an API. Source of the errors: LocalStack's recordings
 * of TestApiGatewayApiDocumentationPart; of the defaults: API reference, DocumentationPartLocation.
 */
public final class DocumentationRules {

    private static final Set<String> WITHOUT_PATH = Set.of("API", "AUTHORIZER", "MODEL");

    private DocumentationRules() {}

    public static DocumentationPart create(DocumentationPartLocation location, String properties) {
        return DocumentationPart.builder()
                .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                .location(
                        location.path() != null || WITHOUT_PATH.contains(location.type())
                                ? location
                                : location.toBuilder().path("/").build())
                .properties(checked(properties))
                .build();
    }

    private static String checked(String properties) {
        try {
            if (Documents.parse(properties).isObject()) {
                return properties;
            }
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad("Invalid documentation part properties: " + e.getMessage());
        }
        throw ApiErrors.bad("Invalid documentation part properties: not a JSON object");
    }

    /**
     * Checks that a place has no part yet.
     *
     * @throws brume.wire.ServiceException ConflictException
     */
    public static void checkNew(DocumentationPart part, List<DocumentationPart> all) {
        if (all.stream().anyMatch(old -> Objects.equals(old.location(), part.location()))) {
            throw ApiErrors.conflict(
                    "Documentation part already exists for the specified location");
        }
    }

    public static DocumentationPart patched(DocumentationPart part, PatchPath patch) {
        if (!patch.path().equals("/properties")) {
            throw patch.notOneOf("[/properties]");
        }
        if (!patch.op().equals("replace")) {
            throw patch.unsupported();
        }
        return part.toBuilder().properties(checked(patch.replacement())).build();
    }

    /** The parts that a request asks for, after its position, by id. */
    public static List<DocumentationPart> filtered(
            List<DocumentationPart> all, GetDocumentationPartsRequest input) {
        return all.stream()
                .filter(part -> {
                    DocumentationPartLocation at = Objects.requireNonNull(part.location());
                    return matches(input.type(), at.type())
                            && matches(input.nameQuery(), at.name())
                            && (input.path() == null
                                    || at.path() != null && at.path().startsWith(input.path()))
                            && (input.position() == null
                                    || String.valueOf(part.id()).compareTo(input.position()) > 0);
                })
                .sorted(Comparator.comparing(part -> String.valueOf(part.id())))
                .toList();
    }

    private static boolean matches(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }
}

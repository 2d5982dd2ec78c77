package brume.services.apigateway.op;

import brume.openapi.Definition;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.openapi.RestApiImport;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Optional;

/** OpenAPI documents, and the roles that they hand to integrations and authorizers. */
final class ImportedRoles {

    private ImportedRoles() {}

    /**
     * Reads a document.
     *
     * @throws brume.wire.ServiceException BadRequestException if it describes no API
     */
    static Definition read(String document) {
        return Definition.find(document).orElseThrow(() -> ApiErrors.bad("Invalid OpenAPI input."));
    }

    static List<Permission> permissions(List<Permission> operation, String document) {
        List<Permission> all = operation;
        Optional<Definition> definition = Definition.find(document);
        if (definition.isPresent()) {
            all = GetRestApi.permissions(all, definition.get().root().has(RestApiImport.POLICY));
            for (String role : definition.get().roles()) {
                all = PassedRole.permissions(all, role);
            }
        }
        return all;
    }

    static void check(Definition definition, Call call) {
        definition.roles().forEach(role -> PassedRole.check(role, call));
    }
}

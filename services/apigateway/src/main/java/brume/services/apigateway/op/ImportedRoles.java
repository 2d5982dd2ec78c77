package brume.services.apigateway.op;

import brume.services.apigateway.openapi.Definition;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Optional;

/** The roles that an OpenAPI document hands to integrations and authorizers. */
final class ImportedRoles {

    private ImportedRoles() {}

    static List<Permission> permissions(List<Permission> operation, String document) {
        List<Permission> all = operation;
        Optional<Definition> definition = Definition.find(document);
        if (definition.isPresent()) {
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

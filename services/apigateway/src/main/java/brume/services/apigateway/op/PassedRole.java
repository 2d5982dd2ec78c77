package brume.services.apigateway.op;

import brume.api.apigateway.PatchOperation;
import brume.base.Arn;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.PatchPath;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The role that an integration or an authorizer is given. Whoever gives it must be permitted to
 * pass it, and it is one of the API's own account; otherwise API Gateway would lend anybody's roles
 * to anybody. Source: "Cross-account pass role is not allowed." of PutIntegration.
 */
final class PassedRole {

    private PassedRole() {}

    /** The permissions of an operation together with that of passing the role. */
    static List<Permission> permissions(List<Permission> operation, @Nullable String role) {
        if (role == null || !role.contains(":role/") || role.contains("${")) {
            return operation;
        }
        List<Permission> all = new ArrayList<>(operation);
        all.add(
                Permission.of("iam:PassRole", role)
                        .withContext(
                                Map.of(
                                        "iam:PassedToService",
                                        List.of("apigateway.amazonaws.com"))));
        return all;
    }

    /** As above, for patches of which one may set the role. */
    static List<Permission> permissions(
            List<Permission> operation, @Nullable List<PatchOperation> patches, String member) {
        List<Permission> all = operation;
        for (PatchPath patch : PatchPath.of(patches)) {
            if (patch.name().equals(member)) {
                all = permissions(all, patch.value());
            }
        }
        return all;
    }

    /** Checks that the role belongs to the caller's account. */
    static void check(@Nullable String role, Call call) {
        if (role == null || role.isEmpty() || role.contains("${") || role.contains("*")) {
            return;
        }
        Arn arn =
                Arn.find(role)
                        .orElseThrow(() -> ApiErrors.bad("Invalid ARN specified in the request"));
        if (!arn.account().equals(call.account().value())) {
            throw ApiErrors.bad("Cross-account pass role is not allowed.");
        }
    }
}

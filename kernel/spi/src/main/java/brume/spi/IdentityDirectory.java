package brume.spi;

import java.util.List;
import java.util.Optional;

/** The users, roles and keys that the pipeline authenticates and authorises with. */
public interface IdentityDirectory {

    /** The user that an active access key belongs to and the key's secret. */
    Optional<AccessKey> findAccessKey(String accessKeyId);

    /** The role with this ARN. */
    Optional<Role> findRole(String roleArn);

    /** The policies that decide what a user or the role of a session may do. */
    Policies policiesOf(Principal principal);

    /** The JSON text of a managed policy of AWS or of an account. */
    Optional<String> findPolicy(String policyArn);

    /** A user's long-term key. */
    record AccessKey(Principal.User user, String secret) {}

    /** A role as far as assuming it needs. */
    record Role(
            String arn,
            String path,
            String name,
            String roleId,
            String trustPolicy,
            int maxSessionSeconds) {}

    /**
     * JSON texts of policies. Equal texts may be parsed once, so they should be the stored strings.
     *
     * @param tags of the user or role, for {@code aws:PrincipalTag}
     */
    record Policies(
            List<String> identityPolicies,
            Optional<String> permissionsBoundary,
            java.util.Map<String, String> tags) {
        public static final Policies NONE =
                new Policies(List.of(), Optional.empty(), java.util.Map.of());
    }
}

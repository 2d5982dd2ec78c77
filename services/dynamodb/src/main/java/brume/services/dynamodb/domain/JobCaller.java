package brume.services.dynamodb.domain;

import brume.base.AccountId;
import brume.spi.Principal;
import brume.spi.Principal.SessionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who started an export or import, as it is stored: the job reads and writes S3 with this caller's
 * permissions, also after a restart.
 *
 * @param path of the user or role; begins and ends with a slash
 * @param id the unique id of the user or role
 * @param accessKeyId the key of a user
 * @param sessionName the name of a role's or federated user's session
 * @param user whose federated session it is
 */
public record JobCaller(
        Kind kind,
        String account,
        String path,
        String name,
        String id,
        String accessKeyId,
        String sessionName,
        @Nullable JobCaller user,
        List<String> policies,
        List<String> policyArns,
        Map<String, String> tags,
        Set<String> transitiveTagKeys,
        @Nullable String sourceIdentity) {

    /** The kinds of principals that can call the API. */
    public enum Kind {
        ROOT,
        USER,
        ROLE,
        FEDERATED
    }

    /**
     * The stored form of a caller.
     *
     * @throws IllegalArgumentException for services and anonymous callers, who start no jobs
     */
    public static JobCaller of(Principal principal) {
        return switch (principal) {
            case Principal.Root root -> plain(Kind.ROOT, root.accountId(), "", "", "", "");
            case Principal.User user ->
                    plain(
                            Kind.USER,
                            user.accountId(),
                            user.path(),
                            user.name(),
                            user.userId(),
                            user.accessKeyId());
            case Principal.RoleSession role ->
                    plain(
                                    Kind.ROLE,
                                    role.accountId(),
                                    role.rolePath(),
                                    role.roleName(),
                                    role.roleId(),
                                    "")
                            .inSession(role.sessionName(), null, role.session());
            case Principal.FederatedUser federated ->
                    plain(Kind.FEDERATED, federated.user().accountId(), "", "", "", "")
                            .inSession(federated.name(), of(federated.user()), federated.session());
            case Principal.ServicePrincipal service ->
                    throw new IllegalArgumentException("a service starts no job: " + service);
            case Principal.Anonymous anonymous ->
                    throw new IllegalArgumentException("nobody starts no job: " + anonymous);
        };
    }

    private static JobCaller plain(
            Kind kind, AccountId account, String path, String name, String id, String accessKeyId) {
        return new JobCaller(
                kind,
                account.value(),
                path,
                name,
                id,
                accessKeyId,
                "",
                null,
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                null);
    }

    private JobCaller inSession(
            String newSessionName, @Nullable JobCaller newUser, SessionContext session) {
        return new JobCaller(
                kind,
                account,
                path,
                name,
                id,
                accessKeyId,
                newSessionName,
                newUser,
                session.policies(),
                session.policyArns(),
                session.tags(),
                session.transitiveTagKeys(),
                session.sourceIdentity().orElse(null));
    }

    /** The caller again. */
    public Principal principal() {
        AccountId accountId = new AccountId(account);
        SessionContext session =
                new SessionContext(
                        policies,
                        policyArns,
                        tags,
                        transitiveTagKeys,
                        Optional.ofNullable(sourceIdentity));
        return switch (kind) {
            case ROOT -> new Principal.Root(accountId);
            case USER -> new Principal.User(accountId, path, name, id, accessKeyId);
            case ROLE -> new Principal.RoleSession(accountId, path, name, id, sessionName, session);
            case FEDERATED -> new Principal.FederatedUser(federatedBy(), sessionName, session);
        };
    }

    private Principal.User federatedBy() {
        if (user != null && user.principal() instanceof Principal.User found) {
            return found;
        }
        throw new IllegalStateException("a federated session without its user");
    }
}

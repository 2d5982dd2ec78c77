package brume.services.sts.domain;

import brume.base.AccountId;
import brume.iam.AccessRequest;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicyKind;
import brume.iam.PolicySet;
import brume.iam.Requester;
import brume.spi.Principal;
import java.util.List;
import java.util.Map;

/** Whether a role's trust policy lets somebody in. */
public final class TrustPolicy {

    /** What the caller's own policies say is asked elsewhere; here they permit everything. */
    private static final PolicyDocument EVERYTHING =
            PolicyDocument.parse(
                    """
                    {"Version":"2012-10-17",
                     "Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}\
                    """,
                    PolicyKind.IDENTITY);

    /** No account has this name, so every caller is a stranger. */
    private static final String NOBODYS = "-";

    private TrustPolicy() {}

    /**
     * Whether {@code trustPolicy} itself permits {@code action} to {@code principal}. Unlike other
     * policies of resources a trust policy is needed within one account too: an identity policy
     * alone lets nobody into a role (IAM User Guide, "Granting a user permissions to switch
     * roles").
     */
    public static boolean permits(
            String trustPolicy,
            String action,
            String roleArn,
            Principal principal,
            Map<String, List<String>> context) {
        PolicyDocument trust;
        try {
            trust = PolicyDocument.parse(trustPolicy, PolicyKind.TRUST);
        } catch (MalformedPolicyException e) {
            return false;
        }
        PolicySet policies = PolicySet.ofIdentity(List.of(EVERYTHING)).withResourcePolicy(trust);
        AccessRequest request =
                new AccessRequest(action, roleArn, NOBODYS, requester(principal), context);
        return PolicyEvaluator.evaluate(request, policies).allowed();
    }

    private static Requester requester(Principal principal) {
        String account = principal.account().map(AccountId::value).orElse("");
        return switch (principal) {
            case Principal.Root root -> new Requester.Root(account);
            case Principal.User user ->
                    new Requester.User(user.arn(), account, user.userId(), user.name());
            case Principal.RoleSession session ->
                    new Requester.RoleSession(
                            session.arn(),
                            session.roleArn(),
                            account,
                            session.roleId() + ':' + session.sessionName());
            case Principal.FederatedUser user ->
                    new Requester.FederatedUser(
                            user.arn(), user.user().arn(), account, user.name());
            case Principal.ServicePrincipal service -> new Requester.Service(service.name());
            case Principal.Anonymous anonymous -> new Requester.Anonymous();
        };
    }
}

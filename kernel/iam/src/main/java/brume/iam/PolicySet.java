package brume.iam;

import java.util.List;
import java.util.Optional;

/**
 * The policies that apply to one request.
 *
 * @param identityPolicies of the user with its groups, or of the role
 * @param resourcePolicy of the resource; for {@code sts:AssumeRole*} the role's trust policy
 * @param permissionsBoundary of the user or role
 * @param sessionPolicies of the session; empty if it was made without, otherwise at least one of
 *     them must allow the request
 */
public record PolicySet(
        List<PolicyDocument> identityPolicies,
        Optional<PolicyDocument> resourcePolicy,
        Optional<PolicyDocument> permissionsBoundary,
        List<PolicyDocument> sessionPolicies) {

    public static final PolicySet NONE = ofIdentity(List.of());

    public static PolicySet ofIdentity(List<PolicyDocument> identityPolicies) {
        return new PolicySet(identityPolicies, Optional.empty(), Optional.empty(), List.of());
    }

    public PolicySet withResourcePolicy(PolicyDocument policy) {
        return new PolicySet(
                identityPolicies, Optional.of(policy), permissionsBoundary, sessionPolicies);
    }

    public PolicySet withPermissionsBoundary(PolicyDocument policy) {
        return new PolicySet(
                identityPolicies, resourcePolicy, Optional.of(policy), sessionPolicies);
    }

    public PolicySet withSessionPolicies(List<PolicyDocument> policies) {
        return new PolicySet(identityPolicies, resourcePolicy, permissionsBoundary, policies);
    }
}

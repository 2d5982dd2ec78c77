package brume.iam;

import java.util.List;

/**
 * AWS's decision procedure. Source: IAM User Guide, "Policy evaluation logic" ("for requests within
 * a single account", "Cross-account policy evaluation logic") and "Permissions boundaries for IAM
 * entities" (evaluating effective permissions with boundaries, resource-based and session
 * policies). Organization policies are not part of it yet.
 */
public final class PolicyEvaluator {

    private PolicyEvaluator() {}

    /** The decision for one request; a pure function. */
    public static Decision evaluate(AccessRequest request, PolicySet policies) {
        return new Evaluation(request, policies).decide();
    }

    private static final class Evaluation {

        private final AccessRequest request;
        private final PolicySet policies;
        private final RequestContext context;
        private final String action;
        private boolean denied;

        Evaluation(AccessRequest request, PolicySet policies) {
            this.request = request;
            this.policies = policies;
            this.context = new RequestContext(request);
            this.action = request.lowerCaseAction();
        }

        Decision decide() {
            // Every policy is read whole, because a Deny anywhere comes before every Allow.
            PrincipalPattern.Match resource = resourceMatch();
            if (denied) {
                return Decision.deniedBy(PolicyKind.RESOURCE);
            }
            boolean identity = allowedByAny(policies.identityPolicies());
            if (denied) {
                return Decision.deniedBy(PolicyKind.IDENTITY);
            }
            boolean boundary =
                    policies.permissionsBoundary().isEmpty()
                            || allowed(policies.permissionsBoundary().get());
            if (denied) {
                return Decision.deniedBy(PolicyKind.PERMISSIONS_BOUNDARY);
            }
            boolean session =
                    policies.sessionPolicies().isEmpty()
                            || allowedByAny(policies.sessionPolicies());
            if (denied) {
                return Decision.deniedBy(PolicyKind.SESSION);
            }
            if (resource == PrincipalPattern.Match.NONE && trustDecides()) {
                return Decision.notAllowedBy(PolicyKind.TRUST);
            }
            return switch (request.principal()) {
                case Requester.Root root -> rootDecision(resource);
                case Requester.User user -> decide(resource, identity, boundary, session);
                case Requester.RoleSession role -> decide(resource, identity, boundary, session);
                case Requester.FederatedUser user -> decide(resource, identity, boundary, session);
                case Requester.Service service -> resourceDecision(resource);
                case Requester.Federated federated -> resourceDecision(resource);
                case Requester.Anonymous anonymous -> resourceDecision(resource);
            };
        }

        /** Nobody assumes a role that does not trust them, whatever their own policies allow. */
        private boolean trustDecides() {
            return policies.resourcePolicy().isPresent()
                    && policies.resourcePolicy().get().kind() == PolicyKind.TRUST;
        }

        private Decision rootDecision(PrincipalPattern.Match resource) {
            return request.crossAccount()
                    ? resourceDecision(resource)
                    : Decision.allowedBy(PolicyKind.IDENTITY);
        }

        private static Decision resourceDecision(PrincipalPattern.Match resource) {
            return resource == PrincipalPattern.Match.NONE
                    ? Decision.notAllowedBy(PolicyKind.RESOURCE)
                    : Decision.allowedBy(PolicyKind.RESOURCE);
        }

        private Decision decide(
                PrincipalPattern.Match resource,
                boolean identity,
                boolean boundary,
                boolean session) {
            boolean foreign = request.crossAccount();
            // Within the account, a grant to the requester itself needs nothing else, and a grant
            // to what issued a session stands in for an identity policy.
            if (!foreign && resource == PrincipalPattern.Match.DIRECT) {
                return Decision.allowedBy(PolicyKind.RESOURCE);
            }
            boolean granted = !foreign && resource == PrincipalPattern.Match.ISSUER;
            if (!identity && !granted) {
                return Decision.notAllowedBy(PolicyKind.IDENTITY);
            }
            if (!boundary) {
                return Decision.notAllowedBy(PolicyKind.PERMISSIONS_BOUNDARY);
            }
            if (!session) {
                return Decision.notAllowedBy(PolicyKind.SESSION);
            }
            if (foreign && resource == PrincipalPattern.Match.NONE) {
                return Decision.notAllowedBy(PolicyKind.RESOURCE);
            }
            return Decision.allowedBy(identity ? PolicyKind.IDENTITY : PolicyKind.RESOURCE);
        }

        /** How the resource's policy grants the request, at best. */
        private PrincipalPattern.Match resourceMatch() {
            PrincipalPattern.Match best = PrincipalPattern.Match.NONE;
            if (policies.resourcePolicy().isEmpty()) {
                return best;
            }
            for (Statement statement : policies.resourcePolicy().get().statements()) {
                PrincipalPattern.Match match =
                        statement.matchPrincipal(
                                request.principal(), policies.permissionsBoundary().isPresent());
                if (match == PrincipalPattern.Match.NONE
                        || !statement.matches(action, request.resource(), context)) {
                    continue;
                }
                if (statement.effect() == Effect.DENY) {
                    denied = true;
                }
                best = match.compareTo(best) > 0 ? match : best;
            }
            return best;
        }

        private boolean allowedByAny(List<PolicyDocument> documents) {
            boolean allowed = false;
            for (PolicyDocument document : documents) {
                allowed |= allowed(document);
            }
            return allowed;
        }

        private boolean allowed(PolicyDocument document) {
            boolean allowed = false;
            for (Statement statement : document.statements()) {
                if (statement.matches(action, request.resource(), context)) {
                    denied |= statement.effect() == Effect.DENY;
                    allowed |= statement.effect() == Effect.ALLOW;
                }
            }
            return allowed;
        }
    }
}

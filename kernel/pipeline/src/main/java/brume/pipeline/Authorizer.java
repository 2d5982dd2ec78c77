package brume.pipeline;

import brume.iam.AccessDeniedMessage;
import brume.iam.AccessRequest;
import brume.iam.Decision;
import brume.iam.PolicyDocument;
import brume.iam.PolicyEvaluator;
import brume.iam.PolicyKind;
import brume.iam.PolicySet;
import brume.iam.Requester;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.IdentityDirectory.Policies;
import brume.spi.Permission;
import brume.spi.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Step 5: asks the policies whether a caller may do what an operation is about to do. The policies
 * and tags come from the identity directory, the question is put together here, and the answer is
 * kernel/iam's.
 */
final class Authorizer {

    /** Allows nothing, and denies nothing that a resource allows. */
    private static final PolicyDocument NOTHING =
            new PolicyDocument(PolicyKind.SESSION, "2012-10-17", "", List.of(), List.of());

    private final IdentityDirectory directory;
    private final PolicyCache policies = new PolicyCache();

    Authorizer(IdentityDirectory directory) {
        this.directory = directory;
    }

    /** Why the caller may not do this; empty if it may. */
    Optional<String> findRefusal(Call call, Permission permission) {
        Principal principal = call.principal();
        if (principal instanceof Principal.FederatedUser && isIdentityService(permission)) {
            return Optional.of("Federated users cannot call IAM, nor STS but for their identity.");
        }
        if (isOwnRoot(principal, permission)) {
            return Optional.empty();
        }
        Policies attached =
                switch (principal) {
                    case Principal.User user -> directory.policiesOf(user);
                    case Principal.RoleSession session -> directory.policiesOf(session);
                    case Principal.FederatedUser user -> directory.policiesOf(user);
                    default -> Policies.NONE;
                };
        Map<String, List<String>> context = context(call, permission, attached);
        AccessRequest request = request(principal, permission, context);
        context.put(
                "aws:ResourceAccount",
                List.of(
                        request.resourceAccount().isEmpty()
                                ? call.account().value()
                                : request.resourceAccount()));
        Optional<PolicySet> set = policySet(principal, attached, permission);
        if (set.isEmpty()) {
            return Optional.of("A policy that applies to this request cannot be read.");
        }
        Decision decision = PolicyEvaluator.evaluate(request, set.get());
        return decision.allowed()
                ? Optional.empty()
                : Optional.of(AccessDeniedMessage.of(request, decision));
    }

    /** The root user of the resource's account; only a policy of the resource can refuse it. */
    private static boolean isOwnRoot(Principal principal, Permission permission) {
        return principal instanceof Principal.Root
                && permission.resourcePolicy().isEmpty()
                && !request(principal, permission, Map.of()).crossAccount();
    }

    private static AccessRequest request(
            Principal principal, Permission permission, Map<String, List<String>> context) {
        Requester requester = requester(principal);
        return permission
                .resourceAccount()
                .map(owner ->
                        new AccessRequest(
                                permission.action(),
                                permission.resource(),
                                owner.value(),
                                requester,
                                context))
                .orElseGet(() ->
                        new AccessRequest(
                                permission.action(), permission.resource(), requester, context));
    }

    /** Source: IAM User Guide, "Compare AWS STS credentials". */
    private static boolean isIdentityService(Permission permission) {
        return permission.action().startsWith("iam:") || permission.action().startsWith("sts:");
    }

    private static Requester requester(Principal principal) {
        return switch (principal) {
            case Principal.Root root -> new Requester.Root(root.accountId().value());
            case Principal.User user ->
                    new Requester.User(
                            user.arn(), user.accountId().value(), user.userId(), user.name());
            case Principal.RoleSession session ->
                    new Requester.RoleSession(
                            session.arn(),
                            session.roleArn(),
                            session.accountId().value(),
                            session.roleId() + ':' + session.sessionName());
            case Principal.FederatedUser user ->
                    new Requester.FederatedUser(
                            user.arn(),
                            user.user().arn(),
                            user.user().accountId().value(),
                            user.name());
            case Principal.ServicePrincipal service -> new Requester.Service(service.name());
            case Principal.Anonymous anonymous -> new Requester.Anonymous();
        };
    }

    /**
     * The condition keys of a question. What the pipeline knows comes after what the service says,
     * so that no operation can make a caller look like another. Source: IAM User Guide, "AWS global
     * condition context keys".
     */
    private static Map<String, List<String>> context(
            Call call, Permission permission, Policies attached) {
        Map<String, List<String>> context = new HashMap<>(permission.context());
        context.putAll(call.conditionKeys());
        if (!(call.principal() instanceof Principal.ServicePrincipal)) {
            context.put("aws:SourceIp", List.of(call.sourceIp()));
        }
        context.put("aws:CurrentTime", List.of(call.time().toString()));
        context.put("aws:EpochTime", List.of(Long.toString(call.time().getEpochSecond())));
        context.put("aws:RequestedRegion", List.of(regionOf(permission.resource(), call)));
        // No service here passes a caller's own credentials on (forward access sessions).
        context.put("aws:ViaAWSService", List.of("false"));
        attached.tags().forEach((k, v) -> context.put("aws:PrincipalTag/" + k, List.of(v)));
        Principal.SessionContext session = call.principal().session();
        session.tags().forEach((k, v) -> context.put("aws:PrincipalTag/" + k, List.of(v)));
        session.sourceIdentity()
                .ifPresent(source -> context.put("aws:SourceIdentity", List.of(source)));
        if (call.principal() instanceof Principal.ServicePrincipal service) {
            context.put("aws:SourceAccount", List.of(service.sourceAccount().value()));
            if (!service.sourceArn().isEmpty()) {
                context.put("aws:SourceArn", List.of(service.sourceArn()));
            }
        }
        return context;
    }

    /**
     * The region that a resource is asked for in: its own, because a request that needs something
     * of another region makes a request there, as DynamoDB does for the replicas of a table.
     */
    private static String regionOf(String resource, Call call) {
        int start = 0;
        for (int colons = 0; colons < 3; colons++) {
            start = resource.indexOf(':', start) + 1;
            if (start == 0) {
                return call.region().value();
            }
        }
        int end = resource.indexOf(':', start);
        String region = end < 0 ? "" : resource.substring(start, end);
        return region.isEmpty() || region.equals("*") ? call.region().value() : region;
    }

    /** The parsed policies; empty if one cannot be read, because it might deny. */
    private Optional<PolicySet> policySet(
            Principal principal, Policies attached, Permission permission) {
        Optional<String> resourcePolicy = permission.resourcePolicy();
        PolicyKind resourceKind =
                permission.action().startsWith("sts:") ? PolicyKind.TRUST : PolicyKind.RESOURCE;
        Optional<List<PolicyDocument>> identity =
                parseAll(PolicyKind.IDENTITY, attached.identityPolicies());
        Optional<List<PolicyDocument>> session = sessionPolicies(principal);
        Optional<PolicyDocument> boundary =
                attached.permissionsBoundary()
                        .flatMap(text -> policies.find(PolicyKind.PERMISSIONS_BOUNDARY, text));
        Optional<PolicyDocument> resource =
                resourcePolicy.flatMap(text -> policies.find(resourceKind, text));
        if (identity.isEmpty()
                || session.isEmpty()
                || boundary.isPresent() != attached.permissionsBoundary().isPresent()
                || resource.isPresent() != resourcePolicy.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new PolicySet(identity.get(), resource, boundary, session.get()));
    }

    /**
     * What limits a session. A managed policy counts as it is now; one that is gone allows nothing.
     * A federated user without policies may do nothing but what resources allow it.
     */
    private Optional<List<PolicyDocument>> sessionPolicies(Principal principal) {
        Principal.SessionContext session = principal.session();
        List<String> texts = new ArrayList<>(session.policies());
        session.policyArns().forEach(arn -> directory.findPolicy(arn).ifPresent(texts::add));
        boolean limited = session.limited() || principal instanceof Principal.FederatedUser;
        return limited && texts.isEmpty()
                ? Optional.of(List.of(NOTHING))
                : parseAll(PolicyKind.SESSION, texts);
    }

    private Optional<List<PolicyDocument>> parseAll(PolicyKind kind, List<String> texts) {
        List<PolicyDocument> parsed = new ArrayList<>(texts.size());
        for (String text : texts) {
            Optional<PolicyDocument> policy = policies.find(kind, text);
            if (policy.isEmpty()) {
                return Optional.empty();
            }
            parsed.add(policy.get());
        }
        return Optional.of(parsed);
    }
}

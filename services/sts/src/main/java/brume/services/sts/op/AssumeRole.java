package brume.services.sts.op;

import brume.api.sts.AssumeRoleRequest;
import brume.api.sts.AssumeRoleResponse;
import brume.api.sts.AssumedRoleUser;
import brume.api.sts.StsApi;
import brume.api.sts.StsErrors;
import brume.api.sts.Tag;
import brume.base.AccountId;
import brume.base.Arn;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.sts.domain.SessionTags;
import brume.services.sts.domain.StsQuotas;
import brume.services.sts.domain.TrustPolicy;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out the credentials of a role. Both sides are asked: the caller's policies (through {@link
 * #permissions}) and the role's trust policy, which has to let the caller in.
 */
public final class AssumeRole implements Operation<AssumeRoleRequest, AssumeRoleResponse> {

    private static final String TAG_SESSION = "sts:TagSession";

    private final IdentityDirectory identities;
    private final Sessions sessions;

    public AssumeRole(IdentityDirectory identities, Sessions sessions) {
        this.identities = identities;
        this.sessions = sessions;
    }

    @Override
    public OperationModel<AssumeRoleRequest, AssumeRoleResponse> model() {
        return StsApi.ASSUME_ROLE;
    }

    @Override
    public List<Permission> permissions(AssumeRoleRequest input, Call call) {
        requireArn(input.roleArn());
        Optional<String> trust =
                identities.findRole(input.roleArn()).map(IdentityDirectory.Role::trustPolicy);
        Map<String, List<String>> context = context(input);
        return actions(input).stream()
                .map(action ->
                        Permission.of(action, input.roleArn())
                                .withResourcePolicy(trust)
                                .withContext(context))
                .toList();
    }

    private List<String> actions(AssumeRoleRequest input) {
        return tags(input).isEmpty()
                ? List.of(model().action())
                : List.of(model().action(), TAG_SESSION);
    }

    private static void requireArn(String text) {
        Optional<Arn> arn =
                Arn.find(text)
                        .filter(found -> !found.partition().isEmpty())
                        .filter(found -> !found.resource().isEmpty());
        if (arn.isEmpty()) {
            throw CommonErrors.validation(StsApi.MODEL, text + " is invalid");
        }
    }

    @Override
    public AssumeRoleResponse handle(AssumeRoleRequest input, Call call) {
        requireBuilt(input);
        IdentityDirectory.Role role =
                identities
                        .findRole(input.roleArn())
                        .orElseThrow(() -> denied(call, model().action(), input.roleArn()));
        Map<String, List<String>> context = trustContext(input, call);
        for (String action : actions(input)) {
            if (!TrustPolicy.permits(
                    role.trustPolicy(), action, role.arn(), call.principal(), context)) {
                throw denied(call, action, role.arn());
            }
        }
        Principal.RoleSession session =
                new Principal.RoleSession(
                        account(role),
                        role.path(),
                        role.name(),
                        role.roleId(),
                        input.roleSessionName(),
                        sessionPolicies(input),
                        tags(input));
        Sessions.Credentials credentials = sessions.issue(session, duration(input, role, call));
        return AssumeRoleResponse.builder()
                .credentials(GetSessionToken.shape(credentials))
                .assumedRoleUser(
                        AssumedRoleUser.builder()
                                .assumedRoleId(role.roleId() + ':' + input.roleSessionName())
                                .arn(session.arn())
                                .build())
                .packedPolicySize(packedPercent(session))
                .build();
    }

    private static void requireBuilt(AssumeRoleRequest input) {
        List<String> missing = new ArrayList<>();
        if (input.policyArns() != null && !input.policyArns().isEmpty()) {
            missing.add("PolicyArns");
        }
        if (input.transitiveTagKeys() != null && !input.transitiveTagKeys().isEmpty()) {
            missing.add("TransitiveTagKeys");
        }
        if (input.serialNumber() != null || input.tokenCode() != null) {
            missing.add("SerialNumber and TokenCode");
        }
        if (input.sourceIdentity() != null) {
            missing.add("SourceIdentity");
        }
        if (input.providedContexts() != null && !input.providedContexts().isEmpty()) {
            missing.add("ProvidedContexts");
        }
        if (!missing.isEmpty()) {
            throw CommonErrors.notImplemented(
                    StsApi.MODEL, "AssumeRole with " + String.join(", ", missing));
        }
    }

    private static AccountId account(IdentityDirectory.Role role) {
        return new AccountId(Arn.find(role.arn()).orElseThrow().account());
    }

    private static ServiceException denied(Call call, String action, String roleArn) {
        return CommonErrors.accessDenied(
                StsApi.MODEL,
                "User: "
                        + call.principal().arn()
                        + " is not authorized to perform: "
                        + action
                        + " on resource: "
                        + roleArn);
    }

    private static Map<String, String> tags(AssumeRoleRequest input) {
        List<Tag> tags = input.tags() == null ? List.of() : input.tags();
        if (SessionTags.repeated(tags.stream().map(Tag::key).toList())) {
            throw StsErrors.invalidParameterValue(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    private static Map<String, List<String>> context(AssumeRoleRequest input) {
        Map<String, List<String>> context = new HashMap<>(SessionTags.context(tags(input)));
        context.put("sts:RoleSessionName", List.of(input.roleSessionName()));
        if (input.externalId() != null) {
            context.put("sts:ExternalId", List.of(input.externalId()));
        }
        return context;
    }

    /** What the pipeline would add to the question that it asks the caller's policies. */
    private Map<String, List<String>> trustContext(AssumeRoleRequest input, Call call) {
        Map<String, List<String>> context = context(input);
        context.putAll(call.conditionKeys());
        context.put("aws:SourceIp", List.of(call.sourceIp()));
        context.put("aws:CurrentTime", List.of(call.time().toString()));
        context.put("aws:EpochTime", List.of(Long.toString(call.time().getEpochSecond())));
        context.put("aws:RequestedRegion", List.of(call.region().value()));
        identities
                .policiesOf(call.principal())
                .tags()
                .forEach((key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
        if (call.principal() instanceof Principal.RoleSession session) {
            session.tags()
                    .forEach(
                            (key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
        }
        return context;
    }

    private static List<String> sessionPolicies(AssumeRoleRequest input) {
        String policy = input.policy();
        if (policy == null) {
            return List.of();
        }
        if (policy.length() > StsQuotas.SESSION_POLICY_CHARACTERS.value()) {
            throw CommonErrors.validation(
                    StsApi.MODEL,
                    "1 validation error detected: Value at 'policy' failed to satisfy"
                            + " constraint: Member must have length less than or equal to "
                            + StsQuotas.SESSION_POLICY_CHARACTERS.value());
        }
        try {
            PolicyDocument.parse(policy, PolicyKind.SESSION);
        } catch (MalformedPolicyException e) {
            throw StsErrors.malformedPolicyDocumentException(String.valueOf(e.getMessage()));
        }
        return List.of(policy);
    }

    private static Duration duration(
            AssumeRoleRequest input, IdentityDirectory.Role role, Call call) {
        long seconds =
                input.durationSeconds() == null
                        ? StsQuotas.SESSION_SECONDS_DEFAULT.value()
                        : input.durationSeconds();
        if (call.principal() instanceof Principal.RoleSession
                && seconds > StsQuotas.CHAINED_SESSION_SECONDS.value()) {
            throw CommonErrors.validation(
                    StsApi.MODEL,
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles"
                            + " assumed by role chaining");
        }
        if (seconds > role.maxSessionSeconds()) {
            throw CommonErrors.validation(
                    StsApi.MODEL,
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this"
                            + " role.");
        }
        return Duration.ofSeconds(seconds);
    }

    /** How much of the space for policies and tags the session takes, in percent. */
    private static @org.jspecify.annotations.Nullable Integer packedPercent(
            Principal.RoleSession session) {
        long used =
                session.sessionPolicies().stream().mapToLong(String::length).sum()
                        + session.tags().entrySet().stream()
                                .mapToLong(tag -> tag.getKey().length() + tag.getValue().length())
                                .sum();
        return used == 0
                ? null
                : Math.toIntExact(
                        Math.max(
                                1, 100 * used / (2 * StsQuotas.SESSION_POLICY_CHARACTERS.value())));
    }
}

package brume.services.sts.op;

import brume.api.sts.AssumeRoleRequest;
import brume.api.sts.AssumeRoleResponse;
import brume.api.sts.AssumedRoleUser;
import brume.api.sts.StsApi;
import brume.api.sts.StsErrors;
import brume.base.AccountId;
import brume.base.Arn;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Hands out the credentials of a role. Both sides are asked: the caller's policies (through {@link
 * #permissions}) and the role's trust policy, which has to let the caller in.
 */
public final class AssumeRole implements Operation<AssumeRoleRequest, AssumeRoleResponse> {

    private static final String TAG_SESSION = "sts:TagSession";
    private static final String SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

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
        Map<String, List<String>> context = context(input, call);
        return actions(input, call).stream()
                .map(action ->
                        Permission.of(action, input.roleArn())
                                .withResourcePolicy(trust)
                                .withContext(context))
                .toList();
    }

    /** What has to be allowed: also to hand on what the caller's own session inherits. */
    private List<String> actions(AssumeRoleRequest input, Call call) {
        List<String> actions = new ArrayList<>(List.of(model().action()));
        if (!tags(input, call).isEmpty()) {
            actions.add(TAG_SESSION);
        }
        if (sourceIdentity(input, call).isPresent()) {
            actions.add(SET_SOURCE_IDENTITY);
        }
        return actions;
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
        for (String action : actions(input, call)) {
            if (!TrustPolicy.permits(
                    role.trustPolicy(), action, role.arn(), call.principal(), context)) {
                throw denied(call, action, role.arn());
            }
        }
        if (changesSourceIdentity(input, call)) {
            throw denied(call, SET_SOURCE_IDENTITY, role.arn());
        }
        Principal.SessionContext given =
                new Principal.SessionContext(
                        SessionParameters.policies(input.policy()),
                        SessionParameters.policyArns(input.policyArns(), account(role), identities),
                        tags(input, call),
                        transitiveTagKeys(input, call),
                        sourceIdentity(input, call));
        Principal.RoleSession session =
                new Principal.RoleSession(
                        account(role),
                        role.path(),
                        role.name(),
                        role.roleId(),
                        input.roleSessionName(),
                        given);
        Duration duration = duration(input, role, call);
        Sessions.Credentials credentials =
                SessionParameters.issue(() -> sessions.issue(session, duration));
        return AssumeRoleResponse.builder()
                .credentials(GetSessionToken.shape(credentials))
                .assumedRoleUser(
                        AssumedRoleUser.builder()
                                .assumedRoleId(role.roleId() + ':' + input.roleSessionName())
                                .arn(session.arn())
                                .build())
                .packedPolicySize(SessionParameters.packedPercent(given))
                .sourceIdentity(given.sourceIdentity().orElse(null))
                .build();
    }

    private static void requireBuilt(AssumeRoleRequest input) {
        List<String> missing = new ArrayList<>();
        if (input.serialNumber() != null || input.tokenCode() != null) {
            missing.add("SerialNumber and TokenCode");
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

    /** The tags of the new session: those that it is given, and those that it inherits. */
    private static Map<String, String> tags(AssumeRoleRequest input, Call call) {
        Map<String, String> tags = SessionParameters.tags(input.tags());
        Map<String, String> inherited = inheritedTags(call);
        if (tags.keySet().stream().anyMatch(key -> containsKey(inherited.keySet(), key))) {
            throw StsErrors.invalidParameterValue(
                    "One of the specified transitive tag keys can't be set because it conflicts"
                            + " with a transitive tag key from the calling session.");
        }
        Map<String, String> all = new TreeMap<>(inherited);
        all.putAll(tags);
        return all;
    }

    private static Map<String, String> inheritedTags(Call call) {
        Principal.SessionContext own = call.principal().session();
        Map<String, String> inherited = new TreeMap<>(own.tags());
        inherited.keySet().removeIf(key -> !containsKey(own.transitiveTagKeys(), key));
        return inherited;
    }

    private static Set<String> transitiveTagKeys(AssumeRoleRequest input, Call call) {
        Set<String> keys = new TreeSet<>(inheritedTags(call).keySet());
        Set<String> given = SessionParameters.tags(input.tags()).keySet();
        List<String> wanted =
                input.transitiveTagKeys() == null ? List.of() : input.transitiveTagKeys();
        if (!wanted.stream().allMatch(key -> containsKey(given, key))) {
            throw StsErrors.invalidParameterValue(
                    "The specified transitive tag key must be included in the requested tags.");
        }
        keys.addAll(wanted);
        return keys;
    }

    private static boolean containsKey(Set<String> keys, String key) {
        return keys.stream().anyMatch(key::equalsIgnoreCase);
    }

    /** The source identity, which no role on the way can change. */
    private static Optional<String> sourceIdentity(AssumeRoleRequest input, Call call) {
        return call.principal()
                .session()
                .sourceIdentity()
                .or(() -> Optional.ofNullable(input.sourceIdentity()));
    }

    private static boolean changesSourceIdentity(AssumeRoleRequest input, Call call) {
        String wanted = input.sourceIdentity();
        return wanted != null && !sourceIdentity(input, call).equals(Optional.of(wanted));
    }

    private static Map<String, List<String>> context(AssumeRoleRequest input, Call call) {
        Map<String, List<String>> context =
                new HashMap<>(SessionTags.context(SessionParameters.tags(input.tags())));
        context.put("sts:RoleSessionName", List.of(input.roleSessionName()));
        if (input.externalId() != null) {
            context.put("sts:ExternalId", List.of(input.externalId()));
        }
        if (input.transitiveTagKeys() != null) {
            context.put("sts:TransitiveTagKeys", input.transitiveTagKeys());
        }
        sourceIdentity(input, call)
                .ifPresent(source -> context.put("sts:SourceIdentity", List.of(source)));
        return context;
    }

    /** What the pipeline would add to the question that it asks the caller's policies. */
    private Map<String, List<String>> trustContext(AssumeRoleRequest input, Call call) {
        Map<String, List<String>> context = context(input, call);
        context.putAll(call.conditionKeys());
        context.put("aws:SourceIp", List.of(call.sourceIp()));
        context.put("aws:CurrentTime", List.of(call.time().toString()));
        context.put("aws:EpochTime", List.of(Long.toString(call.time().getEpochSecond())));
        context.put("aws:RequestedRegion", List.of(call.region().value()));
        identities
                .policiesOf(call.principal())
                .tags()
                .forEach((key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
        Principal.SessionContext own = call.principal().session();
        own.tags().forEach((key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
        own.sourceIdentity()
                .ifPresent(source -> context.put("aws:SourceIdentity", List.of(source)));
        return context;
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
}

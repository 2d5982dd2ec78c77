package brume.services.iam.op;

import brume.api.iam.ContextEntry;
import brume.api.iam.EvaluationResult;
import brume.api.iam.GetContextKeysForCustomPolicyRequest;
import brume.api.iam.GetContextKeysForPolicyResponse;
import brume.api.iam.GetContextKeysForPrincipalPolicyRequest;
import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.api.iam.PermissionsBoundaryDecisionDetail;
import brume.api.iam.PolicyEvaluationDecisionType;
import brume.api.iam.SimulateCustomPolicyRequest;
import brume.api.iam.SimulatePolicyResponse;
import brume.api.iam.SimulatePrincipalPolicyRequest;
import brume.api.iam.Statement;
import brume.base.AccountId;
import brume.base.Arn;
import brume.iam.Decision;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.iam.Requester;
import brume.services.iam.domain.Bounded;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.Identity;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.Simulation;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.CommonErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The policy simulator. Statements are named by their policy, without their position in its text.
 */
public final class Simulations {

    private static final String IAM_POLICY = "IAM Policy";

    private final IamStore store;

    public Simulations(IamStore store) {
        this.store = store;
    }

    public GetContextKeysForPolicyResponse customKeys(
            GetContextKeysForCustomPolicyRequest input, Call call) {
        return keys(given(input.policyInputList()));
    }

    public GetContextKeysForPolicyResponse principalKeys(
            GetContextKeysForPrincipalPolicyRequest input, Call call) {
        List<Simulation.Source> sources = new ArrayList<>(given(input.policyInputList()));
        sources.addAll(
                store.read(reader -> {
                    Identity identity = identity(reader, call.account(), input.policySourceArn());
                    return sources(reader, call.account(), identity);
                }));
        return keys(sources);
    }

    private static GetContextKeysForPolicyResponse keys(List<Simulation.Source> sources) {
        return GetContextKeysForPolicyResponse.builder()
                .contextKeyNames(
                        Simulation.contextKeys(
                                sources.stream().map(Simulation.Source::document).toList()))
                .build();
    }

    public SimulatePolicyResponse custom(SimulateCustomPolicyRequest input, Call call) {
        requireBuilt(input.resourceHandlingOption());
        Simulation simulation =
                new Simulation(
                        user(call.account(), input.callerArn()),
                        given(input.policyInputList()),
                        boundary(input.permissionsBoundaryPolicyInputList()),
                        resourcePolicy(input.resourcePolicy()),
                        owner(input.resourceOwner()),
                        context(input.contextEntries()));
        return answer(
                simulation,
                input.actionNames(),
                input.resourceArns(),
                new Page.Request(input.marker(), input.maxItems()));
    }

    public SimulatePolicyResponse principal(SimulatePrincipalPolicyRequest input, Call call) {
        requireBuilt(input.resourceHandlingOption());
        AccountId account = call.account();
        Simulation simulation =
                store.read(reader -> {
                    Identity identity = identity(reader, account, input.policySourceArn());
                    List<Simulation.Source> sources =
                            new ArrayList<>(sources(reader, account, identity));
                    sources.addAll(given(input.policyInputList()));
                    Optional<PolicyDocument> boundary =
                            boundary(input.permissionsBoundaryPolicyInputList())
                                    .or(() -> boundary(reader, account, identity));
                    return new Simulation(
                            requester(account, identity, input.callerArn()),
                            sources,
                            boundary,
                            resourcePolicy(input.resourcePolicy()),
                            owner(input.resourceOwner()),
                            context(input.contextEntries()));
                });
        return answer(
                simulation,
                input.actionNames(),
                input.resourceArns(),
                new Page.Request(input.marker(), input.maxItems()));
    }

    private static void requireBuilt(@Nullable String resourceHandlingOption) {
        if (resourceHandlingOption != null) {
            throw CommonErrors.notImplemented(
                    IamApi.MODEL, "a policy simulation with ResourceHandlingOption");
        }
    }

    private static SimulatePolicyResponse answer(
            Simulation simulation,
            List<String> actions,
            @Nullable List<String> resources,
            Page.Request request) {
        List<String> wanted = resources == null || resources.isEmpty() ? List.of("*") : resources;
        int count = actions.size() * wanted.size();
        Page<Integer> page =
                Page.of(IntStream.range(0, count).boxed().toList(), Simulation::pageKey, request);
        return SimulatePolicyResponse.builder()
                .evaluationResults(
                        page.map(index ->
                                        shape(
                                                simulation.evaluate(
                                                        actions.get(index / wanted.size()),
                                                        wanted.get(index % wanted.size()))))
                                .items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static EvaluationResult shape(Simulation.Result result) {
        return EvaluationResult.builder()
                .evalActionName(result.action())
                .evalResourceName(result.resource())
                .evalDecision(word(result.outcome()))
                .matchedStatements(
                        result.matched().stream()
                                .map(source ->
                                        Statement.builder()
                                                .sourcePolicyId(source.id())
                                                .sourcePolicyType(source.type())
                                                .build())
                                .toList())
                .missingContextValues(result.missingKeys())
                .permissionsBoundaryDecisionDetail(
                        result.allowedByBoundary()
                                .map(allowed ->
                                        PermissionsBoundaryDecisionDetail.builder()
                                                .allowedByPermissionsBoundary(allowed)
                                                .build())
                                .orElse(null))
                .build();
    }

    private static String word(Decision.Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> PolicyEvaluationDecisionType.ALLOWED;
            case EXPLICIT_DENY -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case IMPLICIT_DENY -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }

    // Policies

    private static List<Simulation.Source> given(@Nullable List<String> texts) {
        List<Simulation.Source> sources = new ArrayList<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            sources.add(
                    new Simulation.Source(
                            "PolicyInputList." + (sources.size() + 1),
                            IAM_POLICY,
                            parse(text, PolicyKind.IDENTITY)));
        }
        return sources;
    }

    private static PolicyDocument parse(String text, PolicyKind kind) {
        try {
            return PolicyDocument.parse(text, kind);
        } catch (MalformedPolicyException e) {
            throw IamErrors.invalidInputException("Invalid policy: " + e.getMessage());
        }
    }

    /** "You can specify only one permissions boundary"; IAM's list has one entry. */
    private static Optional<PolicyDocument> boundary(@Nullable List<String> texts) {
        if (texts == null || texts.isEmpty()) {
            return Optional.empty();
        }
        if (texts.size() > 1) {
            throw IamErrors.invalidInputException(
                    "PermissionsBoundaryPolicyInputList can contain only one policy.");
        }
        return Optional.of(parse(texts.getFirst(), PolicyKind.PERMISSIONS_BOUNDARY));
    }

    private Optional<PolicyDocument> boundary(Reader reader, AccountId account, Identity identity) {
        return Optional.of(identity)
                .filter(Bounded.class::isInstance)
                .map(bounded -> ((Bounded<?>) bounded).boundary())
                .flatMap(arn -> store.findPolicy(reader, account, arn))
                .map(policy -> parse(policy.document(), PolicyKind.PERMISSIONS_BOUNDARY));
    }

    private static Optional<PolicyDocument> resourcePolicy(@Nullable String text) {
        return Optional.ofNullable(text).map(policy -> parse(policy, PolicyKind.RESOURCE));
    }

    private List<Simulation.Source> sources(Reader reader, AccountId account, Identity identity) {
        List<Simulation.Source> sources = new ArrayList<>();
        String kind = identity.kind().word();
        identity.grants()
                .inline()
                .forEach((name, text) ->
                        sources.add(
                                new Simulation.Source(
                                        kind + '_' + identity.name() + '_' + name,
                                        IAM_POLICY,
                                        parse(text, PolicyKind.IDENTITY))));
        for (String arn : identity.grants().attached()) {
            store.findPolicy(reader, account, arn)
                    .map(policy -> source(policy))
                    .ifPresent(sources::add);
        }
        if (identity instanceof IamUser user) {
            for (String group : user.groups()) {
                store.findGroup(reader, account, group)
                        .ifPresent(found -> sources.addAll(sources(reader, account, found)));
            }
        }
        return sources;
    }

    private static Simulation.Source source(ManagedPolicy policy) {
        return new Simulation.Source(
                policy.name(), IAM_POLICY, parse(policy.document(), PolicyKind.IDENTITY));
    }

    // Who

    private Identity identity(Reader reader, AccountId account, String arn) {
        String resource = Arn.find(arn).map(Arn::resource).orElse("");
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        String kind = resource.contains("/") ? resource.substring(0, resource.indexOf('/')) : "";
        Identity identity =
                switch (kind) {
                    case "user" -> store.getUser(reader, account, name);
                    case "group" -> store.getGroup(reader, account, name);
                    case "role" -> store.getRole(reader, account, name);
                    default -> throw IamErrors.invalidInputException("Invalid Entity Arn: " + arn);
                };
        if (!identity.arn(account).equals(arn)) {
            throw IamErrors.noSuchEntityException("Entity " + arn + " cannot be found.");
        }
        return identity;
    }

    private static Requester requester(
            AccountId account, Identity identity, @Nullable String callerArn) {
        if (callerArn != null || !(identity instanceof IamRole)) {
            return user(
                    account,
                    callerArn == null && identity instanceof IamUser
                            ? identity.arn(account)
                            : callerArn);
        }
        String session = "arn:aws:sts::" + account + ":assumed-role/" + identity.name() + "/x";
        return new Requester.RoleSession(
                session, identity.arn(account), account.value(), identity.id() + ":x");
    }

    /** The user who calls; a nameless one of the account if none is given. */
    private static Requester user(AccountId account, @Nullable String arn) {
        if (arn == null) {
            return new Requester.User(
                    "arn:aws:iam::" + account + ":user/", account.value(), "", "");
        }
        Arn parsed =
                Arn.find(arn)
                        .filter(found -> found.resource().startsWith("user/"))
                        .orElseThrow(
                                () -> IamErrors.invalidInputException("Invalid user ARN: " + arn));
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        return new Requester.User(arn, parsed.account(), "", name);
    }

    private static String owner(@Nullable String arn) {
        return arn == null
                ? ""
                : Arn.find(arn)
                        .map(Arn::account)
                        .orElseThrow(() -> IamErrors.invalidInputException("Invalid ARN: " + arn));
    }

    private static Map<String, List<String>> context(@Nullable List<ContextEntry> entries) {
        Map<String, List<String>> context = new HashMap<>();
        for (ContextEntry entry : entries == null ? List.<ContextEntry>of() : entries) {
            if (entry.contextKeyName() != null && entry.contextKeyValues() != null) {
                context.put(entry.contextKeyName(), entry.contextKeyValues());
            }
        }
        return context;
    }
}

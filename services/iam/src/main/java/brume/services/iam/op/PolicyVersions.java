package brume.services.iam.op;

import brume.api.iam.CreatePolicyVersionRequest;
import brume.api.iam.CreatePolicyVersionResponse;
import brume.api.iam.DeletePolicyVersionRequest;
import brume.api.iam.GetPolicyVersionRequest;
import brume.api.iam.GetPolicyVersionResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListPolicyVersionsRequest;
import brume.api.iam.ListPolicyVersionsResponse;
import brume.api.iam.PolicyVersion;
import brume.api.iam.SetDefaultPolicyVersionRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;

/** The versions of managed policies. */
public final class PolicyVersions {

    private final IamStore store;
    private final Clock clock;

    public PolicyVersions(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreatePolicyVersionResponse create(CreatePolicyVersionRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        ManagedPolicies.checkDocument(input.policyDocument());
        AccountId account = call.account();
        return store.transact(tx -> {
            ManagedPolicy policy = ManagedPolicies.getOwn(store, tx, account, input.policyArn());
            if (policy.versions().size() >= IamQuotas.VERSIONS_PER_POLICY.value()) {
                throw IamErrors.limitExceededException(
                        "A managed policy can have up to 5 versions. Before you create a"
                                + " new version, you must delete an existing version.");
            }
            ManagedPolicy changed =
                    policy.withVersion(
                            input.policyDocument(),
                            Boolean.TRUE.equals(input.setAsDefault()),
                            Checks.now(clock));
            store.update(tx, account, policy, changed);
            return CreatePolicyVersionResponse.builder()
                    .policyVersion(Shapes.version(changed, changed.versionsMade(), false))
                    .build();
        });
    }

    public GetPolicyVersionResponse get(GetPolicyVersionRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        ManagedPolicy policy =
                store.read(reader -> store.getPolicy(reader, call.account(), input.policyArn()));
        int number = number(policy, input.policyArn(), input.versionId());
        return GetPolicyVersionResponse.builder()
                .policyVersion(Shapes.version(policy, number, true))
                .build();
    }

    private static int number(ManagedPolicy policy, String arn, String versionId) {
        // The model lets a suffix stand after the number; no policy has one.
        for (Integer number : policy.versions().keySet()) {
            if (versionId.equals("v" + number)) {
                return number;
            }
        }
        throw IamErrors.noSuchEntityException(
                "Policy "
                        + arn
                        + " version "
                        + versionId
                        + " does not exist or is not attachable.");
    }

    public ListPolicyVersionsResponse list(ListPolicyVersionsRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        ManagedPolicy policy =
                store.read(reader -> store.getPolicy(reader, call.account(), input.policyArn()));
        // Newest first; the key counts down so that it ascends along the list.
        List<Integer> numbers = new ArrayList<>(policy.versions().keySet()).reversed();
        Page<PolicyVersion> page =
                Page.of(
                                numbers,
                                number -> String.format("%010d", Integer.MAX_VALUE - number),
                                new Page.Request(input.marker(), input.maxItems()))
                        .map(number -> Shapes.version(policy, number, false));
        return ListPolicyVersionsResponse.builder()
                .versions(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public Unit setDefault(SetDefaultPolicyVersionRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        AccountId account = call.account();
        return store.transact(tx -> {
            ManagedPolicy policy = ManagedPolicies.getOwn(store, tx, account, input.policyArn());
            int number = number(policy, input.policyArn(), input.versionId());
            store.update(tx, account, policy, policy.withDefaultVersion(number, Checks.now(clock)));
            return Unit.INSTANCE;
        });
    }

    public Unit delete(DeletePolicyVersionRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        AccountId account = call.account();
        return store.transact(tx -> {
            ManagedPolicy policy = ManagedPolicies.getOwn(store, tx, account, input.policyArn());
            int number = number(policy, input.policyArn(), input.versionId());
            if (number == policy.defaultVersion()) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete the default version of a policy.");
            }
            store.update(tx, account, policy, policy.withoutVersion(number));
            return Unit.INSTANCE;
        });
    }
}

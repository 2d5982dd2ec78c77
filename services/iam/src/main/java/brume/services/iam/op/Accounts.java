package brume.services.iam.op;

import brume.api.iam.CreateAccountAliasRequest;
import brume.api.iam.DeleteAccountAliasRequest;
import brume.api.iam.GetAccountPasswordPolicyResponse;
import brume.api.iam.GetAccountSummaryResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListAccountAliasesRequest;
import brume.api.iam.ListAccountAliasesResponse;
import brume.api.iam.PasswordPolicy;
import brume.api.iam.UpdateAccountPasswordPolicyRequest;
import brume.base.AccountId;
import brume.services.iam.domain.AccountPasswordPolicy;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.OpenIdConnectProvider;
import brume.services.iam.store.AccountStore;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What belongs to the account as a whole: its alias, its password policy, its summary. */
public final class Accounts {

    private static final int PASSWORD_LENGTH_DEFAULT = 6;
    private static final String ONLY = "";

    private final IamStore store;

    public Accounts(IamStore store) {
        this.store = store;
    }

    // Alias

    /** An account has one alias; a new one takes the place of the old. */
    public Unit createAlias(CreateAccountAliasRequest input, Call call) {
        return store.transact(tx -> {
            if (AccountStore.aliasTaken(tx, input.accountAlias())) {
                throw IamErrors.entityAlreadyExistsException(
                        "The account alias " + input.accountAlias() + " already exists.");
            }
            AccountStore.putAlias(tx, call.account(), input.accountAlias());
            return Unit.INSTANCE;
        });
    }

    public Unit deleteAlias(DeleteAccountAliasRequest input, Call call) {
        return store.transact(tx -> {
            String alias = input.accountAlias();
            if (AccountStore.findAlias(tx, call.account()).filter(alias::equals).isEmpty()) {
                throw IamErrors.noSuchEntityException(
                        "The account alias with name " + alias + " cannot be found.");
            }
            AccountStore.deleteAlias(tx, call.account(), alias);
            return Unit.INSTANCE;
        });
    }

    public ListAccountAliasesResponse listAliases(ListAccountAliasesRequest input, Call call) {
        List<String> aliases =
                store.read(reader -> AccountStore.findAlias(reader, call.account())).stream()
                        .toList();
        return ListAccountAliasesResponse.builder()
                .accountAliases(aliases)
                .isTruncated(false)
                .build();
    }

    // Password policy

    public Unit updatePasswordPolicy(UpdateAccountPasswordPolicyRequest input, Call call) {
        AccountPasswordPolicy policy =
                new AccountPasswordPolicy(
                        input.minimumPasswordLength() == null
                                ? PASSWORD_LENGTH_DEFAULT
                                : input.minimumPasswordLength(),
                        isTrue(input.requireSymbols()),
                        isTrue(input.requireNumbers()),
                        isTrue(input.requireUppercaseCharacters()),
                        isTrue(input.requireLowercaseCharacters()),
                        isTrue(input.allowUsersToChangePassword()),
                        input.maxPasswordAge(),
                        input.passwordReusePrevention(),
                        input.hardExpiry());
        return store.transact(tx -> {
            AccountStore.put(tx, call.account(), AccountPasswordPolicy.WORD, ONLY, policy);
            return Unit.INSTANCE;
        });
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    public GetAccountPasswordPolicyResponse getPasswordPolicy(Unit input, Call call) {
        AccountPasswordPolicy policy = store.read(reader -> passwordPolicy(reader, call.account()));
        return GetAccountPasswordPolicyResponse.builder()
                .passwordPolicy(
                        PasswordPolicy.builder()
                                .minimumPasswordLength(policy.lengthMin())
                                .requireSymbols(policy.symbols())
                                .requireNumbers(policy.numbers())
                                .requireUppercaseCharacters(policy.upperCase())
                                .requireLowercaseCharacters(policy.lowerCase())
                                .allowUsersToChangePassword(policy.usersMayChange())
                                .expirePasswords(policy.ageDaysMax() != null)
                                .maxPasswordAge(policy.ageDaysMax())
                                .passwordReusePrevention(policy.reusePrevention())
                                .hardExpiry(policy.hardExpiry())
                                .build())
                .build();
    }

    private static AccountPasswordPolicy passwordPolicy(Reader reader, AccountId account) {
        return AccountStore.find(
                        reader,
                        account,
                        AccountPasswordPolicy.WORD,
                        ONLY,
                        AccountPasswordPolicy.class)
                .orElseThrow(() ->
                        IamErrors.noSuchEntityException(
                                "The Password Policy with domain name "
                                        + account
                                        + " cannot be found."));
    }

    public Unit deletePasswordPolicy(Unit input, Call call) {
        return store.transact(tx -> {
            passwordPolicy(tx, call.account());
            AccountStore.delete(tx, call.account(), AccountPasswordPolicy.WORD, ONLY);
            return Unit.INSTANCE;
        });
    }

    // Summary

    public GetAccountSummaryResponse summary(Unit input, Call call) {
        AccountId account = call.account();
        return GetAccountSummaryResponse.builder()
                .summaryMap(store.read(reader -> summary(reader, account)))
                .build();
    }

    private Map<String, Integer> summary(Reader reader, AccountId account) {
        Map<String, Integer> summary = new TreeMap<>(quotas());
        for (EntityKind kind : EntityKind.values()) {
            String name = kind.quotaName().substring(0, kind.quotaName().indexOf("PerAccount"));
            summary.put(name, Math.toIntExact(store.count(reader, account, kind)));
            summary.put(name + "Quota", kind.countMax());
        }
        Page.Request all = new Page.Request(null, EntityKind.POLICY.countMax());
        int versions =
                store
                        .list(
                                reader,
                                account,
                                EntityKind.POLICY,
                                ManagedPolicy.class,
                                policy -> true,
                                all)
                        .items()
                        .stream()
                        .mapToInt(policy -> policy.versions().size())
                        .sum();
        summary.put("PolicyVersionsInUse", versions);
        summary.put(
                "Providers",
                AccountStore.list(
                                reader,
                                account,
                                OpenIdConnectProvider.WORD,
                                OpenIdConnectProvider.class)
                        .size());
        // What nobody can have here yet.
        for (String none :
                List.of(
                        "AccountMFAEnabled",
                        "AccountSigningCertificatesPresent",
                        "MFADevices",
                        "MFADevicesInUse",
                        "ServerCertificates")) {
            summary.put(none, 0);
        }
        return summary;
    }

    private static Map<String, Integer> quotas() {
        return Map.ofEntries(
                quota("AccessKeysPerUserQuota", IamQuotas.ACCESS_KEYS_PER_USER.value()),
                quota("AssumeRolePolicySizeQuota", IamQuotas.TRUST_POLICY_SIZE.value()),
                quota("AttachedPoliciesPerGroupQuota", IamQuotas.POLICIES_PER_GROUP.value()),
                quota("AttachedPoliciesPerRoleQuota", IamQuotas.POLICIES_PER_ROLE.value()),
                quota("AttachedPoliciesPerUserQuota", IamQuotas.POLICIES_PER_USER.value()),
                quota("GroupPolicySizeQuota", IamQuotas.INLINE_SIZE_GROUP.value()),
                quota("GroupsPerUserQuota", IamQuotas.GROUPS_PER_USER.value()),
                quota("PolicySizeQuota", IamQuotas.POLICY_SIZE.value()),
                quota("RolePolicySizeQuota", IamQuotas.INLINE_SIZE_ROLE.value()),
                quota("UserPolicySizeQuota", IamQuotas.INLINE_SIZE_USER.value()),
                quota("VersionsPerPolicyQuota", IamQuotas.VERSIONS_PER_POLICY.value()));
    }

    private static Map.Entry<String, Integer> quota(String name, long value) {
        return Map.entry(name, Math.toIntExact(value));
    }
}

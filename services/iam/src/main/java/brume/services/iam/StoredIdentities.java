package brume.services.iam;

import brume.base.AccountId;
import brume.base.Arn;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.store.IamStore;
import brume.spi.IdentityDirectory;
import brume.spi.Principal;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory that every request is authenticated and authorised with. Answers are kept in memory
 * until any identity changes: changes are rare, and what they cost is one read per principal. Keys
 * that do not exist are not remembered, so that guesses cannot push others out.
 */
final class StoredIdentities implements IdentityDirectory {

    private static final int CACHED_MAX = 10_000;

    private final IamStore store;
    private final Remembered<AccessKey> keys = new Remembered<>();
    private final Remembered<Role> roles = new Remembered<>();
    private final Remembered<Policies> policies = new Remembered<>();
    private final Remembered<String> managed = new Remembered<>();

    StoredIdentities(IamStore store) {
        this.store = store;
    }

    @Override
    public Optional<AccessKey> findAccessKey(String accessKeyId) {
        return keys.find(
                accessKeyId, () -> store.read(reader -> readAccessKey(reader, accessKeyId)));
    }

    private Optional<AccessKey> readAccessKey(Reader reader, String accessKeyId) {
        return store.findKeyOwner(reader, accessKeyId)
                .flatMap(owner -> {
                    AccountId account = new AccountId(owner.account());
                    return store.findAccessKey(reader, account, owner.userName(), accessKeyId)
                            .filter(key -> key.active())
                            .flatMap(key ->
                                    store.findUser(reader, account, owner.userName())
                                            .map(user ->
                                                    accessKey(
                                                            account,
                                                            user,
                                                            accessKeyId,
                                                            key.secret())));
                });
    }

    private static AccessKey accessKey(
            AccountId account, IamUser user, String accessKeyId, String secret) {
        return new AccessKey(
                new Principal.User(account, user.path(), user.name(), user.id(), accessKeyId),
                secret);
    }

    @Override
    public Optional<Role> findRole(String roleArn) {
        return roles.find(roleArn, () -> readRole(roleArn));
    }

    private Optional<Role> readRole(String roleArn) {
        Optional<Arn> arn =
                Arn.find(roleArn)
                        .filter(found ->
                                found.service().equals("iam")
                                        && found.resource().startsWith("role/")
                                        && AccountId.isValid(found.account()));
        if (arn.isEmpty()) {
            return Optional.empty();
        }
        AccountId account = new AccountId(arn.get().account());
        String name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
        return store.read(reader -> store.findRole(reader, account, name))
                .filter(role -> role.arn(account).equals(roleArn))
                .map(role ->
                        new Role(
                                roleArn,
                                role.path(),
                                role.name(),
                                role.id(),
                                role.trustPolicy(),
                                role.maxSessionSeconds()));
    }

    @Override
    public Policies policiesOf(Principal principal) {
        return switch (principal) {
            case Principal.User user ->
                    policies.find(
                                    user.arn() + ' ' + user.userId(),
                                    () -> store.read(reader -> readUserPolicies(reader, user)))
                            .orElse(Policies.NONE);
            case Principal.RoleSession session ->
                    policies.find(
                                    session.roleArn() + ' ' + session.roleId(),
                                    () -> store.read(reader -> readRolePolicies(reader, session)))
                            .orElse(Policies.NONE);
            case Principal.FederatedUser user -> policiesOf(user.user());
            case Principal.Root root -> Policies.NONE;
            case Principal.ServicePrincipal service -> Policies.NONE;
            case Principal.Anonymous anonymous -> Policies.NONE;
        };
    }

    @Override
    public Optional<String> findPolicy(String policyArn) {
        return managed.find(policyArn, () -> readPolicy(policyArn));
    }

    private Optional<String> readPolicy(String policyArn) {
        String owner = Arn.find(policyArn).map(Arn::account).orElse("");
        AccountId account = AccountId.isValid(owner) ? new AccountId(owner) : AccountId.DEFAULT;
        return store.read(reader -> store.findPolicy(reader, account, policyArn))
                .map(ManagedPolicy::document);
    }

    /** A user or role that was deleted and made again is another one: the ids must be the same. */
    private Optional<Policies> readUserPolicies(Reader reader, Principal.User user) {
        AccountId account = user.accountId();
        return store.findUser(reader, account, user.name())
                .filter(found -> found.id().equals(user.userId()))
                .map(found -> {
                    List<String> documents = documents(reader, account, found.grants());
                    for (String name : found.groups()) {
                        store.findGroup(reader, account, name)
                                .ifPresent(group ->
                                        documents.addAll(
                                                documents(reader, account, group.grants())));
                    }
                    return policies(reader, account, documents, found.boundary(), found.tags());
                });
    }

    private Optional<Policies> readRolePolicies(Reader reader, Principal.RoleSession session) {
        AccountId account = session.accountId();
        Optional<IamRole> role =
                store.findRole(reader, account, session.roleName())
                        .filter(found -> found.id().equals(session.roleId()));
        return role.map(found ->
                policies(
                        reader,
                        account,
                        documents(reader, account, found.grants()),
                        found.boundary(),
                        found.tags()));
    }

    private List<String> documents(Reader reader, AccountId account, Grants grants) {
        List<String> documents = new ArrayList<>(grants.inline().values());
        for (String arn : grants.attached()) {
            store.findPolicy(reader, account, arn)
                    .map(ManagedPolicy::document)
                    .ifPresent(documents::add);
        }
        return documents;
    }

    private Policies policies(
            Reader reader,
            AccountId account,
            List<String> documents,
            @Nullable String boundary,
            SortedMap<String, String> tags) {
        Optional<String> limit =
                Optional.ofNullable(boundary)
                        .flatMap(arn -> store.findPolicy(reader, account, arn))
                        .map(ManagedPolicy::document);
        return new Policies(List.copyOf(documents), limit, Map.copyOf(tags));
    }

    /** Answers that are valid until the next change of any identity. */
    private final class Remembered<T> {

        private record Known<T>(long change, T value) {}

        private final Map<String, Known<T>> known = new ConcurrentHashMap<>();

        Optional<T> find(String key, Supplier<Optional<T>> read) {
            // Taken before reading: a change in between makes the answer outdated at once.
            long change = store.changes();
            Known<T> found = known.get(key);
            if (found != null && found.change() == change) {
                return Optional.of(found.value());
            }
            Optional<T> value = read.get();
            if (known.size() >= CACHED_MAX) {
                known.clear();
            }
            value.ifPresentOrElse(
                    present -> known.put(key, new Known<>(change, present)),
                    () -> known.remove(key));
            return value;
        }
    }
}

package brume.services.iam.store;

import brume.api.iam.IamErrors;
import brume.base.AccountId;
import brume.services.iam.domain.AccessKeyEntry;
import brume.services.iam.domain.Entity;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.InstanceProfileEntity;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.Reference;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entities of all accounts.
 *
 * <pre>
 * iam / account / kind / name            -> entity      (names in lower case: they differ by more)
 * iam / account / count / kind           -> how many
 * iam / account / relation / target / kind / name       who refers to the target
 * iam / account / access-key / user / id -> access key
 * iam / key / id                         -> account and user of an access key
 * </pre>
 */
public final class IamStore {

    private static final Key ROOT = Key.of("iam");
    private static final Key KEYS = Key.of("iam", "key");
    private static final int REFERENCES_MAX = 10_000;
    private static final byte[] EMPTY = new byte[0];

    private final Store store;
    private final AtomicLong changes = new AtomicLong();

    public IamStore(Store store) {
        this.store = store;
    }

    /** Calls back after every change of any account's identities. */
    public Store.Watch watch() {
        return store.watch(ROOT, changes::incrementAndGet);
    }

    /** Grows with every change; what was read before the present number may be outdated. */
    public long changes() {
        return changes.get();
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    /** A transaction whose changes are in force for every request that begins afterwards. */
    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        try {
            return store.transact(body);
        } finally {
            changes.incrementAndGet();
        }
    }

    // Entities

    public Optional<IamUser> findUser(Reader reader, AccountId account, String name) {
        return find(reader, account, EntityKind.USER, IamUser.class, name);
    }

    public IamUser getUser(Reader reader, AccountId account, String name) {
        return findUser(reader, account, name).orElseThrow(() -> missing(EntityKind.USER, name));
    }

    public Optional<IamGroup> findGroup(Reader reader, AccountId account, String name) {
        return find(reader, account, EntityKind.GROUP, IamGroup.class, name);
    }

    public IamGroup getGroup(Reader reader, AccountId account, String name) {
        return findGroup(reader, account, name).orElseThrow(() -> missing(EntityKind.GROUP, name));
    }

    public Optional<IamRole> findRole(Reader reader, AccountId account, String name) {
        return find(reader, account, EntityKind.ROLE, IamRole.class, name);
    }

    public IamRole getRole(Reader reader, AccountId account, String name) {
        return findRole(reader, account, name).orElseThrow(() -> missing(EntityKind.ROLE, name));
    }

    public InstanceProfileEntity getProfile(Reader reader, AccountId account, String name) {
        return find(reader, account, EntityKind.INSTANCE_PROFILE, InstanceProfileEntity.class, name)
                .orElseThrow(() -> missing(EntityKind.INSTANCE_PROFILE, name));
    }

    /** The managed policy with this ARN, AWS's or the account's own. */
    public Optional<ManagedPolicy> findPolicy(Reader reader, AccountId account, String arn) {
        Optional<ManagedPolicy> provided = AwsManagedPolicies.find(arn);
        if (provided.isPresent()) {
            return provided;
        }
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        return find(reader, account, EntityKind.POLICY, ManagedPolicy.class, name)
                .filter(policy -> policy.arn(account).equals(arn));
    }

    public ManagedPolicy getPolicy(Reader reader, AccountId account, String arn) {
        return findPolicy(reader, account, arn)
                .orElseThrow(
                        () -> IamErrors.noSuchEntityException("Policy " + arn + " was not found."));
    }

    public <E extends Entity> Optional<E> find(
            Reader reader, AccountId account, EntityKind kind, Class<E> type, String name) {
        return reader.find(entities(account, kind).with(lower(name)))
                .map(bytes -> Documents.read(bytes, type));
    }

    private static RuntimeException missing(EntityKind kind, String name) {
        return IamErrors.noSuchEntityException(
                kind == EntityKind.INSTANCE_PROFILE
                        ? "Instance Profile " + name + " cannot be found."
                        : "The " + kind.word() + " with name " + name + " cannot be found.");
    }

    /**
     * Adds an entity.
     *
     * @throws brume.wire.ServiceException EntityAlreadyExists or LimitExceeded
     */
    public void create(Transaction transaction, AccountId account, Entity entity) {
        if (transaction.find(key(account, entity)).isPresent()) {
            throw IamErrors.entityAlreadyExistsException(existsText(entity));
        }
        long count = count(transaction, account, entity.kind());
        if (count >= entity.kind().countMax()) {
            throw IamErrors.limitExceededException(
                    "Cannot exceed quota for "
                            + entity.kind().quotaName()
                            + ": "
                            + entity.kind().countMax());
        }
        putCount(transaction, account, entity.kind(), count + 1);
        write(transaction, account, entity, entity.references());
    }

    private static String existsText(Entity entity) {
        String name = entity.name();
        return switch (entity.kind()) {
            case USER -> "User with name " + name + " already exists.";
            case GROUP -> "Group with name " + name + " already exists.";
            case ROLE -> "Role with name " + name + " already exists.";
            case POLICY ->
                    "A policy called " + name + " already exists. Duplicate names are not allowed.";
            case INSTANCE_PROFILE -> "Instance Profile " + name + " already exists.";
        };
    }

    /** Replaces {@code old}, possibly under another name, and corrects the index. */
    public void update(Transaction transaction, AccountId account, Entity old, Entity changed) {
        boolean renamed = !lower(old.name()).equals(lower(changed.name()));
        if (renamed) {
            if (transaction.find(key(account, changed)).isPresent()) {
                throw IamErrors.entityAlreadyExistsException(existsText(changed));
            }
            transaction.delete(key(account, old));
        }
        Set<Reference> kept = renamed ? Set.of() : new HashSet<>(changed.references());
        for (Reference reference : old.references()) {
            if (!kept.contains(reference)) {
                transaction.delete(referenceKey(account, reference, old));
            }
        }
        write(transaction, account, changed, changed.references());
    }

    public void delete(Transaction transaction, AccountId account, Entity entity) {
        transaction.delete(key(account, entity));
        for (Reference reference : entity.references()) {
            transaction.delete(referenceKey(account, reference, entity));
        }
        EntityKind kind = entity.kind();
        putCount(transaction, account, kind, count(transaction, account, kind) - 1);
    }

    private void write(
            Transaction transaction, AccountId account, Entity entity, List<Reference> references) {
        transaction.put(key(account, entity), Documents.write(entity));
        for (Reference reference : references) {
            transaction.put(referenceKey(account, reference, entity), EMPTY);
        }
    }

    /** A page of the entities of one kind that pass {@code filter}, by name. */
    public <E extends Entity> Page<E> list(
            Reader reader,
            AccountId account,
            EntityKind kind,
            Class<E> type,
            Predicate<E> filter,
            Page.Request request) {
        Key prefix = entities(account, kind);
        String after = request.after();
        Range range =
                after.isEmpty() ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        List<E> found = new ArrayList<>();
        reader.scan(
                range,
                (key, value) -> {
                    E entity = Documents.read(value, type);
                    if (filter.test(entity)) {
                        found.add(entity);
                    }
                    return found.size() <= request.size();
                });
        if (found.size() <= request.size()) {
            return new Page<>(found, null);
        }
        found.removeLast();
        return new Page<>(found, Page.markerAfter(lower(found.getLast().name())));
    }

    // References

    /** A kind and a lower-case name. */
    public record Referrer(String kind, String name) {}

    /** Who refers to a target. */
    public List<Referrer> referrers(Reader reader, AccountId account, Reference reference) {
        Key prefix = referencePrefix(account, reference);
        List<Referrer> referrers = new ArrayList<>();
        for (Entry entry : reader.list(Range.prefix(prefix), REFERENCES_MAX)) {
            KeyReader key = entry.key().after(prefix);
            referrers.add(new Referrer(key.string(), key.string()));
        }
        return referrers;
    }

    // Access keys

    /** Where an access key belongs. */
    public record KeyOwner(String account, String userName) {}

    public List<AccessKeyEntry> accessKeys(Reader reader, AccountId account, String userName) {
        return reader
                .list(Range.prefix(accessKeyPrefix(account, userName)), REFERENCES_MAX)
                .stream()
                .map(entry -> Documents.read(entry.value(), AccessKeyEntry.class))
                .toList();
    }

    public Optional<KeyOwner> findKeyOwner(Reader reader, String accessKeyId) {
        return reader.find(KEYS.with(accessKeyId))
                .map(bytes -> Documents.read(bytes, KeyOwner.class));
    }

    public Optional<AccessKeyEntry> findAccessKey(
            Reader reader, AccountId account, String userName, String accessKeyId) {
        return reader.find(accessKeyPrefix(account, userName).with(accessKeyId))
                .map(bytes -> Documents.read(bytes, AccessKeyEntry.class));
    }

    public void putAccessKey(Transaction transaction, AccountId account, AccessKeyEntry entry) {
        transaction.put(
                accessKeyPrefix(account, entry.userName()).with(entry.id()),
                Documents.write(entry));
        transaction.put(
                KEYS.with(entry.id()),
                Documents.write(new KeyOwner(account.value(), entry.userName())));
    }

    public void deleteAccessKey(Transaction transaction, AccountId account, AccessKeyEntry entry) {
        transaction.delete(accessKeyPrefix(account, entry.userName()).with(entry.id()));
        transaction.delete(KEYS.with(entry.id()));
    }

    // Keys

    private static Key entities(AccountId account, EntityKind kind) {
        return ROOT.with(account.value()).with(kind.word());
    }

    private static Key key(AccountId account, Entity entity) {
        return entities(account, entity.kind()).with(lower(entity.name()));
    }

    private static Key accessKeyPrefix(AccountId account, String userName) {
        return ROOT.with(account.value()).with("access-key").with(lower(userName));
    }

    private static Key referencePrefix(AccountId account, Reference reference) {
        return ROOT.with(account.value())
                .with(reference.relation().word())
                .with(reference.target());
    }

    private static Key referenceKey(AccountId account, Reference reference, Entity from) {
        return referencePrefix(account, reference)
                .with(from.kind().word())
                .with(lower(from.name()));
    }

    private static Key countKey(AccountId account, EntityKind kind) {
        return ROOT.with(account.value()).with("count").with(kind.word());
    }

    /** How many entities of a kind the account has. */
    public long count(Reader reader, AccountId account, EntityKind kind) {
        return reader.find(countKey(account, kind))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
    }

    private static void putCount(
            Transaction transaction, AccountId account, EntityKind kind, long count) {
        transaction.put(
                countKey(account, kind), ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

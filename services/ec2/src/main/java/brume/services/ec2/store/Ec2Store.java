package brume.services.ec2.store;

import brume.base.Scope;
import brume.services.ec2.domain.DefaultNetwork;
import brume.services.ec2.domain.EbsVolume;
import brume.services.ec2.domain.Ec2Instance;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.PowerState;
import brume.services.ec2.domain.Resource;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all accounts and regions.
 *
 * <pre>
 * ec2 / account / region / kind / id            -> resource
 * ec2 / account / region / attached / instance / volume     attachments that nobody has undone
 * ec2 / account / region / address / subnet / number        addresses in use, with the instance
 * ec2 / account / region / token / operation / token -> what the request made
 * ec2 / account / region / due / time / kind / id    what can be swept away from that time on
 * </pre>
 */
public final class Ec2Store {

    private static final Key ROOT = Key.of("ec2");
    private static final int BATCH = 256;
    private static final int SWEEP_MAX = 100;
    private static final int ATTACHMENTS_MAX = 1000;
    private static final byte[] EMPTY = new byte[0];

    private final Store store;

    public Ec2Store(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    // Resources

    /** The resource with this id, unless it is {@link Resource#gone}. */
    public <R extends Resource> Optional<R> find(
            Reader reader, Scope scope, Kind<R> kind, String id, long now) {
        return reader.find(resources(scope, kind).with(id))
                .map(bytes -> Documents.read(bytes, kind.type()))
                .filter(resource -> !resource.gone(now));
    }

    /**
     * The resource with this id.
     *
     * @throws brume.wire.ServiceException if there cannot be or is none
     */
    public <R extends Resource> R get(
            Reader reader, Scope scope, Kind<R> kind, String id, long now) {
        return find(reader, scope, kind, kind.checkId(id), now)
                .orElseThrow(() -> kind.missing().apply(List.of(id)));
    }

    /**
     * The resources with these ids, in their order.
     *
     * @throws brume.wire.ServiceException if there cannot be or is none with one of the ids
     */
    public <R extends Resource> List<R> getAll(
            Reader reader, Scope scope, Kind<R> kind, List<String> ids, long now) {
        List<R> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        ids.forEach(kind::checkId);
        for (String id : ids.stream().distinct().toList()) {
            find(reader, scope, kind, id, now).ifPresentOrElse(found::add, () -> missing.add(id));
        }
        if (!missing.isEmpty()) {
            throw kind.missing().apply(missing);
        }
        return found;
    }

    /** The next resources after an id, in the order of ids; fewer than a full batch at the end. */
    public <R extends Resource> List<R> batch(
            Reader reader, Scope scope, Kind<R> kind, String after) {
        Key prefix = resources(scope, kind);
        Range range =
                after.isEmpty() ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        return reader.list(range, BATCH).stream()
                .map(entry -> Documents.read(entry.value(), kind.type()))
                .toList();
    }

    public boolean isFull(List<?> batch) {
        return batch.size() == BATCH;
    }

    public <R extends Resource> void put(
            Transaction transaction, Scope scope, Kind<R> kind, R resource) {
        transaction.put(resources(scope, kind).with(resource.id()), Documents.write(resource));
    }

    public void delete(Transaction transaction, Scope scope, Kind<?> kind, String id) {
        transaction.delete(resources(scope, kind).with(id));
    }

    // Attachments

    /** Remembers that the volume is attached to the instance. */
    public void putAttached(
            Transaction transaction, Scope scope, String instanceId, String volumeId) {
        transaction.put(attached(scope, instanceId).with(volumeId), EMPTY);
    }

    public void deleteAttached(
            Transaction transaction, Scope scope, String instanceId, String volumeId) {
        transaction.delete(attached(scope, instanceId).with(volumeId));
    }

    /** The volumes that are attached to an instance and not being detached. */
    public List<EbsVolume> attachedVolumes(
            Reader reader, Scope scope, String instanceId, long now) {
        Key prefix = attached(scope, instanceId);
        List<EbsVolume> volumes = new ArrayList<>();
        for (Entry entry : reader.list(Range.prefix(prefix), ATTACHMENTS_MAX)) {
            String id = entry.key().after(prefix).string();
            find(reader, scope, Kind.VOLUME, id, now).ifPresent(volumes::add);
        }
        return volumes;
    }

    // Addresses

    /** Takes the lowest free address of a subnet for an instance; empty if there is none. */
    public OptionalInt takeAddress(
            Transaction transaction, Scope scope, String subnetId, String instanceId) {
        Key prefix = scoped(scope, "address").with(subnetId);
        int next = DefaultNetwork.FIRST_ADDRESS;
        for (Entry entry : transaction.list(Range.prefix(prefix), DefaultNetwork.LAST_ADDRESS)) {
            if (entry.key().after(prefix).number() != next) {
                break;
            }
            next++;
        }
        if (next > DefaultNetwork.LAST_ADDRESS) {
            return OptionalInt.empty();
        }
        transaction.put(prefix.with((long) next), instanceId.getBytes(StandardCharsets.UTF_8));
        return OptionalInt.of(next);
    }

    /** How many addresses of a subnet are in use. */
    public int addressesInUse(Reader reader, Scope scope, String subnetId) {
        Key prefix = scoped(scope, "address").with(subnetId);
        return reader.list(Range.prefix(prefix), DefaultNetwork.LAST_ADDRESS).size();
    }

    /** Frees an instance's address. */
    public void freeAddress(Transaction transaction, Scope scope, Ec2Instance instance) {
        Key prefix = scoped(scope, "address").with(instance.launch().subnetId());
        for (Entry entry : transaction.list(Range.prefix(prefix), DefaultNetwork.LAST_ADDRESS)) {
            if (new String(entry.value(), StandardCharsets.UTF_8).equals(instance.id())) {
                transaction.delete(entry.key());
            }
        }
    }

    // Client tokens

    /**
     * What a request with a client token made.
     *
     * @param request hash of the request
     */
    public record Made(String request, List<String> ids) {}

    public Optional<Made> findToken(Reader reader, Scope scope, String operation, String token) {
        return reader.find(scoped(scope, "token").with(operation).with(token))
                .map(bytes -> Documents.read(bytes, Made.class));
    }

    public void putToken(
            Transaction transaction,
            Scope scope,
            String operation,
            String token,
            Made made,
            long forgottenAt) {
        transaction.put(scoped(scope, "token").with(operation).with(token), Documents.write(made));
        transaction.put(
                scoped(scope, "due").with(forgottenAt).with("token").with(operation).with(token),
                EMPTY);
    }

    // What has had its time

    /** Remembers when a terminated instance vanishes. */
    public void putTerminated(Transaction transaction, Scope scope, Ec2Instance instance) {
        transaction.put(
                scoped(scope, "due")
                        .with(instance.goneAt())
                        .with(Kind.INSTANCE.word())
                        .with(instance.id()),
                EMPTY);
    }

    /** Deletes some of what is not shown or used any more. */
    public void sweep(Transaction transaction, Scope scope, long now) {
        Key prefix = scoped(scope, "due");
        Range due = new Range(prefix, prefix.with(now), false);
        for (Entry entry : transaction.list(due, SWEEP_MAX)) {
            KeyReader key = entry.key().after(prefix);
            var unusedTime = key.number();
            if (key.string().equals("token")) {
                transaction.delete(scoped(scope, "token").with(key.string()).with(key.string()));
            } else {
                sweepInstance(transaction, scope, key.string());
            }
            transaction.delete(entry.key());
        }
    }

    private void sweepInstance(Transaction transaction, Scope scope, String id) {
        Key key = resources(scope, Kind.INSTANCE).with(id);
        boolean terminated =
                transaction
                        .find(key)
                        .map(bytes -> Documents.read(bytes, Ec2Instance.class).goal())
                        .filter(PowerState.TERMINATED::equals)
                        .isPresent();
        if (terminated) {
            transaction.delete(key);
        }
    }

    // Keys

    private static Key scoped(Scope scope, String word) {
        return ROOT.with(scope.account().value()).with(scope.region().value()).with(word);
    }

    private static Key resources(Scope scope, Kind<?> kind) {
        return scoped(scope, kind.word());
    }

    private static Key attached(Scope scope, String instanceId) {
        return scoped(scope, "attached").with(instanceId);
    }
}

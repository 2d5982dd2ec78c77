package brume.services.s3.store;

import brume.base.Ids;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.StoredObject;
import brume.store.Blobs;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects of buckets and their versions.
 *
 * <ul>
 *   <li>{@code s3, object, bucket id, key}: the latest version, unless that is a delete marker;
 *   <li>{@code s3, version, bucket id, key, -sequence}: every other version and every delete
 *       marker, the latest first.
 * </ul>
 *
 * So there is a row of the first kind exactly if the latest version of a key is no delete marker,
 * and listing objects never meets old versions.
 */
public final class ObjectStore {

    static final Key OBJECTS = Key.of("s3", "object");
    static final Key VERSIONS = Key.of("s3", "version");
    private static final int VERSION_ID_CHARACTERS = 32;

    private final Blobs blobs;

    public ObjectStore(Blobs blobs) {
        this.blobs = blobs;
    }

    /** The latest version of a key, if it is no delete marker. */
    public Optional<StoredObject> find(Reader reader, Bucket bucket, String key) {
        return reader.find(current(bucket, key)).map(ObjectStore::read);
    }

    /** A version of a key, which may be a delete marker. */
    public Optional<StoredObject> find(Reader reader, Bucket bucket, String key, String versionId) {
        Optional<StoredObject> current =
                find(reader, bucket, key).filter(object -> object.versionId().equals(versionId));
        return current.isPresent() ? current : findOlder(reader, bucket, key, versionId);
    }

    /** The version that counts now, which may be a delete marker. */
    public Optional<StoredObject> findLatest(Reader reader, Bucket bucket, String key) {
        Optional<StoredObject> current = find(reader, bucket, key);
        return current.isPresent() ? current : newestOlder(reader, bucket, key);
    }

    private static Optional<StoredObject> findOlder(
            Reader reader, Bucket bucket, String key, String versionId) {
        List<StoredObject> found = new ArrayList<>(1);
        reader.scan(
                Range.prefix(older(bucket, key)),
                (row, value) -> {
                    StoredObject version = read(value);
                    if (version.versionId().equals(versionId)) {
                        found.add(version);
                    }
                    return found.isEmpty();
                });
        return found.stream().findFirst();
    }

    private static Optional<StoredObject> newestOlder(Reader reader, Bucket bucket, String key) {
        return reader.list(Range.prefix(older(bucket, key)), 1).stream()
                .findFirst()
                .map(entry -> read(entry.value()));
    }

    /**
     * Makes {@code object} the latest version of its key; its version is decided here. Its blobs
     * must have been kept for it.
     *
     * @return the object as it was stored
     */
    public StoredObject put(Transaction transaction, Bucket bucket, StoredObject object) {
        Optional<StoredObject> before = findLatest(transaction, bucket, object.key());
        long sequence = before.map(StoredObject::sequence).orElse(0L) + 1;
        String versionId =
                bucket.versioned() ? Ids.secret(VERSION_ID_CHARACTERS) : StoredObject.NULL_VERSION;
        if (versionId.equals(StoredObject.NULL_VERSION)) {
            find(transaction, bucket, object.key(), versionId)
                    .ifPresent(replaced ->
                            remove(transaction, bucket, replaced, object.lastModified()));
        }
        find(transaction, bucket, object.key())
                .ifPresent(current -> {
                    transaction.delete(current(bucket, current.key()));
                    write(transaction, older(bucket, current), current);
                });
        StoredObject stored = object.withVersion(versionId, sequence);
        write(
                transaction,
                stored.deleteMarker() ? older(bucket, stored) : current(bucket, stored.key()),
                stored);
        return stored;
    }

    /**
     * Deletes what a key has now: for good in a bucket that never had versioning, else by a marker.
     *
     * @return the marker, if there is one
     */
    public Optional<StoredObject> delete(
            Transaction transaction, Bucket bucket, String key, Instant now) {
        if (bucket.find(Bucket.Setting.VERSIONING).isPresent()) {
            return Optional.of(
                    put(
                            transaction,
                            bucket,
                            StoredObject.marker(key, StoredObject.NULL_VERSION, now)));
        }
        find(transaction, bucket, key)
                .ifPresent(object -> remove(transaction, bucket, object, now));
        return Optional.empty();
    }

    /** Deletes one version for good; the one before it counts then. */
    public void deleteVersion(
            Transaction transaction, Bucket bucket, StoredObject version, Instant now) {
        remove(transaction, bucket, version, now);
        if (find(transaction, bucket, version.key()).isPresent()) {
            return;
        }
        newestOlder(transaction, bucket, version.key())
                .filter(latest -> !latest.deleteMarker())
                .ifPresent(latest -> {
                    transaction.delete(older(bucket, latest));
                    write(transaction, current(bucket, latest.key()), latest);
                });
    }

    /** Replaces a version by one of the same bytes. */
    public void update(Transaction transaction, Bucket bucket, StoredObject version) {
        boolean latest =
                find(transaction, bucket, version.key())
                        .filter(object -> object.sequence() == version.sequence())
                        .isPresent();
        write(
                transaction,
                latest ? current(bucket, version.key()) : older(bucket, version),
                version);
    }

    private void remove(Transaction transaction, Bucket bucket, StoredObject version, Instant now) {
        boolean latest =
                find(transaction, bucket, version.key())
                        .filter(object -> object.sequence() == version.sequence())
                        .isPresent();
        transaction.delete(latest ? current(bucket, version.key()) : older(bucket, version));
        version.parts().forEach(part -> blobs.release(transaction, part.blob(), now));
    }

    /** Whether a bucket has neither objects nor versions. */
    public boolean isEmpty(Reader reader, Bucket bucket) {
        return reader.list(Range.prefix(OBJECTS.with(bucket.id())), 1).isEmpty()
                && reader.list(Range.prefix(VERSIONS.with(bucket.id())), 1).isEmpty();
    }

    private static Key current(Bucket bucket, String key) {
        return OBJECTS.with(bucket.id()).with(key);
    }

    private static Key older(Bucket bucket, String key) {
        return VERSIONS.with(bucket.id()).with(key);
    }

    private static Key older(Bucket bucket, StoredObject version) {
        return older(bucket, version.key()).with(-version.sequence());
    }

    private static void write(Transaction transaction, Key key, StoredObject object) {
        transaction.put(key, Documents.write(object));
    }

    static StoredObject read(byte[] row) {
        return Documents.read(row, StoredObject.class);
    }
}

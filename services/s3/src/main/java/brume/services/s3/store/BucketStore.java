package brume.services.s3.store;

import brume.api.s3.NoSuchBucket;
import brume.api.s3.S3Errors;
import brume.base.AccountId;
import brume.services.s3.domain.Bucket;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The buckets, whose names are unique among all accounts and regions.
 *
 * <ul>
 *   <li>{@code s3, bucket, name}: the bucket;
 *   <li>{@code s3, owner, account, name}: the buckets of an account, in order.
 * </ul>
 */
public final class BucketStore {

    private static final Key BUCKETS = Key.of("s3", "bucket");
    private static final Key OWNERS = Key.of("s3", "owner");

    private final Store store;

    public BucketStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public Optional<Bucket> find(Reader reader, String name) {
        return reader.findShared(BUCKETS.with(name))
                .map(bytes -> Documents.read(bytes, Bucket.class));
    }

    /**
     * The bucket with this name.
     *
     * @throws brume.wire.ServiceException NoSuchBucket
     */
    public Bucket get(Reader reader, String name) {
        return find(reader, name).orElseThrow(() -> missing(name));
    }

    /** The same bucket as it is now; it is gone also if another one has its name. */
    public Bucket again(Reader reader, Bucket bucket) {
        return find(reader, bucket.name())
                .filter(found -> found.id().equals(bucket.id()))
                .orElseThrow(() -> missing(bucket.name()));
    }

    private static RuntimeException missing(String name) {
        return S3Errors.noSuchBucket(
                "The specified bucket does not exist",
                NoSuchBucket.builder().bucketName(name).build());
    }

    public void put(Transaction transaction, Bucket bucket) {
        transaction.put(BUCKETS.with(bucket.name()), Documents.write(bucket));
        transaction.put(OWNERS.with(bucket.account()).with(bucket.name()), new byte[0]);
    }

    public void delete(Transaction transaction, Bucket bucket) {
        transaction.delete(BUCKETS.with(bucket.name()));
        transaction.delete(OWNERS.with(bucket.account()).with(bucket.name()));
    }

    /** Buckets of an account after the name {@code after}, at most {@code limit}. */
    public List<Bucket> list(
            Reader reader, AccountId account, String prefix, String after, int limit) {
        Key folder = OWNERS.with(account.value());
        Key start = folder.withRaw(prefix.getBytes(StandardCharsets.UTF_8));
        Key next = after.isEmpty() ? start : folder.with(after).successor();
        List<Bucket> buckets = new ArrayList<>();
        reader.scan(
                new Range(next.compareTo(start) > 0 ? next : start, folder.end(), false),
                (key, value) -> {
                    String name = key.after(folder).string();
                    if (!name.startsWith(prefix) || buckets.size() >= limit) {
                        return false;
                    }
                    buckets.add(get(reader, name));
                    return true;
                });
        return buckets;
    }
}

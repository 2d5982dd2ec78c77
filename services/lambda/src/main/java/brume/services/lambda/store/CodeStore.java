package brume.services.lambda.store;

import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The uploaded zips. Several versions of a function share one; it is deleted with the last of them.
 *
 * <ul>
 *   <li>{@code lambda, code, id, number}: a part of a zip;
 *   <li>{@code lambda, code-owner, id, owner}: what uses it, by ARN.
 * </ul>
 */
public final class CodeStore {

    private static final Key CODE = Key.of("lambda", "code");
    private static final Key OWNERS = Key.of("lambda", "code-owner");
    private static final byte[] NOTHING = {};
    private static final int PART_BYTES = 512 * 1024;

    private final Store store;

    CodeStore(Store store) {
        this.store = store;
    }

    /** Stores a zip for its first owner. */
    public void put(Transaction transaction, String id, byte[] zip, String owner) {
        Key prefix = CODE.with(id);
        for (int at = 0, part = 0; at < zip.length; at += PART_BYTES, part++) {
            transaction.put(
                    prefix.with(part),
                    Arrays.copyOfRange(zip, at, Math.min(zip.length, at + PART_BYTES)));
        }
        share(transaction, id, owner);
    }

    /** Keeps a zip for one more owner. */
    public void share(Transaction transaction, String id, String owner) {
        transaction.put(OWNERS.with(id).with(owner), NOTHING);
    }

    /** Forgets an owner, and the zip if it was the last one. */
    public void release(Transaction transaction, String id, String owner) {
        transaction.delete(OWNERS.with(id).with(owner));
        if (transaction.list(Range.prefix(OWNERS.with(id)), 1).isEmpty()) {
            transaction.deleteRange(Range.prefix(CODE.with(id)));
        }
    }

    /** The zip that was stored under {@code id}, or empty. */
    public Optional<byte[]> find(String id) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        store.read(reader -> {
            reader.scan(
                    Range.prefix(CODE.with(id)),
                    (key, part) -> {
                        zip.write(part, 0, part.length);
                        return true;
                    });
            return Boolean.TRUE;
        });
        return zip.size() == 0 ? Optional.empty() : Optional.of(zip.toByteArray());
    }

    public boolean exists(String id) {
        return store.read(reader -> !reader.list(Range.prefix(CODE.with(id)), 1).isEmpty());
    }

    /** The ids of all zips that somebody uses. */
    public Set<String> ids() {
        Set<String> ids = new HashSet<>();
        store.read((Reader reader) -> {
            reader.scan(
                    Range.prefix(OWNERS),
                    (key, row) -> {
                        ids.add(key.after(OWNERS).string());
                        return true;
                    });
            return Boolean.TRUE;
        });
        return ids;
    }
}

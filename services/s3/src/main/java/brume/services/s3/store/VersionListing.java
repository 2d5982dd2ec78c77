package brume.services.s3.store;

import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.StoredObject;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A page of the versions of a bucket's objects: by key, each key's latest first. Current objects
 * and older versions lie in two runs of rows, which are read side by side, key by key.
 */
public final class VersionListing {

    private static final int KEYS_AT_ONCE = 100;

    /**
     * What is asked for.
     *
     * @param delimiter empty text for none
     * @param afterKey empty text for the first page
     * @param afterVersion empty text to leave out every version of {@code afterKey}
     */
    public record Request(
            String prefix, String delimiter, String afterKey, String afterVersion, int limit) {}

    /** A version, and whether it is the one that counts. */
    public record Version(StoredObject object, boolean latest) {}

    private final Reader reader;
    private final Bucket bucket;
    private final Request request;
    private final List<Version> versions = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private boolean truncated;
    private String lastKey = "";
    private String lastVersion = "";

    private VersionListing(Reader reader, Bucket bucket, Request request) {
        this.reader = reader;
        this.bucket = bucket;
        this.request = request;
    }

    /** Reads a page. */
    public static VersionListing of(Reader reader, Bucket bucket, Request request) {
        VersionListing listing = new VersionListing(reader, bucket, request);
        if (request.limit > 0) {
            listing.read();
        }
        return listing;
    }

    public List<Version> versions() {
        return versions;
    }

    public List<String> prefixes() {
        return prefixes;
    }

    public boolean truncated() {
        return truncated;
    }

    public String lastKey() {
        return lastKey;
    }

    /** The last version of the page; empty text if the page ends with a common prefix. */
    public String lastVersion() {
        return lastVersion;
    }

    private void read() {
        String after = request.afterKey;
        boolean within = !request.afterVersion.isEmpty();
        if (within && after.startsWith(request.prefix) && !key(after, request.afterVersion)) {
            return;
        }
        while (true) {
            List<String> keys = nextKeys(after);
            for (String key : keys) {
                String group = group(key);
                if (!group.isEmpty() && group.equals(after)) {
                    continue;
                }
                if (group.isEmpty() ? !key(key, "") : !prefix(group)) {
                    return;
                }
                after = group.isEmpty() ? key : group;
            }
            if (keys.isEmpty()) {
                return;
            }
        }
    }

    private String group(String key) {
        int end =
                request.delimiter.isEmpty()
                        ? -1
                        : key.indexOf(request.delimiter, request.prefix.length());
        return end < 0 ? "" : key.substring(0, end + request.delimiter.length());
    }

    private boolean full() {
        truncated = versions.size() + prefixes.size() >= request.limit;
        return truncated;
    }

    private boolean prefix(String group) {
        if (full()) {
            return false;
        }
        prefixes.add(group);
        lastKey = group;
        lastVersion = "";
        return true;
    }

    /** Adds the versions of a key, from the one after {@code afterVersion} on. */
    private boolean key(String key, String afterVersion) {
        List<StoredObject> all = new ArrayList<>();
        reader.find(ObjectStore.OBJECTS.with(bucket.id()).with(key))
                .map(ObjectStore::read)
                .ifPresent(all::add);
        reader.scan(
                Range.prefix(ObjectStore.VERSIONS.with(bucket.id()).with(key)),
                (row, value) -> {
                    all.add(ObjectStore.read(value));
                    return true;
                });
        boolean skips = !afterVersion.isEmpty();
        for (int i = 0; i < all.size(); i++) {
            StoredObject version = all.get(i);
            if (skips) {
                skips = !version.versionId().equals(afterVersion);
                continue;
            }
            if (full()) {
                return false;
            }
            versions.add(new Version(version, i == 0));
            lastKey = key;
            lastVersion = version.versionId();
        }
        return true;
    }

    /** Some keys after {@code after}, which may be a common prefix that is passed over. */
    private List<String> nextKeys(String after) {
        boolean passed = !after.isEmpty() && group(after).equals(after);
        List<String> keys = new ArrayList<>();
        String at = after;
        while (keys.size() < KEYS_AT_ONCE) {
            String current = first(ObjectStore.OBJECTS, at, passed);
            String older = first(ObjectStore.VERSIONS, at, passed);
            String next = smaller(current, older);
            if (next.isEmpty()) {
                return keys;
            }
            keys.add(next);
            String group = group(next);
            passed = !group.isEmpty();
            at = passed ? group : next;
        }
        return keys;
    }

    /** The first key of a run of rows after another one; empty text if there is none. */
    private String first(Key rows, String after, boolean passed) {
        Key folder = rows.with(bucket.id());
        Key start = folder.withRaw(bytes(request.prefix));
        Key next = passed ? folder.withRaw(bytes(after)).end() : folder.with(after).end();
        Key from = !after.isEmpty() && next.compareTo(start) > 0 ? next : start;
        return reader.list(new Range(from, folder.end(), false), 1).stream()
                .map(entry -> entry.key().after(folder).string())
                .filter(key -> key.startsWith(request.prefix))
                .findFirst()
                .orElse("");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String smaller(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return Arrays.compareUnsigned(bytes(a), bytes(b)) <= 0 ? a : b;
    }
}

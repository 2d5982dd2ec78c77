package brume.services.s3.store;

import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.StoredObject;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a bucket's objects, in the order of their keys' bytes. Keys that have the delimiter
 * after the prefix stand together as one common prefix, and are skipped without being read.
 */
public final class Listing {

    private final Reader reader;
    private final Key folder;
    private final Request request;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private boolean truncated;
    private String last = "";
    private @Nullable Key jump;

    /**
     * What is asked for.
     *
     * @param delimiter empty text for none
     * @param after the key or common prefix that the page comes after; empty text for the first
     *     page
     * @param limit most objects and common prefixes
     */
    public record Request(String prefix, String delimiter, String after, int limit) {}

    private Listing(Reader reader, Key folder, Request request) {
        this.reader = reader;
        this.folder = folder;
        this.request = request;
    }

    /** Reads a page of objects. */
    public static Listing of(Reader reader, Bucket bucket, Request request) {
        Listing listing = new Listing(reader, ObjectStore.OBJECTS.with(bucket.id()), request);
        if (request.limit > 0) {
            listing.read();
        }
        return listing;
    }

    public List<StoredObject> objects() {
        return objects;
    }

    public List<String> prefixes() {
        return prefixes;
    }

    /** Whether there are more. */
    public boolean truncated() {
        return truncated;
    }

    /** The last key or common prefix of the page. */
    public String last() {
        return last;
    }

    private void read() {
        Key start = raw(request.prefix);
        Key after = folder.with(request.after).successor();
        Key from = !request.after.isEmpty() && after.compareTo(start) > 0 ? after : start;
        while (true) {
            jump = null;
            reader.scan(new Range(from, folder.end(), false), this::visit);
            Key next = jump;
            if (next == null) {
                return;
            }
            from = next;
        }
    }

    private boolean visit(Key row, byte[] value) {
        String key = row.after(folder).string();
        if (!key.startsWith(request.prefix)) {
            return false;
        }
        int end =
                request.delimiter.isEmpty()
                        ? -1
                        : key.indexOf(request.delimiter, request.prefix.length());
        String group = end < 0 ? "" : key.substring(0, end + request.delimiter.length());
        boolean told = !group.isEmpty() && group.equals(request.after);
        if (!told && objects.size() + prefixes.size() >= request.limit) {
            truncated = true;
            return false;
        }
        if (!group.isEmpty()) {
            if (!told) {
                prefixes.add(group);
                last = group;
            }
            jump = raw(group).end();
            return false;
        }
        objects.add(ObjectStore.read(value));
        last = key;
        return true;
    }

    /** Where the keys begin that start with this text. */
    private Key raw(String text) {
        return folder.withRaw(text.getBytes(StandardCharsets.UTF_8));
    }
}

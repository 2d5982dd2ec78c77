package brume.services.iam.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policies of one identity.
 *
 * @param inline documents by policy name
 * @param attached ARNs of managed policies, in the order in which they were attached
 */
public record Grants(SortedMap<String, String> inline, List<String> attached) {

    public static final Grants NONE = new Grants(new TreeMap<>(), List.of());

    public Grants {
        inline = Collections.unmodifiableSortedMap(new TreeMap<>(inline));
        attached = List.copyOf(attached);
    }

    public Grants withInline(String name, String document) {
        SortedMap<String, String> changed = new TreeMap<>(inline);
        changed.put(name, document);
        return new Grants(changed, attached);
    }

    public Grants withoutInline(String name) {
        SortedMap<String, String> changed = new TreeMap<>(inline);
        changed.remove(name);
        return new Grants(changed, attached);
    }

    public Grants withAttached(String arn) {
        List<String> changed = new ArrayList<>(attached);
        changed.add(arn);
        return new Grants(inline, changed);
    }

    public Grants withoutAttached(String arn) {
        List<String> changed = new ArrayList<>(attached);
        changed.remove(arn);
        return new Grants(inline, changed);
    }

    /** The size of all inline documents together, as the quotas count it. */
    public int inlineSize() {
        int size = 0;
        for (Map.Entry<String, String> entry : inline.entrySet()) {
            size += PolicyText.size(entry.getValue());
        }
        return size;
    }
}

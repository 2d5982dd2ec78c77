package brume.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one request. Names are compared without case; what the caller of the
 * evaluation says comes before what follows from the requester.
 */
final class RequestContext {

    private final AccessRequest request;
    private @Nullable Map<String, List<String>> keys;

    RequestContext(AccessRequest request) {
        this.request = request;
    }

    /** The values of a key, or null if the request has no such key. */
    @Nullable List<String> find(String lowerCaseKey) {
        // Built on first use only: most statements have no conditions.
        if (keys == null) {
            keys = merged();
        }
        return keys.get(lowerCaseKey);
    }

    private Map<String, List<String>> merged() {
        Map<String, List<String>> merged = HashMap.newHashMap(request.context().size() + 8);
        add(merged, request.principal().contextKeys());
        add(merged, request.context());
        return merged;
    }

    private static void add(Map<String, List<String>> to, Map<String, List<String>> from) {
        for (Map.Entry<String, List<String>> entry : from.entrySet()) {
            to.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
        }
    }
}

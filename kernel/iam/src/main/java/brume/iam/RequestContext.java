package brume.iam;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one request. Names are compared without case; what the caller of the
 * evaluation says comes before what follows from the requester.
 */
final class RequestContext {

    private final AccessRequest request;
    private @Nullable Map<String, List<String>> requesterKeys;

    RequestContext(AccessRequest request) {
        this.request = request;
    }

    /** The values of a key, or null if the request has no such key. */
    @Nullable List<String> find(String lowerCaseKey) {
        // A scan of some twenty names is cheaper than building a map of lower-case names.
        List<String> values = scan(request.context(), lowerCaseKey);
        if (values != null) {
            return values;
        }
        if (requesterKeys == null) {
            requesterKeys = request.principal().contextKeys();
        }
        return scan(requesterKeys, lowerCaseKey);
    }

    private static @Nullable List<String> scan(Map<String, List<String>> keys, String name) {
        for (Map.Entry<String, List<String>> entry : keys.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return null;
    }
}

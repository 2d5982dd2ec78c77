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

    /** The values of a key; empty if the request has no such key, or one without a value. */
    List<String> get(String lowerCaseKey) {
        // A scan of some twenty names is cheaper than building a map of lower-case names.
        List<String> values = scan(request.context(), lowerCaseKey);
        if (!values.isEmpty()) {
            return values;
        }
        if (requesterKeys == null) {
            requesterKeys = request.principal().contextKeys();
        }
        return scan(requesterKeys, lowerCaseKey);
    }

    private static List<String> scan(Map<String, List<String>> keys, String name) {
        for (Map.Entry<String, List<String>> entry : keys.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return List.of();
    }
}

package brume.services.sts.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The condition keys that the tags of a new session make. */
public final class SessionTags {

    private SessionTags() {}

    /** Whether two of the keys are the same but for upper and lower case. */
    public static boolean repeated(List<String> keys) {
        Set<String> seen = new HashSet<>();
        return !keys.stream().map(key -> key.toLowerCase(Locale.ROOT)).allMatch(seen::add);
    }

    public static Map<String, List<String>> context(Map<String, String> tags) {
        Map<String, List<String>> context = new TreeMap<>();
        tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, List.of(value)));
        if (!tags.isEmpty()) {
            context.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        return context;
    }
}

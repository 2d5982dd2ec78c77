package brume.services.dynamodb.domain;

import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The key of a table or index: the attributes that choose the partition and those that order the
 * items in it. Lists, because global secondary indexes may have several of each.
 */
public record KeySchema(List<KeyAttribute> hash, List<KeyAttribute> range) {

    /** Every attribute, the partition's first. */
    public List<KeyAttribute> attributes() {
        return Stream.concat(hash.stream(), range.stream()).toList();
    }

    public boolean contains(String attribute) {
        return hash.stream().anyMatch(key -> key.name().equals(attribute))
                || range.stream().anyMatch(key -> key.name().equals(attribute));
    }

    /** Whether {@code item} has every key attribute, in its type. */
    public boolean isIn(Map<String, Value> item) {
        return allIn(hash, item) && allIn(range, item);
    }

    private static boolean allIn(List<KeyAttribute> attributes, Map<String, Value> item) {
        for (KeyAttribute attribute : attributes) {
            Value value = item.get(attribute.name());
            if (value == null || !value.type().equals(attribute.type())) {
                return false;
            }
        }
        return true;
    }
}

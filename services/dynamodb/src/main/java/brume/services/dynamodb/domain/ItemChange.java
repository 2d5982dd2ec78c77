package brume.services.dynamodb.domain;

import brume.services.dynamodb.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of a stream: what happened to an item, as far as the stream's view shows it.
 *
 * @param number its place among all records, in the order of the commits
 * @param millis about when the change was made
 * @param expired whether the item was deleted because its time to live had passed
 * @param sizeBytes the sizes of the key and of both images, as DynamoDB counts items
 */
public record ItemChange(
        long number,
        Event event,
        long millis,
        boolean expired,
        Map<String, Value> keys,
        @Nullable Map<String, Value> before,
        @Nullable Map<String, Value> after,
        long sizeBytes) {

    /** The API's names of what can happen to an item. */
    public enum Event {
        INSERT,
        MODIFY,
        REMOVE
    }
}

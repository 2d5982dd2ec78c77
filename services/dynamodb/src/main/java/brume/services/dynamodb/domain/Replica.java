package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * One region of a global table.
 *
 * @param source the region whose endpoint was asked to add it, or null for the first
 * @param filled false until it has every item that was there before it
 */
public record Replica(String region, @Nullable String source, long addedMillis, boolean filled) {

    public String status() {
        return filled ? "ACTIVE" : "CREATING";
    }
}

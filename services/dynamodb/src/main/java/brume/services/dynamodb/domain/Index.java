package brume.services.dynamodb.domain;

import brume.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secondary index.
 *
 * @param number its number within the table, from 1 on, never used again
 * @param projectionType {@code ALL}, {@code KEYS_ONLY} or {@code INCLUDE}
 * @param nonKeyAttributes what INCLUDE projects besides the keys
 * @param throughput of a global index with provisioned capacity
 * @param onDemandLimit of a global index of an on-demand table, if it was limited
 * @param warmed the warm throughput that a global index has reached, if it is more than follows
 *     from its capacity
 */
public record Index(
        String name,
        int number,
        boolean global,
        KeySchema key,
        String projectionType,
        List<String> nonKeyAttributes,
        @Nullable Throughput throughput,
        String status,
        @Nullable OnDemandLimit onDemandLimit,
        @Nullable WarmThroughput warmed) {

    public static final String ACTIVE = "ACTIVE";

    /** Whether the index can be read; a new one is not until it has been filled. */
    public boolean isActive() {
        return status.equals(ACTIVE);
    }

    public boolean projectsAll() {
        return projectionType.equals("ALL");
    }

    /** Whether the index holds this attribute of the table's items. */
    public boolean projects(String attribute, KeySchema tableKey) {
        return projectsAll()
                || key.contains(attribute)
                || tableKey.contains(attribute)
                || nonKeyAttributes.contains(attribute);
    }

    /** What the index holds of {@code item}. */
    public Map<String, Value> project(Map<String, Value> item, KeySchema tableKey) {
        if (projectsAll()) {
            return item;
        }
        Map<String, Value> projected = new LinkedHashMap<>();
        item.forEach((name, value) -> {
            if (projects(name, tableKey)) {
                projected.put(name, value);
            }
        });
        return projected;
    }

    public Index withThroughput(@Nullable Throughput changed) {
        return withCapacity(changed, onDemandLimit, warmed);
    }

    public Index withOnDemandLimit(@Nullable OnDemandLimit changed) {
        return withCapacity(throughput, changed, warmed);
    }

    public Index withWarmed(@Nullable WarmThroughput changed) {
        return withCapacity(throughput, onDemandLimit, changed);
    }

    private Index withCapacity(
            @Nullable Throughput provisioned,
            @Nullable OnDemandLimit limit,
            @Nullable WarmThroughput reached) {
        return new Index(
                name,
                number,
                global,
                key,
                projectionType,
                nonKeyAttributes,
                provisioned,
                status,
                limit,
                reached);
    }

    public Index withStatus(String changed) {
        return new Index(
                name,
                number,
                global,
                key,
                projectionType,
                nonKeyAttributes,
                throughput,
                changed,
                onDemandLimit,
                warmed);
    }
}

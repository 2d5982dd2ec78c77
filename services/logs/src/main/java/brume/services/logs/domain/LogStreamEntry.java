package brume.services.logs.domain;

import org.jspecify.annotations.Nullable;

/**
 * A log stream.
 *
 * @param id unique within the group's whole history
 * @param appended how many events it has ever taken: the number of the last one
 */
public record LogStreamEntry(
        String name,
        String id,
        long createdMillis,
        @Nullable Long firstEventMillis,
        @Nullable Long lastEventMillis,
        @Nullable Long lastIngestionMillis,
        long appended) {

    /** This stream after {@code count} events between the two times came in. */
    public LogStreamEntry withEvents(int count, long first, long last, long ingestion) {
        return new LogStreamEntry(
                name,
                id,
                createdMillis,
                firstEventMillis == null ? first : Math.min(firstEventMillis, first),
                lastEventMillis == null ? last : Math.max(lastEventMillis, last),
                ingestion,
                appended + count);
    }

    /** Whether it may have events in the range, both ends included. */
    public boolean overlaps(long from, long to) {
        return firstEventMillis != null
                && lastEventMillis != null
                && firstEventMillis <= to
                && lastEventMillis >= from;
    }
}

package brume.services.logs.domain;

import org.jspecify.annotations.Nullable;

/**
 * A log stream.
 *
 * @param id unique within the group's whole history; 16 hexadecimal digits
 * @param appended how many events it has ever taken: the number of the last one
 * @param storedBytes of its events that have not been deleted
 */
public record LogStreamEntry(
        String name,
        String id,
        long createdMillis,
        @Nullable Long firstEventMillis,
        @Nullable Long lastEventMillis,
        @Nullable Long lastIngestionMillis,
        long appended,
        long storedBytes) {

    /** A batch of events as far as the stream remembers it. */
    public record Batch(int count, long bytes, long firstMillis, long lastMillis) {}

    public static LogStreamEntry empty(String name, String id, long createdMillis) {
        return new LogStreamEntry(name, id, createdMillis, null, null, null, 0, 0);
    }

    /** This stream after a batch came in. */
    public LogStreamEntry withBatch(Batch batch, long ingestionMillis) {
        return new LogStreamEntry(
                name,
                id,
                createdMillis,
                firstEventMillis == null
                        ? Long.valueOf(batch.firstMillis())
                        : Long.valueOf(Math.min(firstEventMillis, batch.firstMillis())),
                lastEventMillis == null
                        ? Long.valueOf(batch.lastMillis())
                        : Long.valueOf(Math.max(lastEventMillis, batch.lastMillis())),
                ingestionMillis,
                appended + batch.count(),
                storedBytes + batch.bytes());
    }

    /** This stream after events of that size were deleted. */
    public LogStreamEntry withoutBytes(long bytes) {
        return new LogStreamEntry(
                name,
                id,
                createdMillis,
                firstEventMillis,
                lastEventMillis,
                lastIngestionMillis,
                appended,
                storedBytes - bytes);
    }

    /** Whether it may have events in the range, both ends included. */
    public boolean overlaps(long from, long to) {
        return firstEventMillis != null
                && lastEventMillis != null
                && firstEventMillis <= to
                && lastEventMillis >= from;
    }
}

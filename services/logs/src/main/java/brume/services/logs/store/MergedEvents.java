package brume.services.logs.store;

import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.Position;
import brume.services.logs.domain.StoredEvent;
import brume.store.Reader;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The events of several streams as one sequence in {@link StoredEvent#ORDER}. */
public final class MergedEvents {

    private static final int BUFFERED_MAX = 10_000;
    private static final int CHUNK_MIN = 8;
    private static final int CHUNK_MAX = 512;

    private final LogStore store;
    private final Reader reader;
    private final LogGroupEntry group;
    private final int chunk;
    private final PriorityQueue<Cursor> cursors =
            new PriorityQueue<>(Comparator.comparing(Cursor::head, StoredEvent.ORDER));

    /**
     * Starts the sequence.
     *
     * @param fromMillis inclusive
     * @param toMillis inclusive
     */
    public MergedEvents(
            LogStore store,
            Reader reader,
            LogGroupEntry group,
            List<LogStreamEntry> streams,
            long fromMillis,
            long toMillis) {
        this.store = store;
        this.reader = reader;
        this.group = group;
        this.chunk =
                Math.clamp(BUFFERED_MAX / Math.max(1, streams.size()), CHUNK_MIN, CHUNK_MAX);
        Position before = new Position(toMillis + 1, 0);
        for (LogStreamEntry stream : streams) {
            Cursor cursor = new Cursor(stream, new Position(fromMillis, 0), before);
            if (cursor.fill()) {
                cursors.add(cursor);
            }
        }
    }

    /** The next event, or null after the last one. */
    public @Nullable StoredEvent next() {
        Cursor cursor = cursors.poll();
        if (cursor == null) {
            return null;
        }
        StoredEvent event = cursor.buffer.remove();
        if (!cursor.buffer.isEmpty() || cursor.fill()) {
            cursors.add(cursor);
        }
        return event;
    }

    private final class Cursor {

        private final LogStreamEntry stream;
        private final Position before;
        private final Deque<StoredEvent> buffer = new ArrayDeque<>();
        private Position after;

        Cursor(LogStreamEntry stream, Position after, Position before) {
            this.stream = stream;
            this.after = after;
            this.before = before;
        }

        StoredEvent head() {
            return buffer.element();
        }

        boolean fill() {
            store.events(
                    reader,
                    group,
                    stream,
                    after,
                    before,
                    false,
                    event -> {
                        buffer.add(event);
                        return buffer.size() < chunk;
                    });
            if (buffer.isEmpty()) {
                return false;
            }
            after = buffer.getLast().position();
            return true;
        }
    }
}

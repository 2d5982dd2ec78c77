package brume.services.states.store;

import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The histories of executions. The events of one step are one row, an array under the id of its
 * first event: a short execution's history costs one write.
 */
public final class Histories {

    /** Events of one row at most. */
    private static final int EVENTS_PER_ROW_MAX = 100;

    private static Key key(ExecutionId id) {
        return Key.of(
                "states",
                "history",
                id.scope().account().value(),
                id.scope().region().value(),
                id.stateMachine(),
                id.name());
    }

    /** Appends events, whose ids are consecutive. */
    public void append(Transaction transaction, ExecutionId id, List<ObjectNode> events) {
        for (int from = 0; from < events.size(); from += EVENTS_PER_ROW_MAX) {
            List<ObjectNode> row =
                    events.subList(from, Math.min(events.size(), from + EVENTS_PER_ROW_MAX));
            long first = row.getFirst().get("id").longValue();
            transaction.put(key(id).with(first), Documents.write(row));
        }
    }

    /**
     * At most {@code limit} events from {@code from} on, upwards or, if {@code reverse}, downwards.
     */
    public List<JsonNode> list(
            Reader reader, ExecutionId id, long from, boolean reverse, int limit) {
        Key prefix = key(id);
        Range range =
                reverse
                        ? new Range(prefix, prefix.with(from).successor(), true)
                        : new Range(rowOf(reader, prefix, from), prefix.end(), false);
        List<JsonNode> events = new ArrayList<>();
        reader.scan(
                range,
                (key, value) -> {
                    List<JsonNode> row = new ArrayList<>();
                    Documents.parse(value).forEach(row::add);
                    for (JsonNode event : reverse ? row.reversed() : row) {
                        long number = event.get("id").longValue();
                        boolean wanted = reverse ? number <= from : number >= from;
                        if (wanted && events.size() < limit) {
                            events.add(event);
                        }
                    }
                    return events.size() < limit;
                });
        return events;
    }

    /** The key of the row that holds the event {@code number}. */
    private static Key rowOf(Reader reader, Key prefix, long number) {
        Range before = new Range(prefix, prefix.with(number).successor(), true);
        List<Entry> found = reader.list(before, 1);
        return found.isEmpty() ? prefix : found.getFirst().key();
    }
}

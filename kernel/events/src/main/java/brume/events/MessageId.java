package brume.events;

import java.time.Instant;

/** Where a message stands: its queue, its due time and a number that is unique in the store. */
public record MessageId(String queue, Instant due, long number) {

    /** A text form that {@link #parse} reads back. */
    public String text() {
        return queue + '|' + due.toEpochMilli() + '|' + number;
    }

    public static MessageId parse(String text) {
        String[] parts = text.split("\\|", 3);
        return new MessageId(
                parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])), Long.parseLong(parts[2]));
    }
}

package brume.services.logs.domain;

import java.util.Comparator;

/** One log event and where it stands. */
public record StoredEvent(
        LogStreamEntry stream, Position position, long ingestionMillis, String message) {

    /** By time, then by stream, then in the order in which they came. */
    public static final Comparator<StoredEvent> ORDER =
            Comparator.comparingLong((StoredEvent event) -> event.position().timeMillis())
                    .thenComparing(event -> event.stream().id())
                    .thenComparingLong(event -> event.position().number());

    /** What the event adds to a batch and to an answer. */
    public static final int OVERHEAD_BYTES = 26;

    /** A 56-digit id, as CloudWatch's are. */
    public String eventId() {
        return "3"
                + String.format(
                        "%019d%020d%016d",
                        position.timeMillis(),
                        Long.parseUnsignedLong(stream.id(), 16) >>> 1,
                        position.number());
    }
}

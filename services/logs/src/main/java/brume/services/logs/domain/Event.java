package brume.services.logs.domain;

/** A log event as it is kept. */
public record Event(EventId id, String message) {

    public long timestamp() {
        return id.timestamp();
    }

    /** What the event counts in the limits of batches and answers, given its UTF-8 length. */
    public static long countedBytes(long messageBytes) {
        return messageBytes + LogsQuotas.EVENT_OVERHEAD_BYTES.value();
    }
}

package brume.services.logs.domain;

/** One log event and where it stands. */
public record StoredEvent(String streamName, EventId id, String message) {

    /** What an event with a message of so many UTF-8 bytes counts in batches and answers. */
    public static long countedBytes(long messageBytes) {
        return messageBytes + LogsQuotas.EVENT_OVERHEAD_BYTES.value();
    }

    public long timeMillis() {
        return id.timeMillis();
    }
}

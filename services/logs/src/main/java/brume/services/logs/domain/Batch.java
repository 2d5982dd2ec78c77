package brume.services.logs.domain;

import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsErrors;
import brume.api.logs.RejectedLogEventsInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one PutLogEvents, checked as a whole. Source: API_PutLogEvents, and the answers
 * that LocalStack recorded from AWS (tests/aws/services/logs/test_logs_events).
 */
public final class Batch {

    private static final long OLD_MILLIS =
            Duration.ofDays(LogsQuotas.TOO_OLD_DAYS.value()).toMillis();
    private static final long NEW_MILLIS =
            Duration.ofHours(LogsQuotas.TOO_NEW_HOURS.value()).toMillis();
    private static final long SPAN_MILLIS =
            Duration.ofHours(LogsQuotas.BATCH_SPAN_HOURS.value()).toMillis();

    private final List<InputLogEvent> events;
    private final List<byte[]> messages;

    private Batch(List<InputLogEvent> events, List<byte[]> messages) {
        this.events = events;
        this.messages = messages;
    }

    /**
     * Checks order and size.
     *
     * @throws brume.wire.ServiceException InvalidParameterException
     */
    public static Batch of(List<InputLogEvent> events) {
        List<byte[]> messages = new ArrayList<>(events.size());
        long bytes = 0;
        long last = Long.MIN_VALUE;
        for (InputLogEvent event : events) {
            if (event.timestamp() < last) {
                throw LogsErrors.invalidParameterException(
                        "Log events in a single PutLogEvents request must be in chronological"
                                + " order.");
            }
            last = event.timestamp();
            byte[] message = event.message().getBytes(StandardCharsets.UTF_8);
            bytes += StoredEvent.countedBytes(message.length);
            messages.add(message);
        }
        if (bytes > LogsQuotas.BATCH_BYTES.value()) {
            throw LogsErrors.invalidParameterException(
                    "Upload too large: %d bytes exceeds limit of %d"
                            .formatted(bytes, LogsQuotas.BATCH_BYTES.value()));
        }
        return new Batch(events, messages);
    }

    public long timeMillis(int index) {
        return events.get(index).timestamp();
    }

    /** The message in UTF-8. */
    public byte[] message(int index) {
        return messages.get(index);
    }

    /**
     * The part of a batch that is taken, and why the rest is not.
     *
     * @param expired events before this index are older than the group's retention
     * @param tooOld events before this index are older than 14 days
     * @param end events from this index on are too far in the future
     */
    public record Accepted(int expired, int tooOld, int end, int size) {

        public int start() {
            return Math.max(expired, tooOld);
        }

        public boolean isEmpty() {
            return start() >= end;
        }

        public @Nullable RejectedLogEventsInfo rejected() {
            if (start() == 0 && end == size) {
                return null;
            }
            return RejectedLogEventsInfo.builder()
                    .expiredLogEventEndIndex(expired == 0 ? null : expired)
                    .tooOldLogEventEndIndex(tooOld == 0 ? null : tooOld)
                    .tooNewLogEventStartIndex(end == size ? null : end)
                    .build();
        }
    }

    /**
     * What is taken at {@code nowMillis}.
     *
     * @throws brume.wire.ServiceException InvalidParameterException if that spans more than a day
     */
    public Accepted accepted(LogGroupEntry group, long nowMillis) {
        Accepted accepted =
                new Accepted(
                        countBefore(group.expiredBefore(nowMillis)),
                        countBefore(nowMillis - OLD_MILLIS),
                        countBefore(nowMillis + NEW_MILLIS + 1),
                        events.size());
        if (!accepted.isEmpty()
                && timeMillis(accepted.end() - 1) - timeMillis(accepted.start()) > SPAN_MILLIS) {
            throw LogsErrors.invalidParameterException(
                    "The batch of log events in a single PutLogEvents request cannot span more"
                            + " than 24 hours.");
        }
        return accepted;
    }

    private int countBefore(long millis) {
        int count = 0;
        while (count < events.size() && events.get(count).timestamp() < millis) {
            count++;
        }
        return count;
    }
}

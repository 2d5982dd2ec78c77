package brume.services.logs.op;

import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.domain.StoredEvent;
import org.jspecify.annotations.Nullable;

/** Counts what goes into an answer: so many events and not more than 1 MB. */
final class AnswerSize {

    private final long eventsMax;
    private int events;
    private long bytes;

    AnswerSize(@Nullable Integer limit) {
        this.eventsMax = limit == null ? LogsQuotas.PAGE_EVENTS.value() : limit;
    }

    /** Counts one more event; false if it has no room. The first event always has. */
    boolean takes(StoredEvent event) {
        bytes += StoredEvent.countedBytes(utf8Length(event.message()));
        if (events > 0 && bytes > LogsQuotas.PAGE_BYTES.value()) {
            return false;
        }
        events++;
        return true;
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }

    boolean hasRoom() {
        return events < eventsMax;
    }
}

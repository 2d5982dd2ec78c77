package brume.services.logs.op;

import brume.services.logs.LogsQuotas;
import brume.services.logs.domain.StoredEvent;

/** Counts what goes into an answer: so many events and not more than 1 MB. */
final class AnswerSize {

    private final int eventsMax;
    private int events;
    private long bytes;

    AnswerSize(int eventsMax) {
        this.eventsMax = eventsMax;
    }

    /** Counts one more event; false if it has no room. The first event always has. */
    boolean takes(StoredEvent event) {
        bytes += event.message().length() + (long) StoredEvent.OVERHEAD_BYTES;
        if (events > 0 && bytes > LogsQuotas.ANSWER_BYTES.value()) {
            return false;
        }
        events++;
        return true;
    }

    boolean hasRoom() {
        return events < eventsMax;
    }
}

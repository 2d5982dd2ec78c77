package brume.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A handler that notes what it was given and does what the test last told it to do. */
final class RecordingHandler implements QueueHandler {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicReference<QueueHandler> behaviour =
            new AtomicReference<>(delivery -> Outcome.DONE);

    void behave(QueueHandler next) {
        behaviour.set(next);
    }

    @Override
    public Outcome handle(Delivery delivery) throws Exception {
        Outcome outcome;
        try {
            outcome = behaviour.get().handle(delivery);
        } finally {
            events.add(new String(delivery.payload(), UTF_8) + "#" + delivery.attempt());
        }
        return outcome;
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        events.add("dead " + new String(delivery.payload(), UTF_8) + ": " + reason);
    }

    /** The next thing that happened, waiting for it. */
    String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    /** The next {@code count} things that happened, waiting for them. */
    List<String> next(int count) throws InterruptedException {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(next());
        }
        return some;
    }

    int pending() {
        return events.size();
    }
}

package brume.server;

import brume.base.MovableClock;
import brume.store.Key;
import brume.store.Store;
import brume.wire.Documents;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to move the server's clock, for a server with {@code --test-clock}. How far it was
 * moved is kept with the data: rows carry times of the moved clock, and after a restart time must
 * not run backwards past them.
 */
final class TestClock {

    private static final Logger LOG = LoggerFactory.getLogger(TestClock.class);
    private static final Key OFFSET = Key.of("kernel", "clock-offset");
    private static final Duration OFFSET_MAX = Duration.ofDays(36_525);

    private final Store store;
    private final MovableClock clock;
    private final boolean enabled;

    private record Moved(long seconds, int nanos) {

        Duration offset() {
            return Duration.ofSeconds(seconds, nanos);
        }
    }

    private TestClock(Store store, MovableClock clock, boolean enabled) {
        this.store = store;
        this.clock = clock;
        this.enabled = enabled;
    }

    /** Moves {@code clock} to where the data's clock was left. */
    static TestClock open(Store store, MovableClock clock, boolean enabled) {
        store.read(reader -> reader.find(OFFSET))
                .map(bytes -> Documents.read(bytes, Moved.class).offset())
                .ifPresent(offset -> {
                    if (enabled) {
                        clock.advance(offset);
                    } else {
                        LOG.warn(
                                "the clock of this data is {} ahead, and what is due then waits"
                                    + " until then; start with --test-clock to go on from there",
                                offset);
                    }
                });
        return new TestClock(store, clock, enabled);
    }

    boolean enabled() {
        return enabled;
    }

    MovableClock clock() {
        return clock;
    }

    /**
     * Moves the clock forward, durably.
     *
     * @throws IllegalArgumentException if {@code by} is negative, or if the clock would be more
     *     than 100 years ahead
     */
    synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time moves forward only");
        }
        if (by.compareTo(OFFSET_MAX.minus(clock.offset())) > 0) {
            throw new IllegalArgumentException("the clock can be at most 100 years ahead");
        }
        Duration offset = clock.offset().plus(by);
        store.transact(transaction -> {
            transaction.put(
                    OFFSET, Documents.write(new Moved(offset.getSeconds(), offset.getNano())));
            return offset;
        });
        clock.advance(by);
    }
}

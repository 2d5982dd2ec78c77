package brume.spi;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.MovableClock;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RecurringWorkTest {

    private static final Duration PAUSE = Duration.ofHours(1);

    private final MovableClock clock = new MovableClock();
    private final SynchronousQueue<Integer> done = new SynchronousQueue<>();
    private final AtomicInteger times = new AtomicInteger();

    @Test
    void worksAgainAfterEachPauseAndAfterFailures() throws InterruptedException {
        RecurringWork work = new RecurringWork("test", clock, PAUSE, this::failEverySecondTime);
        work.start();
        assertThat(afterJump()).isEqualTo(1);
        assertThat(afterJump()).isEqualTo(2);
        assertThat(afterJump()).isEqualTo(3);
        work.stop();
        clock.advance(PAUSE.multipliedBy(2));
        assertThat(times).hasValue(3);
    }

    @Test
    void canBeStoppedBeforeItStarts() {
        RecurringWork work = new RecurringWork("test", clock, PAUSE, this::failEverySecondTime);
        work.stop();
        assertThat(times).hasValue(0);
    }

    private void failEverySecondTime() {
        int time = times.incrementAndGet();
        try {
            done.put(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (time % 2 == 0) {
            throw new IllegalStateException("as the test wants it");
        }
    }

    /** Moves the clock until the worker, which may not be waiting yet, has worked once more. */
    private int afterJump() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            clock.advance(PAUSE);
            Integer time = done.poll(10, TimeUnit.MILLISECONDS);
            if (time != null) {
                return time;
            }
        }
        return -1;
    }
}

package brume.services.lambda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import brume.sandbox.HostLoad;
import brume.services.lambda.worker.ColdStarts.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When another environment is started. */
final class ColdStartsTest {

    private static final int CORES = 2;

    private boolean busy;
    private long memoryLeftMb = 10_000;
    private int environments;
    private long now;
    private final WaitingLine line = new WaitingLine();
    private final ColdStarts starts =
            new ColdStarts(
                    new HostLoad() {
                        @Override
                        public long memoryLeftMb() {
                            return memoryLeftMb;
                        }

                        @Override
                        public boolean processorsBusy() {
                            return busy;
                        }
                    },
                    () -> environments,
                    500,
                    CORES);

    /** Starts what may be started, and initialises it. */
    private int startAll() {
        int started = 0;
        while (starts.ask(line, now) == Answer.START) {
            ColdStarts.Permit permit = starts.begin(now);
            line.start(permit, null);
            starts.end(permit);
            started++;
        }
        return started;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theFirstStartAtOnceAndMoreWhenTheLineStandsStill() {
        assertThat(startAll()).isEqualTo(2 * CORES);
        pass(Duration.ofMillis(19));
        assertThat(startAll()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(startAll()).isEqualTo(8 * CORES);
        assertThat(startAll()).isZero();
    }

    @Test
    void withoutIdleProcessorsTheyGrowByAQuarterEachHalfSecond() {
        assertThat(startAll()).isEqualTo(2 * CORES);
        busy = true;
        pass(Duration.ofMillis(499));
        assertThat(startAll()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(startAll()).isEqualTo(1);
        int halves = 0;
        for (; line.alive() < 200; halves++) {
            pass(Duration.ofMillis(500));
            startAll();
        }
        assertThat(halves).isLessThan(20); // 200 long events at once are served in ten seconds
    }

    @Test
    void noMoreInitialiseAtATimeThanTheCoresCanTake() {
        startAll();
        pass(Duration.ofMillis(20));
        for (int i = 0; i < 8 * CORES; i++) {
            assertThat(starts.ask(line, now)).isEqualTo(Answer.START);
            line.start(starts.begin(now), null);
        }
        pass(Duration.ofMillis(100));
        assertThat(starts.ask(line, now)).isEqualTo(Answer.WAIT);
        pass(Duration.ofMillis(401)); // they are waiting for something else
        assertThat(starts.ask(line, now)).isEqualTo(Answer.START);
    }

    @Test
    void aFullMachineStartsNone() {
        memoryLeftMb = 63;
        assertThat(starts.ask(line, now)).isEqualTo(Answer.FULL);
        memoryLeftMb = 64;
        assertThat(starts.ask(line, now)).isEqualTo(Answer.START);
        environments = 500;
        assertThat(starts.ask(line, now)).isEqualTo(Answer.FULL);
    }
}

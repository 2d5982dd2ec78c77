package brume.services.lambda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import brume.sandbox.HostLoad;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.worker.ColdStarts.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When another environment is started. */
final class ColdStartsTest {

    private static final int CORES = 2;
    private static final LambdaFunction FUNCTION =
            new LambdaFunction(
                    "111122223333",
                    "us-east-1",
                    "f",
                    LambdaFunction.LATEST,
                    new LambdaFunction.Configuration(
                            "python3.12",
                            "arn:aws:iam::111122223333:role/r",
                            "app.handler",
                            "",
                            3,
                            128,
                            512,
                            null,
                            List.of("x86_64"),
                            "/aws/lambda/f",
                            List.of(),
                            null,
                            null),
                    new LambdaFunction.Code("c", 1, "s", 1),
                    LambdaFunction.State.ACTIVE,
                    LambdaFunction.State.SUCCESSFUL,
                    "2026-01-01T00:00:00.000+0000",
                    "r",
                    "e",
                    Map.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null);

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

    private void waitInLine(int events) {
        for (int i = 0; i < events; i++) {
            var ignored = line.join(FUNCTION, now);
        }
    }

    /** Starts what may be started, and initialises it. */
    private int startAll() {
        int started = 0;
        while (!line.waiters().isEmpty() && starts.ask(line, now) == Answer.START) {
            ColdStarts.Permit permit = starts.begin(line, now);
            line.start(permit);
            starts.end(permit);
            started++;
        }
        return started;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void fewStartAtOnceAndTheOthersAfterAMoment() {
        waitInLine(200);
        assertThat(startAll()).isEqualTo(2 * CORES);
        pass(Duration.ofMillis(99));
        assertThat(startAll()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(startAll()).isEqualTo(200 - 2 * CORES);
    }

    @Test
    void withoutIdleProcessorsALineThatMovesStartsNoneAndOneThatStandsGrowsByAQuarter() {
        waitInLine(200);
        assertThat(startAll()).isEqualTo(2 * CORES);
        busy = true;
        pass(Duration.ofMillis(499));
        assertThat(startAll()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(startAll()).isEqualTo(1);
        int halves = 0;
        for (; line.alive() < 200; halves++) {
            pass(Duration.ofMillis(500));
            assertThat(startAll()).isPositive();
        }
        assertThat(halves).isLessThan(20); // 200 long events at once are served in ten seconds
    }

    @Test
    void withoutIdleProcessorsThoseThatInitialiseAreAwaited() {
        busy = true;
        waitInLine(10);
        for (int i = 0; i < 2 * CORES; i++) {
            line.start(starts.begin(line, now));
        }
        pass(Duration.ofMillis(9_999));
        assertThat(startAll()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(startAll()).isEqualTo(1);
    }

    @Test
    void noMoreInitialiseAtATimeThanTheCoresCanTake() {
        waitInLine(100);
        assertThat(startAll()).isEqualTo(2 * CORES);
        pass(Duration.ofMillis(100));
        for (int i = 0; i < 8 * CORES; i++) {
            assertThat(starts.ask(line, now)).isEqualTo(Answer.START);
            line.start(starts.begin(line, now));
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

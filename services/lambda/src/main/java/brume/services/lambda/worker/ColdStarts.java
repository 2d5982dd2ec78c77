package brume.services.lambda.worker;

import brume.sandbox.HostLoad;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Decides when another environment is worth starting. A function with few environments gets one at
 * once. Beyond that its events wait in line for a moment, and get more environments while the
 * machine has processors idle. While it has none, they are left to the environments that there are
 * as long as the line moves; a line that stands still grows by a quarter every half second. Nothing
 * is started while memory is short. So a flood of short events is handled by a few environments,
 * and many long ones by many. Guarded by the pool.
 */
final class ColdStarts {

    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final Duration BUSY_PATIENCE = Duration.ofMillis(500);

    /** While those that were started last are not ready, more would only delay them. */
    private static final Duration INITIALISING_PATIENCE = Duration.ofSeconds(10);

    /** An initialisation that takes longer mostly waits, and does not hold up others. */
    private static final Duration INITIALISING_MAX = Duration.ofMillis(500);

    /** What an environment is expected to take at first. */
    private static final int MEMORY_MB = 64;

    private final HostLoad host;
    private final IntSupplier environments;
    private final int environmentsMax;
    private final int cores;
    private final Set<Permit> underWay = new HashSet<>();

    /** One environment that is being started. */
    static final class Permit {
        private final WaitingLine line;
        private final long sinceNanos;
        private boolean initialising = true;

        private Permit(WaitingLine line, long sinceNanos) {
            this.line = line;
            this.sinceNanos = sinceNanos;
        }
    }

    /** Why no environment may be started now. */
    enum Answer {
        START,
        WAIT,
        /** The machine is full; an idle environment has to go first. */
        FULL
    }

    ColdStarts(HostLoad host, IntSupplier environments, int environmentsMax, int cores) {
        this.host = host;
        this.environments = environments;
        this.environmentsMax = environmentsMax;
        this.cores = cores;
    }

    /** Whether the first of {@code line} may start an environment. */
    Answer ask(WaitingLine line, long nowNanos) {
        underWay.removeIf(p -> nowNanos - p.sinceNanos > INITIALISING_MAX.toNanos());
        if (underWay.size() >= 8 * cores) {
            return Answer.WAIT;
        }
        if (line.alive() >= 2 * cores && line.budget() == 0) {
            if (!host.processorsBusy()) {
                if (line.waitedNanos(nowNanos) < PATIENCE.toNanos()) {
                    return Answer.WAIT;
                }
            } else if (line.stoodNanos(nowNanos) < patience(line).toNanos()) {
                return Answer.WAIT;
            } else {
                line.allow(Math.max(1, line.alive() / 4), nowNanos);
            }
        }
        return room() ? Answer.START : Answer.FULL;
    }

    private static Duration patience(WaitingLine line) {
        return line.initialising() == 0 ? BUSY_PATIENCE : INITIALISING_PATIENCE;
    }

    /** Whether the machine can hold another environment. */
    boolean room() {
        return environments.getAsInt() < environmentsMax
                && host.memoryLeftMb() >= (long) MEMORY_MB * (underWay.size() + 1);
    }

    Permit begin(WaitingLine line, long nowNanos) {
        Permit permit = new Permit(line, nowNanos);
        line.initialising(1);
        underWay.add(permit);
        return permit;
    }

    /** The environment has initialised, or will never do so. */
    void end(Permit permit) {
        underWay.remove(permit);
        if (permit.initialising) {
            permit.initialising = false;
            permit.line.initialising(-1);
        }
    }
}

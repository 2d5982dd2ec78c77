package brume.sandbox;

import brume.base.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine has left for more environments. */
public interface HostLoad {

    /** Megabytes that can be taken before the machine has less memory left than it should. */
    long memoryLeftMb();

    /** Whether hardly any processor time was unused in the last moments, or nobody knows yet. */
    boolean processorsBusy();

    /** The load of the machine that this process runs on. */
    static HostLoad ofThisMachine(Clock clock) {
        return new Linux(clock);
    }

    /** Linux's own figures, read five times a second at most. */
    final class Linux implements HostLoad {

        private static final Logger LOG = LoggerFactory.getLogger(HostLoad.class);
        private static final long READING_NANOS = 200_000_000;

        /** An average over more than this says nothing about now. */
        private static final long WINDOW_NANOS_MAX = 1_000_000_000;

        private static final double IDLE_MIN = 0.15;
        private static final long SPARE_MB_MAX = 1024;

        private final Clock clock;
        private long readNanos;
        private long memoryLeftMb = Long.MAX_VALUE;
        private boolean busy = true;
        private long idleTicks;
        private long allTicks;

        private Linux(Clock clock) {
            this.clock = clock;
            this.readNanos = clock.nanos() - READING_NANOS;
        }

        @Override
        public synchronized long memoryLeftMb() {
            read();
            return memoryLeftMb;
        }

        @Override
        public synchronized boolean processorsBusy() {
            read();
            return busy;
        }

        private void read() {
            long now = clock.nanos();
            if (now - readNanos < READING_NANOS) {
                return;
            }
            boolean recent = allTicks > 0 && now - readNanos < WINDOW_NANOS_MAX;
            readNanos = now;
            try {
                readMemory(Files.readAllLines(Path.of("/proc/meminfo")));
                try (var lines = Files.lines(Path.of("/proc/stat"))) {
                    readProcessors(lines.findFirst().orElseThrow(), recent);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("the load of this machine is not known", e);
            }
        }

        private void readMemory(List<String> lines) {
            long total = kilobytes(lines, "MemTotal:");
            long available = kilobytes(lines, "MemAvailable:");
            long spareMb = Math.min(SPARE_MB_MAX, total / 1024 / 10);
            memoryLeftMb = Math.max(0, available / 1024 - spareMb);
        }

        private static long kilobytes(List<String> lines, String name) {
            for (String line : lines) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.substring(name.length()).strip().split(" ")[0]);
                }
            }
            throw new IllegalArgumentException("no " + name);
        }

        /** {@code cpu user nice system idle iowait irq softirq ...}, in ticks since the start. */
        private void readProcessors(String line, boolean recent) {
            String[] fields = line.split(" +");
            long all = 0;
            for (int i = 1; i <= 8; i++) {
                all += Long.parseLong(fields[i]);
            }
            long idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
            busy = !recent || idle - idleTicks < IDLE_MIN * (all - allTicks);
            idleTicks = idle;
            allTicks = all;
        }
    }
}

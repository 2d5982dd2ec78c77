import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Closed-loop load: each connection sends its next request when it has the answer to the last. */
final class Load {

    /** One unit of work on a connection; the number is different for each. */
    interface Step {
        void run(Client client, long number) throws Exception;
    }

    /** Rates are per second, latencies in microseconds, CPU in microseconds a request. */
    record Result(int connections, double rate, double p50, double p99, double cpu) {}

    private static final long TICKS_PER_SECOND = 100;

    private Load() {}

    static Result run(URI server, long pid, int connections, double seconds, Step step)
            throws Exception {
        List<long[]> latencies = new ArrayList<>();
        AtomicReference<Exception> failure = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        long ticksBefore = ticks(pid);
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            long first = (long) i << 40;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (Client client = new Client(server)) {
                                            long[] mine = loop(client, first, stop, step);
                                            synchronized (latencies) {
                                                latencies.add(mine);
                                            }
                                        } catch (Exception e) {
                                            failure.compareAndSet(null, e);
                                            stop.set(true);
                                        }
                                    }));
        }
        long until = began + (long) (seconds * 1e9);
        while (System.nanoTime() < until && !stop.get()) {
            Thread.sleep(20);
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsed = (System.nanoTime() - began) / 1e9;
        if (failure.get() != null) {
            throw failure.get();
        }
        long ticks = ticks(pid) - ticksBefore;
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(
                connections,
                all.length / elapsed,
                at(all, 0.50) / 1e3,
                at(all, 0.99) / 1e3,
                ticks * 1e6 / TICKS_PER_SECOND / Math.max(1, all.length));
    }

    private static long[] loop(Client client, long first, AtomicBoolean stop, Step step)
            throws Exception {
        long[] latencies = new long[1024];
        int count = 0;
        while (!stop.get()) {
            long began = System.nanoTime();
            step.run(client, first + count);
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = System.nanoTime() - began;
        }
        return Arrays.copyOf(latencies, count);
    }

    private static double at(long[] sorted, double fraction) {
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * fraction)];
    }

    /** CPU time of the process and all its descendants, from Linux's /proc. */
    private static long ticks(long pid) {
        if (pid == 0) {
            return 0;
        }
        List<Long> pids = new ArrayList<>(List.of(pid));
        ProcessHandle.of(pid).ifPresent(p -> p.descendants().forEach(d -> pids.add(d.pid())));
        long sum = 0;
        for (long each : pids) {
            try {
                String stat = Files.readString(Path.of("/proc/" + each + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                // utime, stime, and those of the children that have ended.
                for (int i = 11; i <= 14; i++) {
                    sum += Long.parseLong(fields[i]);
                }
            } catch (IOException e) {
                // It has ended; its parent counts it now.
            }
        }
        return sum;
    }
}

package brume.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interpreter that has imported what functions usually need, and forks environments on demand.
 * See {@code brume_launcher.py}. When its standard input ends, whether by {@link #close()} or by
 * the death of this process, it dies with all its environments.
 */
final class Zygote implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Zygote.class);
    private static final int READY_SECONDS_MAX = 60;

    private final Process process;
    private final OutputStream commands;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final Map<String, Consumer<Exit>> exits = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /**
     * How an environment ended.
     *
     * @param status the runtime's exit status
     * @param signal the signal that ended it, or 0
     * @param failure why it could not be set up, or empty
     * @param extension the extension whose end it was, or empty if it was the runtime's
     */
    record Exit(int status, int signal, String failure, String extension) {

        /** The status of an extension whose program could not be started. */
        private static final int NO_PROGRAM = 126;

        boolean couldNotStart() {
            return !extension.isEmpty() && status == NO_PROGRAM;
        }

        /** In the words of AWS's open runtime interface emulator. */
        String reason() {
            if (!extension.isEmpty()) {
                return signal != 0
                        ? "signal: " + signalName(signal)
                        : status == 0 ? "exit code 0" : "exit status " + status;
            }
            return "Runtime exited " + runtimeReason();
        }

        private String runtimeReason() {
            if (signal != 0) {
                return "with error: signal: " + signalName(signal);
            }
            return status == 0 ? "without providing a reason" : "with error: exit status " + status;
        }

        /** Go's names for signals, as AWS's messages have them. */
        private static String signalName(int signal) {
            return switch (signal) {
                case 1 -> "hangup";
                case 2 -> "interrupt";
                case 3 -> "quit";
                case 4 -> "illegal instruction";
                case 5 -> "trace/breakpoint trap";
                case 6 -> "aborted";
                case 7 -> "bus error";
                case 8 -> "floating point exception";
                case 9 -> "killed";
                case 11 -> "segmentation fault";
                case 13 -> "broken pipe";
                case 14 -> "alarm clock";
                case 15 -> "terminated";
                default -> "signal " + signal;
            };
        }
    }

    /**
     * Starts {@code executable} with the launcher script; {@code configuration} is its argument.
     */
    Zygote(Path executable, Path script, Map<String, Object> configuration) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                executable.toString(),
                                "-I",
                                "-B",
                                script.toString(),
                                Json.write(configuration)));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("LANG", "C.UTF-8");
        process = builder.start();
        commands = process.getOutputStream();
        // Platform threads: reading a pipe would pin a virtual thread's carrier.
        Thread.ofPlatform()
                .daemon()
                .name("brume-zygote-events-" + process.pid())
                .start(this::readEvents);
        Thread.ofPlatform().daemon().name("brume-zygote-log-" + process.pid()).start(this::readLog);
    }

    private void readEvents() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                handle(line);
            }
        } catch (IOException e) {
            LOG.debug("zygote {} ended", process.pid(), e);
        } finally {
            ended = true;
            ready.completeExceptionally(new SandboxException("the launcher ended early"));
            exits.values().forEach(exit -> exit.accept(new Exit(0, 9, "", "")));
            exits.clear();
        }
    }

    private void handle(String line) {
        switch (Json.field(line, "event", "")) {
            case "ready" -> {
                LOG.info(
                        "functions on Python {} with boto3 {}",
                        Json.field(line, "python", "?"),
                        Json.field(line, "boto3", "none"));
                ready.complete(line);
            }
            case "failed" ->
                    ready.completeExceptionally(
                            new SandboxException(
                                    "this host cannot isolate functions: "
                                            + Json.field(line, "message", "")));
            case "exited" -> {
                Consumer<Exit> listener = exits.remove(Json.field(line, "id", ""));
                if (listener != null) {
                    listener.accept(
                            new Exit(
                                    Integer.parseInt(Json.field(line, "status", "0")),
                                    Integer.parseInt(Json.field(line, "signal", "0")),
                                    Json.field(line, "failure", ""),
                                    Json.field(line, "extension", "")));
                }
            }
            default -> LOG.warn("zygote {} says {}", process.pid(), line);
        }
    }

    private void readLog() {
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                LOG.info("zygote {}: {}", process.pid(), line);
            }
        } catch (IOException e) {
            LOG.debug("zygote {} ended", process.pid(), e);
        }
    }

    /** Waits until environments can be forked. */
    void awaitReady() throws InterruptedException {
        try {
            String ignored = ready.get(READY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SandboxException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new SandboxException("the launcher did not become ready", e);
        }
    }

    boolean alive() {
        return !ended && process.isAlive();
    }

    /** Forks an environment; {@code onExit} is called once, when it has ended. */
    void spawn(String id, Map<String, Object> command, Consumer<Exit> onExit) {
        exits.put(id, onExit);
        Map<String, Object> line = new LinkedHashMap<>(command);
        line.put("op", "spawn");
        line.put("id", id);
        try {
            send(line);
        } catch (IOException e) {
            exits.remove(id);
            throw new SandboxException("the launcher is gone", e);
        }
    }

    /** Kills every process of an environment; nothing happens if it has ended. */
    void kill(String id) {
        tell(id, "kill");
    }

    /**
     * Ends the runtime of an environment, but not its extensions: the environment ends with the
     * last of them.
     *
     * @param atOnce or after a moment in which it may end itself
     */
    void endRuntime(String id, boolean atOnce) {
        tell(id, atOnce ? "killRuntime" : "endRuntime");
    }

    private void tell(String id, String operation) {
        if (exits.containsKey(id)) {
            try {
                send(Map.of("op", operation, "id", id));
            } catch (IOException e) {
                LOG.debug("zygote {} is gone, and {} with it", process.pid(), id, e);
            }
        }
    }

    private void send(Map<String, Object> command) throws IOException {
        byte[] line = (Json.write(command) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (commands) {
            commands.write(line);
            commands.flush();
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

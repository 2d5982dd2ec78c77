package brume.sandbox;

import brume.sandbox.Interpreters.Interpreter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes execution environments: processes in their own Linux namespaces with a read-only root, no
 * capabilities, a system call filter, and control groups where this user may make them.
 */
public final class Sandboxes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
    private static final int WORK_FOLDER_CHARS_MAX = 60;
    private static final int UID_FIRST = 0x6b00_0000;
    private static final int UIDS = 0x1_0000;

    /** The user that a function sees itself as. */
    private static final int INSIDE_UID = 993;

    private static final List<String> SCRIPTS =
            List.of(
                    "brume_launcher.py",
                    "brume_linux.py",
                    "brume_init.py",
                    "brume_runtime.py",
                    NodeProgram.SCRIPT,
                    "brume_clock.py");
    private static final List<String> BUNDLED =
            List.of("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py");

    private final SandboxOptions options;
    private final WorkFolder workFolder;
    private final boolean root;
    private final Cgroups cgroups;
    private final LogReader logReader;
    private final Supplier<Interpreters> interpreters;
    private final Programs programs;
    private final Map<Path, Zygote> zygotes = new ConcurrentHashMap<>();
    private final Map<String, Sandbox> sandboxes = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final BitSet uids = new BitSet(UIDS);
    private final Semaphore permits;
    private volatile boolean closed;

    public Sandboxes(SandboxOptions options) throws IOException {
        if (options.workFolder().toString().length() > WORK_FOLDER_CHARS_MAX) {
            throw new SandboxException(
                    "the work folder's path is too long for Unix sockets: " + options.workFolder());
        }
        this.options = options;
        this.permits = new Semaphore(Math.min(options.sandboxesMax(), UIDS / 2));
        this.root = isRoot();
        this.cgroups = Cgroups.detect();
        this.interpreters = lazily(Interpreters::find);
        Files.createDirectories(options.cacheFolder().resolve("python"));
        this.workFolder = WorkFolder.open(options.workFolder());
        Path folder = workFolder.path();
        for (String name : List.of("python", "s", "root")) {
            WorkFolder.setMode(Files.createDirectory(folder.resolve(name)), "rwxr-xr-x");
        }
        for (String script : SCRIPTS) {
            Path target = folder.resolve("python").resolve(script);
            try (InputStream in = Sandboxes.class.getResourceAsStream(script)) {
                if (in == null) {
                    throw new IOException("resource is missing: " + script);
                }
                var ignored = Files.copy(in, target);
            }
            WorkFolder.setMode(target, "rw-r--r--");
        }
        this.programs = new Programs(folder.resolve("python"), options.cacheFolder());
        this.logReader = new LogReader();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    static <T> Supplier<T> lazily(Supplier<T> supplier) {
        return new Supplier<>() {
            private volatile Optional<T> value = Optional.empty();

            @Override
            public T get() {
                if (value.isEmpty()) {
                    synchronized (this) {
                        if (value.isEmpty()) {
                            value = Optional.of(supplier.get());
                        }
                    }
                }
                return value.get();
            }
        };
    }

    /** Whether this host can run functions of {@code runtime}, at least with a close version. */
    public boolean supports(String runtime) {
        try {
            var ignored = interpreterFor(runtime);
            return true;
        } catch (UnsupportedRuntimeException e) {
            return false;
        }
    }

    /**
     * Starts the interpreter that environments of {@code runtime} are forked from, and waits until
     * it is ready, so that the first function does not wait for it.
     *
     * @throws UnsupportedRuntimeException if this host cannot run it
     * @throws SandboxException if this host cannot isolate functions
     */
    public void warm(String runtime) throws InterruptedException {
        zygote(interpreterFor(runtime)).awaitReady();
    }

    /**
     * As {@link #warm}, without waiting.
     *
     * @throws UnsupportedRuntimeException if this host cannot run it
     */
    public void prepare(String runtime) {
        Zygote ignored = zygote(interpreterFor(runtime));
    }

    /** The interpreter that makes environments of {@code runtime}. */
    private Interpreter interpreterFor(String runtime) {
        programs.find(runtime).ifPresent(Program::prepare);
        return Programs.notPython(runtime)
                ? interpreters.get().forProvided()
                : interpreters.get().forRuntime(runtime);
    }

    /** How many environments exist. */
    public int count() {
        return sandboxes.size();
    }

    /**
     * Makes an environment, which initialises while this returns.
     *
     * @throws UnsupportedRuntimeException if this host cannot run the runtime
     * @throws SandboxLimitException if there are as many environments as allowed
     * @throws SandboxException if this host cannot isolate functions
     */
    public Sandbox start(SandboxSpec spec) throws InterruptedException {
        if (closed) {
            throw new SandboxException("the server is stopping");
        }
        Interpreter interpreter = interpreterFor(spec.runtime());
        if (!permits.tryAcquire()) {
            throw new SandboxLimitException(
                    "there are " + options.sandboxesMax() + " execution environments already");
        }
        boolean started = false;
        try {
            Zygote zygote = zygote(interpreter);
            zygote.awaitReady();
            Sandbox sandbox = spawn(spec, interpreter, zygote);
            started = true;
            return sandbox;
        } catch (IOException e) {
            throw new SandboxException("no environment could be made: " + e.getMessage(), e);
        } finally {
            if (!started) {
                permits.release();
            }
        }
    }

    private Zygote zygote(Interpreter interpreter) {
        return zygotes.compute(
                interpreter.executable(),
                (executable, present) -> {
                    if (present != null && present.alive()) {
                        return present;
                    }
                    try {
                        return new Zygote(
                                executable,
                                options.workFolder().resolve("python/brume_launcher.py"),
                                configuration(interpreter));
                    } catch (IOException e) {
                        throw new SandboxException("cannot start " + executable, e);
                    }
                });
    }

    private Map<String, Object> configuration(Interpreter interpreter) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("resources", options.workFolder().resolve("python").toString());
        configuration.put("mountPoint", options.workFolder().resolve("root").toString());
        configuration.put("root", root);
        configuration.put("insideUid", INSIDE_UID);
        configuration.put("testClock", options.testClock());
        Set<String> prefixes = new LinkedHashSet<>(interpreter.prefixes());
        prefixes.addAll(programs.prefixes());
        configuration.put("prefixes", prefixes);
        Map<String, String> runtime = new LinkedHashMap<>();
        interpreters
                .get()
                .packagesFor(interpreter)
                .ifPresent(folder -> {
                    for (String name : BUNDLED) {
                        if (Files.exists(folder.resolve(name))) {
                            runtime.put(name, folder.resolve(name).toString());
                        }
                    }
                });
        configuration.put("runtime", runtime);
        // Of the resources folder a function sees nothing below /tmp, where it usually is.
        configuration.put("scripts", programs.shared());
        // An interpreter with another one's libraries finds no byte code of its own version there.
        configuration.put(
                "byteCode", options.cacheFolder().resolve("python").toAbsolutePath().toString());
        return configuration;
    }

    private Sandbox spawn(SandboxSpec spec, Interpreter interpreter, Zygote zygote)
            throws IOException {
        String id = "e" + sequence.incrementAndGet();
        Path folder = options.workFolder().resolve("s").resolve(id);
        List<String> beside = externalExtensions(spec);
        var group = cgroups.create(id, (spec.memoryMb() + Environments.OVERHEAD_MB) * 1024L * 1024);
        int uid = takeUid();
        Environments.Live environment =
                new Environments.Live(
                        options,
                        spec,
                        id,
                        folder,
                        interpreter,
                        programs.find(spec.runtime()),
                        zygote,
                        group,
                        beside,
                        () -> ended(id, uid));
        Sandbox sandbox = new Sandbox(spec, id, options.clock(), environment);
        try {
            WorkFolder.setMode(Files.createDirectory(folder), "rwxr-xr-x");
            environment.open(sandbox.owner(), logReader);
            for (String socket : List.of("runtime.sock", "log.sock", "endpoint.sock")) {
                WorkFolder.setMode(folder.resolve(socket), "rw-rw-rw-");
            }
        } catch (IOException | RuntimeException e) {
            environment.closeSockets();
            freeUid(uid);
            throw e;
        }
        sandboxes.put(id, sandbox);
        zygote.spawn(id, environment.command(uid), sandbox::exited);
        return sandbox;
    }

    /** The names of the programs that a layer wants to run beside the runtime. */
    private static List<String> externalExtensions(SandboxSpec spec) throws IOException {
        Path extensions = spec.layers().map(l -> l.resolve(Extensions.FOLDER)).orElse(Path.of(""));
        if (spec.layers().isEmpty() || !Files.isDirectory(extensions)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(extensions)) {
            List<String> names =
                    files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                            .map(file -> file.getFileName().toString())
                            .sorted()
                            .toList();
            if (names.size() > Extensions.EXTENSIONS_MAX) {
                throw new SandboxException(
                        "more than " + Extensions.EXTENSIONS_MAX + " extensions: " + names);
            }
            return names;
        }
    }

    private int takeUid() {
        synchronized (uids) {
            int index = uids.nextClearBit((int) (sequence.get() % (UIDS / 2)));
            uids.set(index);
            return UID_FIRST + index;
        }
    }

    private void freeUid(int uid) {
        synchronized (uids) {
            uids.clear(uid - UID_FIRST);
        }
    }

    private void ended(String id, int uid) {
        if (sandboxes.remove(id) != null) {
            freeUid(uid);
            permits.release();
        }
    }

    /** Lets those who have extensions end as they would on AWS, all at the same time. */
    private void endExtensions() {
        List<Sandbox> ending =
                sandboxes.values().stream().filter(s -> !s.extensions().isEmpty()).toList();
        ending.forEach(Sandbox::close);
        ending.forEach(Sandbox::awaitEnd);
    }

    /** Kills all environments and removes what they left. */
    @Override
    public void close() {
        closed = true;
        endExtensions();
        zygotes.values().forEach(Zygote::close);
        try {
            for (int i = 0; i < 100 && !sandboxes.isEmpty(); i++) {
                options.clock().sleep(java.time.Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cgroups.close();
        try {
            logReader.close();
            workFolder.close();
        } catch (IOException e) {
            LOG.warn("work folder is left behind: {}", e.toString());
        }
    }
}

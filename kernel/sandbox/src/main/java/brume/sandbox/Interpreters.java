package brume.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Python interpreters of this host: on PATH, in the usual folders, and pyenv's. */
final class Interpreters {

    private static final Logger LOG = LoggerFactory.getLogger(Interpreters.class);
    private static final Pattern NAME = Pattern.compile("python3\\.(\\d+)");
    private static final Pattern RUNTIME = Pattern.compile("python3\\.(\\d{1,2})");
    private static final int MINOR_MIN = 9;
    private static final int CANDIDATES_MAX = 64;
    private static final String PROBE =
            """
            import sys, importlib.util as u, json, ctypes
            s = u.find_spec("boto3")
            print(json.dumps({"minor": sys.version_info[1], "prefix": sys.prefix,
              "base": sys.base_prefix,
              "packages": s.origin.rsplit("/", 2)[0] if s and s.origin else None}))
            """;

    private final List<Interpreter> all;

    Interpreters(List<Interpreter> all) {
        this.all = all;
    }

    /**
     * One interpreter.
     *
     * @param packages the folder that it imports boto3 from, or empty if it has none
     */
    record Interpreter(Path executable, int minor, Set<String> prefixes, Optional<Path> packages) {

        String version() {
            return "3." + minor;
        }
    }

    /** Looks for interpreters and asks each one what it has. */
    static Interpreters find() {
        Set<Path> candidates = new LinkedHashSet<>();
        List<Path> folders = new ArrayList<>();
        for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
            folders.add(Path.of(folder));
        }
        folders.add(Path.of("/usr/local/bin"));
        folders.add(Path.of("/usr/bin"));
        for (Path parent :
                List.of(
                        Path.of(System.getProperty("user.home"), ".pyenv/versions"),
                        Path.of("/opt/python"),
                        Path.of("/var/lang"))) {
            children(parent).stream().sorted().forEach(v -> folders.add(v.resolve("bin")));
        }
        for (Path folder : folders) {
            for (Path file : children(folder)) {
                if (NAME.matcher(file.getFileName().toString()).matches()
                        && !folder.endsWith("shims")
                        && Files.isExecutable(file)
                        && candidates.size() < CANDIDATES_MAX) {
                    addReal(candidates, file);
                }
            }
        }
        List<Interpreter> found = new ArrayList<>();
        for (Path candidate : candidates) {
            probe(candidate).ifPresent(found::add);
        }
        LOG.debug("interpreters: {}", found);
        return new Interpreters(List.copyOf(found));
    }

    private static void addReal(Set<Path> candidates, Path file) {
        try {
            candidates.add(file.toRealPath());
        } catch (IOException e) {
            LOG.debug("{} is not an interpreter", file, e);
        }
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            return List.of();
        }
        return children;
    }

    private static Optional<Interpreter> probe(Path executable) {
        Matcher name = NAME.matcher(executable.getFileName().toString());
        if (name.matches() && Integer.parseInt(name.group(1)) < MINOR_MIN) {
            return Optional.empty();
        }
        try {
            Process process =
                    new ProcessBuilder(executable.toString(), "-I", "-c", PROBE)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0 || answer.isBlank()) {
                return Optional.empty(); // no ctypes, or not an interpreter at all
            }
            Set<String> prefixes = new LinkedHashSet<>();
            prefixes.add(Json.field(answer, "prefix", "/usr"));
            prefixes.add(Json.field(answer, "base", "/usr"));
            prefixes.removeIf(p -> p.equals("/usr") || p.startsWith("/usr/"));
            String packages = Json.field(answer, "packages", "");
            return Optional.of(
                    new Interpreter(
                            executable,
                            Integer.parseInt(Json.field(answer, "minor", "0")),
                            prefixes,
                            packages.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(Path.of(packages))));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * The interpreter that runs a runtime such as {@code python3.12}: the same minor version if
     * there is one, with boto3 rather than without, else the closest one.
     *
     * @throws UnsupportedRuntimeException if this host has none, or the runtime is no Python
     */
    Interpreter forRuntime(String runtime) {
        Matcher matcher = RUNTIME.matcher(runtime);
        if (!matcher.matches()) {
            throw new UnsupportedRuntimeException("runtime " + runtime + " is not supported here");
        }
        int wanted = Integer.parseInt(matcher.group(1));
        Interpreter best =
                all.stream()
                        .filter(i -> i.minor() >= MINOR_MIN)
                        .min(
                                Comparator.<Interpreter>comparingInt(
                                                i -> Math.abs(i.minor() - wanted))
                                        .thenComparing(i -> i.packages().isEmpty()))
                        .orElseThrow(() ->
                                new UnsupportedRuntimeException(
                                        "runtime "
                                                + runtime
                                                + " needs a Python 3.9 or newer with"
                                                + " ctypes on this host; none was found on"
                                                + " PATH, in /usr/bin or in ~/.pyenv"));
        if (best.minor() != wanted) {
            LOG.warn(
                    "runtime {} runs on {}, the closest interpreter here",
                    runtime,
                    best.executable());
        }
        return best;
    }

    /** The interpreter for runtimes that are not Python: one that others use as well. */
    Interpreter forProvided() {
        return all.stream()
                .filter(i -> i.minor() >= MINOR_MIN)
                .min(Comparator.comparing(i -> i.packages().isEmpty()))
                .orElseThrow(() ->
                        new UnsupportedRuntimeException(
                                "sandboxes need a Python 3.9 or newer on this host"));
    }

    /** A folder with a boto3 that an interpreter without its own can use; pure Python only. */
    Optional<Path> packagesFor(Interpreter interpreter) {
        if (interpreter.packages().isPresent()) {
            return Optional.empty();
        }
        return all.stream()
                .filter(i -> i.packages().isPresent())
                .min(Comparator.comparingInt(i -> Math.abs(i.minor() - interpreter.minor())))
                .flatMap(Interpreter::packages);
    }
}

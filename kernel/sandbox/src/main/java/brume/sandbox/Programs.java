package brume.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What this host runs functions with, apart from Python. */
final class Programs {

    private static final Set<String> PROVIDED = Set.of("provided.al2", "provided.al2023");

    /** What a wrapper starts; usually the launcher has imported it. */
    private static final String PYTHON_SCRIPT = "brume_runtime.py";

    private final Path scripts;
    private final Supplier<Optional<NodeInterpreter>> node;
    private final Supplier<Jdks> jdks;
    private final JavaClient javaClient;

    /**
     * @param scripts the folder with Brume's own runtime clients
     */
    Programs(Path scripts, Path cacheFolder) throws IOException {
        this.scripts = scripts;
        this.node = Sandboxes.lazily(NodeInterpreter::find);
        this.jdks = Sandboxes.lazily(Jdks::find);
        this.javaClient = JavaClient.unpack(cacheFolder);
    }

    /** Whether a runtime is run by a program of its own, or by the function's bootstrap. */
    static boolean notPython(String runtime) {
        return PROVIDED.contains(runtime) || NodeInterpreter.runs(runtime) || Jdks.runs(runtime);
    }

    /**
     * The program of a runtime; empty for Python and for the provided runtimes.
     *
     * @throws UnsupportedRuntimeException if this host has none
     */
    Optional<Program> find(String runtime) {
        if (NodeInterpreter.runs(runtime)) {
            NodeInterpreter found =
                    node.get()
                            .orElseThrow(() ->
                                    new UnsupportedRuntimeException(
                                            "runtime "
                                                    + runtime
                                                    + " needs a node on this host; none was found"
                                                    + " on PATH, in /usr/bin or in ~/.nvm"));
            return Optional.of(new NodeProgram(found));
        }
        if (Jdks.runs(runtime)) {
            return Optional.of(new JavaProgram(jdks.get().forRuntime(runtime), javaClient));
        }
        return Optional.empty();
    }

    /** Whether the function reaches the Runtime API over TCP. */
    static boolean overTcp(String runtime, Optional<Program> program) {
        return program.map(Program::overTcp).orElse(PROVIDED.contains(runtime));
    }

    /** The folders of this host that must be visible in sandboxes. */
    Set<String> prefixes() {
        Set<String> prefixes = new LinkedHashSet<>();
        node.get().flatMap(NodeInterpreter::prefix).ifPresent(prefixes::add);
        jdks.get().all().forEach(jdk -> prefixes.addAll(jdk.prefixes()));
        return prefixes;
    }

    /** What appears below {@code /var/runtime}, by name. */
    Map<String, String> shared() {
        return Map.of(
                PYTHON_SCRIPT,
                scripts.resolve(PYTHON_SCRIPT).toString(),
                NodeProgram.SCRIPT,
                scripts.resolve(NodeProgram.SCRIPT).toString(),
                "java",
                javaClient.folder().toString());
    }
}

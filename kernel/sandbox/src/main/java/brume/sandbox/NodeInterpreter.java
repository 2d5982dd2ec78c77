package brume.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Node.js of this host, which runs the functions of all Node.js runtimes.
 *
 * @param prefix the installation that must be visible in a sandbox; empty below {@code /usr}, which
 *     always is
 */
record NodeInterpreter(Path executable, Optional<String> prefix) {

    private static final Logger LOG = LoggerFactory.getLogger(NodeInterpreter.class);
    private static final Pattern RUNTIME = Pattern.compile("nodejs\\d+\\.x");

    static boolean runs(String runtime) {
        return RUNTIME.matcher(runtime).matches();
    }

    /** Looks on PATH, in the usual folders and in nvm's. */
    static Optional<NodeInterpreter> find() {
        List<Path> folders = new ArrayList<>();
        for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
            folders.add(Path.of(folder));
        }
        folders.add(Path.of("/usr/local/bin"));
        folders.add(Path.of("/usr/bin"));
        Path nvm = Path.of(System.getProperty("user.home"), ".nvm/versions/node");
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(nvm)) {
            versions.forEach(version -> folders.add(version.resolve("bin")));
        } catch (IOException e) {
            LOG.trace("no nvm", e);
        }
        return folders.stream()
                .map(folder -> folder.resolve("node"))
                .filter(Files::isExecutable)
                .flatMap(node -> real(node).stream())
                .min(Comparator.comparing(node -> node.prefix().isPresent()));
    }

    private static Optional<NodeInterpreter> real(Path node) {
        try {
            Path executable = node.toRealPath();
            Path bin = executable.getParent();
            Path prefix = bin == null ? null : bin.getParent();
            if (prefix == null) {
                return Optional.empty();
            }
            return Optional.of(
                    new NodeInterpreter(
                            executable,
                            prefix.startsWith("/usr")
                                    ? Optional.empty()
                                    : Optional.of(prefix.toString())));
        } catch (IOException e) {
            LOG.debug("{} is not an interpreter", node, e);
            return Optional.empty();
        }
    }
}

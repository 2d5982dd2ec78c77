package brume.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The folder of generated sources; files whose text is unchanged keep their time stamp. */
final class SourceTree {

    private final Path root;
    private final Set<Path> written = new HashSet<>();
    private final Set<String> lowerCase = new HashSet<>();

    SourceTree(Path root) {
        this.root = root;
    }

    void add(String packageName, String className, String text) {
        Path file = root.resolve(packageName.replace('.', '/')).resolve(className + ".java");
        if (!lowerCase.add(file.toString().toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException(
                    "two classes are named " + packageName + "." + className);
        }
        written.add(file);
        try {
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what an earlier run generated and this one did not. */
    void finish() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (!written.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}

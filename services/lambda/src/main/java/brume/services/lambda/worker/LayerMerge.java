package brume.services.lambda.worker;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Lays one unpacked layer over others: hard links, because no file is ever written again. */
final class LayerMerge {

    private LayerMerge() {}

    /** Adds what is in {@code layer}; what is in {@code target} under the same name gives way. */
    static void add(Path layer, Path target) throws IOException {
        Path ignored =
                Files.walkFileTree(
                        layer,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult preVisitDirectory(
                                    Path folder, BasicFileAttributes attributes)
                                    throws IOException {
                                Path made = target.resolve(layer.relativize(folder));
                                if (!Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
                                    Files.deleteIfExists(made);
                                    var _ =
                                            Files.setPosixFilePermissions(
                                                    Files.createDirectory(made),
                                                    PosixFilePermissions.fromString("rwxr-xr-x"));
                                }
                                return FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult visitFile(
                                    Path file, BasicFileAttributes attributes) throws IOException {
                                Path made = target.resolve(layer.relativize(file));
                                CodeCache.delete(made);
                                var _ =
                                        attributes.isSymbolicLink()
                                                ? Files.createSymbolicLink(
                                                        made, Files.readSymbolicLink(file))
                                                : Files.createLink(made, file);
                                return FileVisitResult.CONTINUE;
                            }
                        });
    }
}

package brume.services.lambda.worker;

import brume.base.Ids;
import brume.services.lambda.domain.DeploymentPackage;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacked code on disk. Everything here can be made again from the store. */
public final class CodeCache {

    private static final Logger LOG = LoggerFactory.getLogger(CodeCache.class);

    private static final String LAYERS = "layers-";

    private final Path folder;
    private final FunctionStore functions;
    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

    public CodeCache(Path folder, FunctionStore functions) {
        this.folder = folder;
        this.functions = functions;
    }

    /**
     * The folder with a function's files, which everybody may read.
     *
     * @throws brume.wire.ServiceException if the zip is broken
     */
    public Path folder(LambdaFunction function) {
        return unpacked(function.code().id(), function.arn());
    }

    /**
     * The folder with the files of a function's layers, of which a later one wins; empty if it has
     * none. It belongs to this state of the function alone, and costs links only.
     *
     * @throws brume.wire.ServiceException if a zip is broken
     */
    public Optional<Path> layers(LambdaFunction function) {
        List<LambdaFunction.LayerUse> layers = function.configuration().layers();
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                made(
                        LAYERS + function.environmentId(),
                        unfinished -> {
                            for (LambdaFunction.LayerUse layer : layers) {
                                LayerMerge.add(
                                        unpacked(layer.code().id(), layer.arn()), unfinished);
                            }
                        }));
    }

    private Path unpacked(String id, String owner) {
        return made(
                id,
                unfinished -> {
                    byte[] zip =
                            functions
                                    .code()
                                    .find(id)
                                    .orElseThrow(() ->
                                            new IllegalStateException(
                                                    "the code of " + owner + " is missing"));
                    unpack(DeploymentPackage.parse(zip), unfinished);
                });
    }

    /** Fills a new folder. */
    @FunctionalInterface
    private interface Filling {
        void fill(Path unfinished) throws IOException;
    }

    /** The folder of this name, which is there only when it is complete. */
    private Path made(String name, Filling filling) {
        Path target = folder.resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        synchronized (locks.computeIfAbsent(name, ignored -> new Object())) {
            try {
                if (!Files.isDirectory(target)) {
                    make(target, filling);
                }
                return target;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                locks.remove(name);
            }
        }
    }

    private void make(Path target, Filling filling) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = Files.createDirectory(folder.resolve("unfinished-" + Ids.hex(16)));
        try {
            setMode(unfinished, "rwxr-xr-x");
            filling.fill(unfinished);
            var ignored = Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(unfinished);
        }
    }

    private static void unpack(DeploymentPackage zip, Path unfinished) throws IOException {
        List<DeploymentPackage.File> links = new ArrayList<>();
        for (DeploymentPackage.File file : zip.files()) {
            Path path = unfinished.resolve(file.path());
            if (file.directory()) {
                makeFolders(unfinished, path);
            } else if (file.symlink()) {
                links.add(file);
            } else {
                makeFolders(unfinished, parent(path));
                try (InputStream in = zip.open(file)) {
                    var ignored = Files.copy(in, path);
                }
                setMode(path, file.executable() ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
        // Links come last, so that no file is written through one.
        for (DeploymentPackage.File link : links) {
            Path path = unfinished.resolve(link.path());
            makeFolders(unfinished, parent(path));
            try (InputStream in = zip.open(link)) {
                String to = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
                var ignored = Files.createSymbolicLink(path, Path.of(to));
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException(path + " has no parent");
        }
        return parent;
    }

    private static void makeFolders(Path root, Path wanted) throws IOException {
        if (wanted.equals(root)) {
            return;
        }
        if (Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        makeFolders(root, parent(wanted));
        setMode(Files.createDirectory(wanted), "rwxr-xr-x");
    }

    private static void setMode(Path path, String mode) throws IOException {
        var ignored = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Removes the files of code that no function has any more. */
    public void forget(String id) {
        delete(folder.resolve(id));
    }

    /** Removes the merged layers of a state that a function is no longer in. */
    public void forgetLayers(String environmentId) {
        delete(folder.resolve(LAYERS + environmentId));
    }

    /** Removes everything that does not belong to one of {@code ids}, as left by a crash. */
    public void keepOnly(java.util.Set<String> ids) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (!ids.contains(String.valueOf(child.getFileName()))) {
                    delete(child);
                }
            }
        } catch (IOException e) {
            LOG.warn("the code cache was not cleaned: {}", e.toString());
        }
    }

    /** Removes a file or folder; links are removed, not followed. */
    static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path ignored =
                    Files.walkFileTree(
                            folder,
                            new SimpleFileVisitor<>() {
                                @Override
                                public FileVisitResult visitFile(
                                        Path file, BasicFileAttributes attributes)
                                        throws IOException {
                                    Files.delete(file);
                                    return FileVisitResult.CONTINUE;
                                }

                                @Override
                                public FileVisitResult postVisitDirectory(
                                        Path visited, @Nullable IOException e) throws IOException {
                                    Files.delete(visited);
                                    return FileVisitResult.CONTINUE;
                                }
                            });
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}", folder, e.toString());
        }
    }
}

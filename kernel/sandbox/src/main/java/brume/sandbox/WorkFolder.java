package brume.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one server's sockets. A server holds a lock on a file in its folder; the kernel
 * gives the lock back however the server ends, so a folder whose lock is free belongs to a server
 * that was killed, and the next one on this host removes it.
 */
final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final String LOCK = "owner.lock";
    private static final String PREFIX = "brume-";

    /** A process that opens a file it has locked, and closes it again, loses the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private WorkFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes an empty folder and removes those beside it whose servers were killed. */
    static WorkFolder open(Path wanted) throws IOException {
        Path path = wanted.toAbsolutePath().normalize();
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException(wanted + " cannot be a work folder");
        }
        delete(path);
        OWN.add(path);
        Files.createDirectories(path);
        setMode(path, "rwx--x--x");
        // It gets its name only when it is locked: no other server ever sees it free.
        Path nameless = path.resolve(LOCK + ".new");
        FileChannel lock =
                FileChannel.open(nameless, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock ignored = lock.lock();
        var _ = Files.move(nameless, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        sweep(parent);
        return new WorkFolder(path, lock);
    }

    Path path() {
        return path;
    }

    private static void sweep(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            for (Path folder : folders) {
                if (!OWN.contains(folder) && abandoned(folder, self)) {
                    LOG.info("removing {}, left by a server that was killed", folder);
                    delete(folder);
                }
            }
        } catch (IOException e) {
            LOG.warn("folders of killed servers are left behind: {}", e.toString());
        }
    }

    /** Whether {@code folder} was made by this user's server, and that server is gone. */
    private static boolean abandoned(Path folder, Object self) {
        Path file = folder.resolve(LOCK);
        try {
            // Others may make folders of this name beside ours; nobody else can write into our own.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(self)
                    || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            try (FileChannel channel =
                            FileChannel.open(
                                    file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock held = channel.tryLock()) {
                return held != null;
            }
        } catch (IOException e) {
            LOG.debug("{} is not swept", folder, e);
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            delete(path);
        } finally {
            lock.close();
            OWN.remove(path);
        }
    }

    static void setMode(Path path, String mode) throws IOException {
        var ignored = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Removes a folder and what is in it; links are removed, not followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path ignored =
                Files.walkFileTree(
                        folder,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult visitFile(Path file, BasicFileAttributes a)
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
    }
}

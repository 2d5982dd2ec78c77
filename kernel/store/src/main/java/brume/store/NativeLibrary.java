package brume.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library. The library's own loader unpacks it into a new temporary file at every
 * start; this one unpacks it once per version into the user's cache folder and falls back to the
 * library's own way where there is no such folder.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /** Loads the library unless that has been done. */
    static synchronized void load() {
        try {
            RocksDB.loadLibrary(List.of(unpacked().toString()));
        } catch (IOException | UnsatisfiedLinkError | RuntimeException e) {
            LOG.info("The native library is unpacked for this start only", e);
            RocksDB.loadLibrary();
        }
    }

    /** The folder that holds this version of the library. */
    private static Path unpacked() throws IOException {
        String resource = Environment.getJniLibraryFileName("rocksdb");
        var url = RocksDB.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new IOException("no " + resource + " on the class path");
        }
        URLConnection connection = url.openConnection();
        long size = connection.getContentLengthLong();
        Path folder = cacheFolder().resolve("brume").resolve("rocksdb-" + size);
        // RocksDB.loadLibrary(folders) asks for this name, with "jni" twice, whatever the jar's is.
        Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        if (!Files.exists(library) || Files.size(library) != size) {
            Files.createDirectories(folder);
            Path partial = Files.createTempFile(folder, "unpacking", ".so");
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        }
        return folder;
    }

    private static Path cacheFolder() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path folder =
                configured != null && !configured.isEmpty()
                        ? Path.of(configured)
                        : Path.of(System.getProperty("user.home", ""), ".cache");
        if (!folder.isAbsolute()) {
            throw new IOException("no cache folder");
        }
        return folder;
    }
}

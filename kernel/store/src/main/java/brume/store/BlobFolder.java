package brume.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of {@link Blobs}: {@code blobs/ab/abcd...}, spread over 256 folders by the first digits
 * of their id.
 *
 * <p>A file is written in {@code blobs/incoming}, synced, and linked to its place, whose folder is
 * synced too. The name in {@code incoming} goes when it is settled whether somebody keeps the file;
 * so the names that a crash leaves there are all that a start has to look at.
 */
final class BlobFolder {

    private static final int SHARD_DIGITS = 2;
    private static final int COPY_BYTES = 256 * 1024;

    private final Path folder;
    private final Path incoming;
    private final Durability durability;

    /** The folder inside of a store's folder; it is made when it is first written to. */
    BlobFolder(Path storeFolder, Durability durability) {
        this.folder = in(storeFolder);
        this.incoming = folder.resolve("incoming");
        this.durability = durability;
    }

    static Path in(Path storeFolder) {
        return storeFolder.resolve("blobs");
    }

    private Path place(String id) {
        return folder.resolve(id.substring(0, SHARD_DIGITS)).resolve(id);
    }

    /**
     * Writes {@code start} and then the rest; the file is on disk when this returns.
     *
     * @return the number of bytes
     * @throws IOException if {@code rest} fails or the disk does
     */
    long write(String id, byte[] start, InputStream rest) throws IOException {
        createFolder(incoming);
        Path draft = incoming.resolve(id);
        Path place = place(id);
        try {
            long size;
            try (FileChannel out =
                    FileChannel.open(
                            draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                size = write(out, start, start.length);
                byte[] step = new byte[COPY_BYTES];
                for (int read = rest.read(step); read >= 0; read = rest.read(step)) {
                    size += write(out, step, read);
                }
                if (durability == Durability.SYNC) {
                    out.force(true);
                }
            }
            createFolder(place.resolveSibling(""));
            Files.createLink(place, draft);
            sync(place.resolveSibling(""));
            return size;
        } catch (IOException | RuntimeException e) {
            settle(id, false);
            throw e;
        }
    }

    private static long write(FileChannel out, byte[] bytes, int length) throws IOException {
        // In steps, because each is copied into native memory as a whole.
        for (int at = 0; at < length; ) {
            int count = Math.min(COPY_BYTES, length - at);
            at += out.write(ByteBuffer.wrap(bytes, at, count));
        }
        return length;
    }

    private void createFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            Path parent = path.getParent();
            if (parent != null) {
                sync(parent);
            }
        }
    }

    private void sync(Path directory) throws IOException {
        if (durability == Durability.SYNC) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** A draft's fate is known: its second name goes, and the file as well unless it is kept. */
    void settle(String id, boolean kept) {
        if (!kept) {
            delete(id);
        }
        delete(incoming.resolve(id));
    }

    /** The drafts whose fate is not known. */
    List<String> unsettled() {
        if (!Files.isDirectory(incoming)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(incoming)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new StoreException("cannot read " + incoming, e);
        }
    }

    void delete(String id) {
        delete(place(id));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StoreException("cannot delete " + file, e);
        }
    }

    InputStream open(String id, long offset) {
        try {
            FileChannel channel = FileChannel.open(place(id), StandardOpenOption.READ);
            channel.position(offset);
            return Channels.newInputStream(channel);
        } catch (IOException e) {
            throw new StoreException("cannot read the blob " + id, e);
        }
    }

    /** Links every file into another folder of blobs; files that go meanwhile are garbage. */
    void copy(Path other) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = other.resolve(folder.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.startsWith(incoming)) {
                    link(target, file);
                }
            }
        }
    }

    private static void link(Path target, Path file) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // Of an earlier try, or collected while we were looking.
            return;
        }
    }
}

package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder = Path.of("");
    private Store store = null;

    @BeforeEach
    void open() {
        store = RocksStore.open(folder.resolve("store"), Durability.SYNC);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private String keep(int length) throws IOException {
        try (Blobs.Draft draft = store.blobs().write(new ByteArrayInputStream(bytes(length)))) {
            return store.transact(transaction -> {
                store.blobs().keep(transaction, draft);
                return draft.id();
            });
        }
    }

    private byte[] read(Store from, String id, long offset) throws IOException {
        Blobs.Stored stored = from.read(reader -> from.blobs().find(reader, id)).orElseThrow();
        try (InputStream in = stored.open(offset)) {
            return in.readAllBytes();
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store/blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void shortAndLongBlobsAreThereAfterARestart() throws IOException {
        int[] lengths = {0, 1, Blobs.INLINE_BYTES_MAX, Blobs.INLINE_BYTES_MAX + 1, 1_000_000};
        for (int length : lengths) {
            String id = keep(length);
            close();
            open();
            assertThat(read(store, id, 0)).isEqualTo(bytes(length));
            assertThat(read(store, id, length)).isEmpty();
        }
        assertThat(files()).isEqualTo(2);
    }

    @Test
    void aDraftThatNobodyKeepsLeavesNothing() throws IOException {
        try (Blobs.Draft draft = store.blobs().write(bytes(100_000))) {
            assertThat(draft.size()).isEqualTo(100_000);
        }
        assertThat(files()).isZero();
    }

    @Test
    void draftsOfAKilledProcessAreSwept() throws IOException {
        String kept = keep(100_000);
        Path blobs = folder.resolve("store/blobs");
        // As a crash leaves them: one between link and commit, one between commit and settling,
        // one that was never written to its end.
        Blobs.Draft lost = store.blobs().write(bytes(200_000));
        Files.createLink(
                blobs.resolve("incoming").resolve(kept),
                blobs.resolve(kept.substring(0, 2)).resolve(kept));
        Files.write(blobs.resolve("incoming/0123456789"), bytes(10));
        close();
        open();
        assertThat(read(store, kept, 0)).isEqualTo(bytes(100_000));
        assertThat(files()).isEqualTo(1);
        assertThat(lost.id()).isNotEqualTo(kept);
    }

    @Test
    void theLastUseEndsAFileAfterAWhile() throws IOException {
        String id = keep(100_000);
        store.transact(transaction -> {
            store.blobs().share(transaction, id);
            return id;
        });
        release(id);
        assertThat(read(store, id, 0)).hasSize(100_000);
        Blobs.Stored found = store.read(reader -> store.blobs().find(reader, id)).orElseThrow();
        release(id);
        store.blobs().collect(NOW.plus(Blobs.GRACE));
        try (InputStream in = found.open(0)) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
        store.blobs().collect(NOW.plus(Blobs.GRACE).plus(Duration.ofSeconds(1)));
        assertThat(files()).isZero();
    }

    private void release(String id) {
        store.transact(transaction -> {
            store.blobs().release(transaction, id, NOW);
            return id;
        });
    }

    @Test
    void aCopyOfTheStoreHasItsBlobs() throws IOException {
        String id = keep(100_000);
        store.checkpoint(folder.resolve("copy"));
        release(id);
        store.blobs().collect(NOW.plus(Duration.ofDays(1)));
        try (Store copy = RocksStore.open(folder.resolve("copy"), Durability.SYNC)) {
            assertThat(read(copy, id, 0)).isEqualTo(bytes(100_000));
        }
    }
}

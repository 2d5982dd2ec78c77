package brume.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded {@link Store}, on RocksDB.
 *
 * <p>Reads are served from a shared {@link StoreSnapshot} by the calling thread. A transaction
 * collects its writes and what it has read, and hands both to the {@link CommitLeader}, which
 * validates and writes. A transaction without writes needs no validation: its snapshot is its place
 * in the order. Actions of {@link Transaction#afterCommit} run on the thread of the transaction
 * before {@link #transact} returns: a slow one holds up nobody else, and may itself use the store.
 * Watches run on the leader, once for all the commits of a batch.
 *
 * <p>Blind writes never conflict. After {@value #OPTIMISTIC_ATTEMPTS_MAX} conflicts a transaction
 * runs alone; see {@link Turn}.
 */
public final class RocksStore implements Store {

    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
    private static final int OPTIMISTIC_ATTEMPTS_MAX = 4;
    private static final int ATTEMPTS_MAX = 50;
    private static final long CLOSE_SECONDS_MAX = 10;

    private final RocksFolder folder;
    private final Watches watches = new Watches();
    private final CommitLeader leader;
    private final Blobs blobs;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksStore(RocksFolder folder, WriteOptions writeOptions) {
        this.folder = folder;
        this.blobs =
                new Blobs(
                        this,
                        new BlobFolder(
                                folder.path(),
                                writeOptions.sync() ? Durability.SYNC : Durability.RELAXED));
        this.leader = new CommitLeader(folder.db(), writeOptions, watches);
    }

    /**
     * Opens the store in {@code folder}, which is created if it is missing.
     *
     * @throws StoreException if the folder is in use, unreadable or of another format
     */
    public static RocksStore open(Path folder, Durability durability) {
        RocksFolder opened = new RocksFolder(folder);
        RocksStore store = start(opened, new WriteOptions().setSync(durability == Durability.SYNC));
        store.blobs.sweep();
        return store;
    }

    /** A store that writes with {@code writeOptions}, which it owns from here on. */
    static RocksStore start(RocksFolder folder, WriteOptions writeOptions) {
        RocksStore store = new RocksStore(folder, writeOptions);
        store.leader.start();
        return store;
    }

    private record Attempt<T extends @Nullable Object>(
            boolean committed, T result, List<Runnable> actions) {}

    @Override
    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Attempt<T> attempt = i < OPTIMISTIC_ATTEMPTS_MAX ? attempt(body, null) : alone(body);
            if (attempt.committed()) {
                attempt.actions().forEach(RocksStore::runAction);
                return attempt.result();
            }
        }
        throw new StoreConflictException(ATTEMPTS_MAX);
    }

    private <T extends @Nullable Object> Attempt<T> alone(Function<Transaction, T> body) {
        try (Turn turn = leader.turn()) {
            return attempt(body, turn);
        }
    }

    private <T extends @Nullable Object> Attempt<T> attempt(
            Function<Transaction, T> body, @Nullable Turn turn) {
        try (RocksTransaction transaction =
                new RocksTransaction(new SnapshotReader(leader::hold))) {
            T result = body.apply(transaction);
            boolean committed =
                    transaction.pending().isEmpty() || leader.commit(transaction.commit(), turn);
            return new Attempt<>(committed, result, transaction.actions());
        }
    }

    private static void runAction(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("An action after a commit failed", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        try (SnapshotReader reader = new SnapshotReader(leader::hold)) {
            return body.apply(reader);
        }
    }

    @Override
    public Watch watch(Key prefix, Runnable listener) {
        return watches.add(prefix, listener);
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public void checkpoint(Path copy) {
        StoreSnapshot open = leader.hold();
        try (Checkpoint checkpoint = Checkpoint.create(folder.db())) {
            Path parent = copy.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            checkpoint.createCheckpoint(copy.toString());
            blobs.copy(copy);
        } catch (IOException | RocksDBException e) {
            throw new StoreException("cannot write a checkpoint to " + copy, e);
        } finally {
            open.release();
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        leader.stop();
        try {
            folder.db().flushWal(true);
        } catch (RocksDBException e) {
            LOG.error("The last writes could not be flushed", e);
        }
        if (leader.awaitReaders(CLOSE_SECONDS_MAX)) {
            folder.close();
        } else {
            // Closing under a native read would crash the process; the lock ends with it.
            LOG.warn("A reader holds the store open; its native memory is not freed");
        }
    }
}

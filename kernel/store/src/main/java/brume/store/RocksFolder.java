package brume.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteOptions;

/**
 * One opened RocksDB folder and its settings.
 *
 * <p>Memory: 128 MiB block cache, which also pays for index and filter blocks, and at most 3 x 64
 * MiB memtables. RocksDB's own file lock keeps a second process out.
 *
 * <p>Level 1 holds as much as the files of level 0 that are merged into it at once, so that each
 * merge rewrites as little as it can: at four files and 256 MiB, merging took 29 % of the CPU time
 * of batch writes of 25 KB and these were a fifth slower (measured in November 2026).
 *
 * <p>The filters hold the first {@link Range#FILTERED_PREFIX_BYTES} bytes of the keys as well as
 * whole keys. Files that were written before that have none of the former and are looked into. An
 * iterator must ask for the total order unless all it wants is under one prefix.
 */
final class RocksFolder implements AutoCloseable {

    /** The first byte of the store's own rows; sorts after every encoded tuple. */
    static final byte RESERVED = (byte) 0xff;

    static final Key RESERVED_START = Key.raw(new byte[] {RESERVED});

    /** Grows with each change that an older program could not read. */
    static final int FORMAT = 1;

    private static final byte[] FORMAT_KEY = Key.raw(new byte[] {RESERVED}).with("format").bytes();
    private static final long BLOCK_CACHE_BYTES = 128L << 20;
    private static final long MEMTABLE_BYTES = 64L << 20;
    private static final int LEVEL_0_FILES = 8;

    private final List<RocksObject> owned = new ArrayList<>();
    private final Path path;
    private final RocksDB db;

    RocksFolder(Path folder) {
        path = folder;
        NativeLibrary.load();
        try {
            Files.createDirectories(folder);
            db = RocksDB.open(options(), folder.toString());
        } catch (IOException e) {
            closeOwned();
            throw new StoreException("cannot create the data folder " + folder, e);
        } catch (RocksDBException e) {
            closeOwned();
            throw new StoreException(explain(folder, e), e);
        }
        try {
            checkFormat(folder);
        } catch (RocksDBException e) {
            close();
            throw new StoreException("cannot read the format of " + folder, e);
        } catch (StoreException e) {
            close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    RocksDB db() {
        return db;
    }

    private Options options() {
        Cache cache = own(new LRUCache(BLOCK_CACHE_BYTES, 4, false, 0.3));
        BlockBasedTableConfig table =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(8 * 1024)
                        .setFilterPolicy(own(new BloomFilter(10)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true);
        Options options = own(new Options());
        options.setCreateIfMissing(true)
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(3)
                .useFixedLengthPrefixExtractor(Range.FILTERED_PREFIX_BYTES)
                .setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(0.02)
                .setMemtableMaxRangeDeletions(500)
                .setMaxBackgroundJobs(2)
                .setLevel0FileNumCompactionTrigger(LEVEL_0_FILES)
                .setMaxBytesForLevelBase(LEVEL_0_FILES * MEMTABLE_BYTES)
                .setMaxTotalWalSize(3 * MEMTABLE_BYTES)
                .setMaxOpenFiles(512)
                .setBytesPerSync(1 << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
        return options;
    }

    /** Writes the format row of a new folder, refuses one that this program does not know. */
    private void checkFormat(Path folder) throws RocksDBException {
        byte[] found = db.get(FORMAT_KEY);
        if (found == null) {
            refuseForeignRows(folder);
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                db.put(
                        synced,
                        FORMAT_KEY,
                        Integer.toString(FORMAT).getBytes(StandardCharsets.UTF_8));
            }
            return;
        }
        String format = new String(found, StandardCharsets.UTF_8);
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new StoreException(
                    "the data in "
                            + folder
                            + " has format "
                            + format
                            + ", this version of Brume reads format "
                            + FORMAT
                            + " only; use the version that wrote it");
        }
    }

    private void refuseForeignRows(Path folder) throws RocksDBException {
        try (ReadOptions all = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator rows = db.newIterator(all)) {
            rows.seekToFirst();
            rows.status();
            if (rows.isValid()) {
                throw new StoreException(
                        folder + " holds data without a format row; it was not written by Brume");
            }
        }
    }

    private static String explain(Path folder, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("/LOCK")
                ? "the data folder " + folder + " is in use by another process or store"
                : "cannot open the data folder " + folder + ": " + message;
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    private void closeOwned() {
        owned.reversed().forEach(RocksObject::close);
    }

    @Override
    public void close() {
        db.close();
        closeOwned();
    }
}

package brume.services.dynamodb.store;

import brume.api.dynamodb.DynamodbErrors;
import brume.base.Scope;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The descriptions of the tables. Those that were used are kept in memory; every transaction that
 * writes items compares what it kept with the stored description, so that it cannot miss a change.
 */
public final class Tables {

    private static final Key DESCRIPTIONS = Key.of("dynamodb", "table");
    private static final Key NEXT_NUMBER = Key.of("dynamodb", "next-table-number");
    private static final int KEPT_MAX = 10_000;

    private record Name(Scope scope, String table) {}

    private final Store store;
    private final Map<Name, OpenTable> kept = new ConcurrentHashMap<>();

    /** Grows before what is kept of a changed table is forgotten. */
    private final AtomicLong changes = new AtomicLong();

    public Tables(Store store) {
        this.store = store;
    }

    private static Key key(Scope scope, String name) {
        return DESCRIPTIONS.with(scope.account().value()).with(scope.region().value()).with(name);
    }

    /** The error of item operations on a table that does not exist. */
    public static RuntimeException notFound() {
        return DynamodbErrors.resourceNotFoundException("Requested resource not found");
    }

    /** The error of table operations on a table that does not exist. */
    public static RuntimeException notFound(String name) {
        return DynamodbErrors.resourceNotFoundException(
                "Requested resource not found: Table: " + name + " not found");
    }

    /**
     * The table, if there is one whose items are all there: not one that is being restored, nor a
     * new replica that is being filled. What is kept in memory may be a commit behind, which a
     * transaction finds out ({@link #confirm}).
     */
    public Optional<OpenTable> find(Scope scope, String name) {
        return known(scope, name).filter(Tables::isUsable);
    }

    private static boolean isUsable(OpenTable open) {
        return !open.table().isRestoring() && !open.table().isFilling();
    }

    private Optional<OpenTable> known(Scope scope, String name) {
        Name key = new Name(scope, name);
        OpenTable open = kept.get(key);
        if (open != null) {
            return Optional.of(open);
        }
        long before = changes.get();
        open = store.read(reader -> read(reader, scope, name));
        if (open == null) {
            return Optional.empty();
        }
        if (!isUsable(open)) { // that will change soon, and may look undone after its end
            return Optional.of(open);
        }
        if (kept.size() >= KEPT_MAX) {
            kept.clear();
        }
        kept.put(key, open);
        if (changes.get() != before) { // the table may have been changed after it was read
            kept.remove(key);
        }
        return Optional.of(open);
    }

    /** The table as it is now, also if it is still being restored or filled. */
    public Optional<OpenTable> findAny(Scope scope, String name) {
        return store.read(reader -> findAny(reader, scope, name));
    }

    /**
     * The table for an item operation.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException
     */
    public OpenTable get(Scope scope, String name) {
        return find(scope, name).orElseThrow(Tables::notFound);
    }

    private static @Nullable OpenTable read(Reader reader, Scope scope, String name) {
        Key key = key(scope, name);
        byte[] stored = reader.find(key).orElse(null);
        return stored == null ? null : open(scope, key, stored);
    }

    private static OpenTable open(Scope scope, Key key, byte[] stored) {
        return new OpenTable(
                Documents.read(stored, Table.class), scope, key, ItemRows.ROWS, stored);
    }

    /**
     * The table as it is in {@code transaction}, which conflicts with every change of it.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException if it was deleted since
     */
    public OpenTable confirm(Transaction transaction, OpenTable open) {
        return reopen(transaction, open)
                .filter(Tables::isUsable)
                .orElseThrow(() -> {
                    forget(open.scope(), open.table().name());
                    return notFound();
                });
    }

    private static Optional<OpenTable> reopen(Reader reader, OpenTable open) {
        return reader.findShared(open.descriptionKey())
                .map(stored ->
                        Arrays.equals(stored, open.stored())
                                ? open
                                : open(open.scope(), open.descriptionKey(), stored));
    }

    /** Runs a transaction on a table that exists. */
    public <T extends @Nullable Object> T transact(
            Scope scope, String name, BiFunction<Transaction, OpenTable, T> body) {
        OpenTable open = get(scope, name);
        return store.transact(transaction -> body.apply(transaction, confirm(transaction, open)));
    }

    /** As {@link #find(Scope, String)}, as {@code reader}, which may be a transaction, sees it. */
    public Optional<OpenTable> find(Reader reader, Scope scope, String name) {
        return findAny(reader, scope, name).filter(Tables::isUsable);
    }

    /**
     * As {@link #findAny(Scope, String)}, as {@code reader}, which may be a transaction, sees it.
     */
    public Optional<OpenTable> findAny(Reader reader, Scope scope, String name) {
        OpenTable known = kept.get(new Name(scope, name));
        return known == null
                ? Optional.ofNullable(read(reader, scope, name))
                : reopen(reader, known);
    }

    /**
     * The table of a replica, for a write that goes to all of them; it is kept in memory, so that
     * such writes need not read its description each time.
     *
     * @throws IllegalStateException if there is none, which the replicas' descriptions rule out
     */
    OpenTable replica(Transaction transaction, Scope scope, String name) {
        return known(scope, name)
                .flatMap(known -> reopen(transaction, known))
                .or(() -> findAny(transaction, scope, name))
                .orElseThrow(() ->
                        new IllegalStateException("a replica is gone: " + name + " in " + scope));
    }

    /** The table of that name, also if it is still being restored, if it has that number. */
    public Optional<OpenTable> findAny(Transaction transaction, TableRef ref, long number) {
        return findAny(transaction, ref.scope(), ref.name())
                .filter(open -> open.table().number() == number);
    }

    /** A number that neither a table nor a stream has had. */
    public long nextNumber(Transaction transaction) {
        long number = transaction.find(NEXT_NUMBER).map(Tables::parse).orElse(1L);
        byte[] next = Long.toString(number + 1).getBytes(StandardCharsets.US_ASCII);
        transaction.put(NEXT_NUMBER, next);
        return number;
    }

    private static long parse(byte[] bytes) {
        return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
    }

    /** Stores a new or changed description. */
    public void put(Transaction transaction, Table table) {
        Scope scope = table.scope();
        transaction.put(key(scope, table.name()), Documents.write(table));
        transaction.afterCommit(() -> forget(scope, table.name()));
    }

    /** Removes a description; the rows stay until {@link #deleteRows}. */
    public void delete(Transaction transaction, Table table) {
        KinesisTargets.disableAll(transaction, table);
        Scope scope = table.scope();
        transaction.delete(key(scope, table.name()));
        transaction.afterCommit(() -> forget(scope, table.name()));
    }

    private void forget(Scope scope, String name) {
        long ignored = changes.incrementAndGet();
        kept.remove(new Name(scope, name));
    }

    /** Removes what a deleted table has left: items and index entries. */
    public static void deleteRows(Transaction transaction, long tableNumber) {
        transaction.deleteRange(Range.prefix(ItemRows.ROWS.with(tableNumber)));
    }

    /** Removes the index entries of a deleted table whose items stay. */
    public static void deleteEntries(Transaction transaction, long tableNumber) {
        transaction.deleteRange(ItemRows.entries(tableNumber));
    }

    /** At most {@code limit} table names after {@code after}, in their order. */
    public List<String> names(Scope scope, @Nullable String after, int limit) {
        Key prefix = DESCRIPTIONS.with(scope.account().value()).with(scope.region().value());
        Range range =
                after == null ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        return store.read(reader -> {
            List<String> names = new ArrayList<>();
            reader.scan(
                    range,
                    (key, value) -> {
                        names.add(key.after(prefix).string());
                        return names.size() < limit;
                    });
            return names;
        });
    }

    /** The present form of a table, if there is still one of its name. */
    public Optional<OpenTable> find(Table table) {
        return find(table.scope(), table.name());
    }
}

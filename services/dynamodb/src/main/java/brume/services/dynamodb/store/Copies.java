package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.TableCopy;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/** The copies of tables and backups that are being made, under the numbers of what they copy. */
public final class Copies {

    private static final Key COPIES = Key.of("dynamodb", "copy");

    /** More than can be under way; a limit for the list in memory. */
    private static final int LISTED_MAX = 1_000;

    private Copies() {}

    private static Key key(long source, long destination) {
        return COPIES.with(source).with(destination);
    }

    public static void put(Transaction transaction, TableCopy copy) {
        transaction.put(key(copy.source(), copy.destination()), Documents.write(copy));
    }

    public static Optional<TableCopy> find(Reader reader, long source, long destination) {
        return reader.find(key(source, destination))
                .map(row -> Documents.read(row, TableCopy.class));
    }

    public static void delete(Transaction transaction, TableCopy copy) {
        transaction.delete(key(copy.source(), copy.destination()));
    }

    /** Whether anything still reads the items, or the undo log, of this table or backup. */
    public static boolean anyOf(Reader reader, long source) {
        return !reader.list(Range.prefix(COPIES.with(source)), 1).isEmpty();
    }

    /** The copies of one table or backup. */
    public static List<TableCopy> of(Reader reader, long source) {
        return list(reader, COPIES.with(source));
    }

    /** Every copy of every account. */
    public static List<TableCopy> all(Reader reader) {
        return list(reader, COPIES);
    }

    private static List<TableCopy> list(Reader reader, Key prefix) {
        return reader.list(Range.prefix(prefix), LISTED_MAX).stream()
                .map(entry -> Documents.read(entry.value(), TableCopy.class))
                .toList();
    }
}

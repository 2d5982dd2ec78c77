package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.services.dynamodb.domain.Backup;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The descriptions of backups, in the order of tables and then of their times. */
public final class Backups {

    private static final Key BACKUPS = Key.of("dynamodb", "backup");

    private Backups() {}

    private static Key scope(Scope scope) {
        return BACKUPS.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(Scope scope, String table, String id) {
        return scope(scope).with(table).with(id);
    }

    private static Key key(Backup backup) {
        return key(backup.source().scope(), backup.source().name(), backup.id());
    }

    public static void put(Transaction transaction, Backup backup) {
        transaction.put(key(backup), Documents.write(backup));
    }

    public static void delete(Transaction transaction, Backup backup) {
        transaction.delete(key(backup));
    }

    public static Optional<Backup> find(Reader reader, Scope scope, String table, String id) {
        return reader.find(key(scope, table, id)).map(Backups::read);
    }

    private static Backup read(byte[] row) {
        return Documents.read(row, Backup.class);
    }

    /**
     * Visits backups in their order until {@code visitor} says no.
     *
     * @param table whose backups, or null for those of all tables
     * @param afterTable the table of the place that the first one comes after, or null
     * @param afterId the id of that place, where there need not be a backup
     */
    public static void visit(
            Reader reader,
            Scope scope,
            @Nullable String table,
            @Nullable String afterTable,
            @Nullable String afterId,
            Predicate<Backup> visitor) {
        Key prefix = table == null ? scope(scope) : scope(scope).with(table);
        Key from = prefix;
        if (afterTable != null && afterId != null) {
            Key after = key(scope, afterTable, afterId).successor();
            from = after.compareTo(prefix) > 0 ? after : prefix;
        }
        reader.scan(new Range(from, prefix.end(), false), (key, row) -> visitor.test(read(row)));
    }
}

package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.services.dynamodb.domain.ContributorInsights;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The contributor insights of tables and indexes, a table's own before those of its indexes. */
public final class Insights {

    private static final Key INSIGHTS = Key.of("dynamodb", "insights");

    private Insights() {}

    private static Key in(Scope scope) {
        return INSIGHTS.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(Scope scope, String table, @Nullable String index) {
        return in(scope).with(table).with(index == null ? "" : index);
    }

    public static void put(Transaction transaction, Scope scope, ContributorInsights insights) {
        transaction.put(key(scope, insights.table(), insights.index()), Documents.write(insights));
    }

    public static Optional<ContributorInsights> find(
            Reader reader, Scope scope, String table, @Nullable String index) {
        return reader.find(key(scope, table, index)).map(Insights::read);
    }

    private static ContributorInsights read(byte[] row) {
        return Documents.read(row, ContributorInsights.class);
    }

    /**
     * Visits those of one table, or of all, until the visitor says no.
     *
     * @param afterTable the table of the place that the first one comes after, or null
     * @param afterIndex the index of that place, or null
     */
    public static void visit(
            Reader reader,
            Scope scope,
            @Nullable String table,
            @Nullable String afterTable,
            @Nullable String afterIndex,
            Predicate<ContributorInsights> visitor) {
        Key prefix = table == null ? in(scope) : in(scope).with(table);
        Key after = afterTable == null ? prefix : key(scope, afterTable, afterIndex).successor();
        reader.scan(
                new Range(after.compareTo(prefix) > 0 ? after : prefix, prefix.end(), false),
                (key, row) -> visitor.test(read(row)));
    }

    /** Removes those of a table and its indexes. */
    public static void removeAll(Transaction transaction, Scope scope, String table) {
        transaction.deleteRange(Range.prefix(in(scope).with(table)));
    }
}

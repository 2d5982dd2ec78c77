package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement whose parameters have been filled in. */
public sealed interface Statement {

    String table();

    default boolean isRead() {
        return this instanceof Select;
    }

    /**
     * SELECT.
     *
     * @param index the index that is read, or null for the table
     * @param projection what is returned, or null for everything
     * @param projectionFault what is wrong with the projection; found after the faults of the index
     */
    record Select(
            String table,
            @Nullable String index,
            @Nullable Projection projection,
            @Nullable String projectionFault,
            @Nullable Condition where,
            List<Order> order)
            implements Statement {}

    /** One attribute of ORDER BY. */
    record Order(Path path, boolean descending) {}

    /** EXISTS(SELECT ...) as a statement of a transaction. */
    record Exists(Select select) implements Statement {
        @Override
        public String table() {
            return select.table();
        }
    }

    /** INSERT. */
    record Insert(String table, Map<String, Value> item) implements Statement {}

    /** UPDATE. */
    record Modify(
            String table, Update update, @Nullable Condition where, @Nullable Returning returning)
            implements Statement {}

    /** DELETE. */
    record Delete(String table, @Nullable Condition where, @Nullable Returning returning)
            implements Statement {}

    /** What a write returns of its item. */
    record Returning(boolean modifiedOnly, boolean old) {}

    /**
     * Parses a statement.
     *
     * @throws brume.services.dynamodb.value.InvalidRequest with AWS's text
     */
    static Statement parse(String text, List<Value> parameters) {
        return new StatementParser(text, parameters).parse();
    }
}

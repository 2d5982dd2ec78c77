package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What INSERT, UPDATE and DELETE do to their one item, as the engine's own actions. */
record PartiqlWrite(ItemAction action, boolean inserts, Statement.@Nullable Returning returning) {

    static PartiqlWrite of(Table table, Statement statement) {
        return switch (statement) {
            case Statement.Insert insert -> insert(table, insert);
            case Statement.Modify modify -> modify(table, modify);
            case Statement.Delete delete -> {
                WhereKeys.Single item = single(table, delete.where());
                yield new PartiqlWrite(
                        new ItemAction(ItemAction.Kind.DELETE, item.key(), all(item.rest()), null),
                        false,
                        delete.returning());
            }
            case Statement.Select ignored -> throw new IllegalArgumentException("a read");
            case Statement.Exists exists -> exists(table, exists);
        };
    }

    private static PartiqlWrite insert(Table table, Statement.Insert insert) {
        ItemAction.checkedSize(insert.item());
        Condition absent = new Condition.Exists(hash(table), false);
        return new PartiqlWrite(
                new ItemAction(ItemAction.Kind.PUT, insert.item(), absent, null), true, null);
    }

    /** An UPDATE changes an item that is there; unlike UpdateItem it makes none. */
    private static PartiqlWrite modify(Table table, Statement.Modify modify) {
        WhereKeys.Single item = single(table, modify.where());
        List<Condition> conditions = new ArrayList<>();
        conditions.add(new Condition.Exists(hash(table), true));
        conditions.addAll(item.rest());
        return new PartiqlWrite(
                new ItemAction(
                        ItemAction.Kind.UPDATE, item.key(), all(conditions), modify.update()),
                false,
                modify.returning());
    }

    private static PartiqlWrite exists(Table table, Statement.Exists exists) {
        WhereKeys.Single item = WhereKeys.single(table.key(), exists.select().where());
        if (item == null || item.rest().isEmpty() || exists.select().index() != null) {
            throw new InvalidRequest(
                    "EXISTS() must contain a single item read with additional condition");
        }
        return new PartiqlWrite(
                new ItemAction(ItemAction.Kind.CHECK, item.key(), all(item.rest()), null),
                false,
                null);
    }

    private static Operand hash(Table table) {
        return new Operand.Attribute(Path.of(table.key().hash().getFirst().name()));
    }

    private static WhereKeys.Single single(Table table, @Nullable Condition where) {
        WhereKeys.Single item = WhereKeys.single(table.key(), where);
        if (item == null) {
            throw new InvalidRequest(
                    "Where clause does not contain a mandatory equality on all key attributes");
        }
        return item;
    }

    private static @Nullable Condition all(List<Condition> conditions) {
        return conditions.isEmpty() ? null : new Condition.And(List.copyOf(conditions));
    }

    /** What RETURNING shows of the change, or null. */
    @Nullable Map<String, Value> returned(ItemAction.Change change) {
        if (returning == null) {
            return null;
        }
        Map<String, Value> item = returning.old() ? change.before() : change.after();
        Update update = action.update();
        return item == null || update == null || !returning.modifiedOnly()
                ? item
                : new Projection(update.paths()).apply(item);
    }
}

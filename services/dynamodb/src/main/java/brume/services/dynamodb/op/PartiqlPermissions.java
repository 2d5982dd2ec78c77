package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionPaths;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a statement needs.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".
 */
final class PartiqlPermissions {

    private final Call call;
    private final @Nullable OpenTable table;
    private final Statement statement;

    private final ItemContext context;

    private PartiqlPermissions(Call call, @Nullable OpenTable table, Statement statement) {
        this.call = call;
        this.table = table;
        this.statement = statement;
        this.context = new ItemContext(table);
    }

    static Permission of(Call call, @Nullable OpenTable table, Statement statement) {
        return new PartiqlPermissions(call, table, statement).permission();
    }

    /** What a statement of the transaction {@code operation} needs. */
    static Permission enclosed(
            String operation, Call call, @Nullable OpenTable table, Statement statement) {
        PartiqlPermissions permissions = new PartiqlPermissions(call, table, statement);
        permissions.context.enclosedBy(operation);
        return permissions.permission();
    }

    private Permission permission() {
        return switch (statement) {
            case Statement.Select select -> select("dynamodb:PartiQLSelect", select);
            case Statement.Exists exists -> select("dynamodb:ConditionCheckItem", exists.select());
            case Statement.Insert insert -> {
                context.attributes(insert.item().keySet());
                yield write("dynamodb:PartiQLInsert");
            }
            case Statement.Modify modify -> {
                context.attributes(names(modify.update().paths()));
                conditions(modify.where());
                returns(modify.returning());
                yield write("dynamodb:PartiQLUpdate");
            }
            case Statement.Delete delete -> {
                conditions(delete.where());
                returns(delete.returning());
                yield write("dynamodb:PartiQLDelete");
            }
        };
    }

    private Permission select(String action, Statement.Select select) {
        if (select.projection() != null) {
            context.attributes(names(select.projection().paths())).select("SPECIFIC_ATTRIBUTES");
        } else {
            context.select("ALL_ATTRIBUTES").index(select.index());
        }
        conditions(select.where());
        context.fullTableScan(leadingKeys(select));
        String index = select.index() == null ? "" : "/index/" + select.index();
        return Permission.of(action, TableNames.arn(call, select.table()) + index)
                .withContext(context.keys());
    }

    private static List<String> names(Collection<Path> paths) {
        return paths.stream().map(Path::attribute).toList();
    }

    private void conditions(@Nullable Condition where) {
        if (where != null) {
            context.attributes(names(ConditionPaths.of(where)));
        }
    }

    private void returns(Statement.@Nullable Returning returning) {
        if (returning != null) {
            context.returnValues(
                    (returning.modifiedOnly() ? "UPDATED_" : "ALL_")
                            + (returning.old() ? "OLD" : "NEW"));
        }
    }

    /** Adds the partition keys that are read; answers whether it is everything. */
    private boolean leadingKeys(Statement.Select select) {
        if (table == null) {
            return true;
        }
        try {
            PartiqlRead read = PartiqlRead.of(table.table(), select, false);
            if (read.keys() == null) {
                return true;
            }
            String hash = read.schema().hash().getFirst().name();
            for (KeyCondition key : read.keys()) {
                KeyCondition.Part part = key.parts().get(hash);
                if (part != null) {
                    context.add(AttributeValues.shape(part.values().getFirst()));
                }
            }
            return false;
        } catch (InvalidRequest e) {
            // The operation itself will answer what is wrong with the statement.
            return true;
        }
    }

    private Permission write(String action) {
        if (table != null) {
            leadingKey(table.table());
        }
        return Permission.of(action, TableNames.arn(call, statement.table()))
                .withContext(context.keys());
    }

    private void leadingKey(Table description) {
        try {
            Map<String, Value> item = PartiqlWrite.of(description, statement).action().item();
            context.leadingKey(AttributeValues.shapes(item));
        } catch (InvalidRequest e) {
            // As above.
            context.add(null);
        }
    }
}

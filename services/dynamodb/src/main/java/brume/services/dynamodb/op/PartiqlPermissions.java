package brume.services.dynamodb.op;

import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
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

    private PartiqlPermissions(Call call, @Nullable OpenTable table, Statement statement) {
        this.call = call;
        this.table = table;
        this.statement = statement;
    }

    static Permission of(Call call, @Nullable OpenTable table, Statement statement) {
        return new PartiqlPermissions(call, table, statement).permission();
    }

    private Permission permission() {
        return switch (statement) {
            case Statement.Select select -> select("dynamodb:PartiQLSelect", select);
            case Statement.Exists exists -> select("dynamodb:ConditionCheckItem", exists.select());
            case Statement.Insert insert -> write("dynamodb:PartiQLInsert", insert.item().keySet());
            case Statement.Modify modify ->
                    write(
                            "dynamodb:PartiQLUpdate",
                            modify.update().paths().stream().map(Path::attribute).toList());
            case Statement.Delete ignored -> write("dynamodb:PartiQLDelete", List.of());
        };
    }

    private Permission select(String action, Statement.Select select) {
        ItemContext context = new ItemContext(table);
        if (select.projection() != null) {
            context.attributes(select.projection().paths().stream().map(Path::attribute).toList());
        }
        context.fullTableScan(leadingKeys(context, select));
        String index = select.index() == null ? "" : "/index/" + select.index();
        return Permission.of(action, TableNames.arn(call, select.table()) + index)
                .withContext(context.keys());
    }

    /** Adds the partition keys that are read; answers whether it is everything. */
    private boolean leadingKeys(ItemContext context, Statement.Select select) {
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

    private Permission write(String action, Iterable<String> attributes) {
        ItemContext context = new ItemContext(table);
        attributes.forEach(name -> context.attributes(List.of(name)));
        if (table != null) {
            leadingKey(context, table.table());
        }
        return Permission.of(action, TableNames.arn(call, statement.table()))
                .withContext(context.keys());
    }

    private void leadingKey(ItemContext context, Table description) {
        try {
            Map<String, Value> item = PartiqlWrite.of(description, statement).action().item();
            context.leadingKey(AttributeValues.shapes(item));
        } catch (InvalidRequest e) {
            // As above.
            context.add(null);
        }
    }
}

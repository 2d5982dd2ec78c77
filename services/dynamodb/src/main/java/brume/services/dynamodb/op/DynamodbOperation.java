package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.InvalidRequest;
import brume.services.dynamodb.domain.Value;
import brume.services.dynamodb.store.OpenTable;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.StoreConflictException;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operations have in common: broken rules become DynamoDB's errors. */
abstract class DynamodbOperation<I extends Shape, O extends Shape> implements Operation<I, O> {

    private final OperationModel<I, O> model;
    private final Database database;

    DynamodbOperation(OperationModel<I, O> model, Database database) {
        this.model = model;
        this.database = database;
    }

    @Override
    public final OperationModel<I, O> model() {
        return model;
    }

    final Database database() {
        return database;
    }

    @Override
    public final O handle(I input, Call call) {
        try {
            return run(input, call);
        } catch (InvalidRequest e) {
            throw CommonErrors.validation(DynamodbApi.MODEL, e.getMessage());
        } catch (StoreConflictException e) {
            throw conflict();
        }
    }

    ServiceException conflict() {
        return DynamodbErrors.transactionConflictException("Transaction is ongoing for the item");
    }

    /** Carries the operation out; may throw {@link InvalidRequest}. */
    abstract O run(I input, Call call);

    /** The permission to do this operation on a table, with the context keys of item operations. */
    final Permission permission(Call call, String table, ItemContext context) {
        return Permission.of(model.action(), TableNames.arn(call, table))
                .withContext(context.keys());
    }

    /** The permission to do this operation on a table. */
    final List<Permission> onTable(Call call, String table) {
        return List.of(Permission.of(model.action(), TableNames.arn(call, table)));
    }

    /** The table's first partition key attribute in an item, as dynamodb:LeadingKeys shows it. */
    final @Nullable OpenTable tableOrNull(Call call, String table) {
        return database.tables().find(call.scope(), TableNames.name(table)).orElse(null);
    }

    /** Rejects a parameter that is not built. */
    static void notBuilt(String parameter, @Nullable Object given) {
        if (given != null) {
            throw CommonErrors.notImplemented(DynamodbApi.MODEL, "the parameter " + parameter);
        }
    }

    static boolean wants(@Nullable String mode) {
        return mode != null && !mode.equals("NONE");
    }

    static @Nullable Map<String, AttributeValue> shapesOrNull(
            @Nullable Map<String, Value> values) {
        return values == null || values.isEmpty() ? null : AttributeValues.shapes(values);
    }
}

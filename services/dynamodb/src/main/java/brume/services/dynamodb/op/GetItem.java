package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.GetItemInput;
import brume.api.dynamodb.GetItemOutput;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.expression.Placeholders;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GetItem: one item by its key. */
public final class GetItem extends DynamodbOperation<GetItemInput, GetItemOutput> {

    public GetItem(Database database) {
        super(DynamodbApi.GET_ITEM, database);
    }

    @Override
    List<Permission> permitted(GetItemInput input, Call call) {
        ItemContext context =
                new ItemContext(tableOrNull(call, input.tableName()))
                        .leadingKey(input.key())
                        .attributes(input.key().keySet())
                        .projection(
                                input.attributesToGet(),
                                input.projectionExpression(),
                                input.expressionAttributeNames())
                        .returnConsumedCapacity(input.returnConsumedCapacity());
        return List.of(permission(call, input.tableName(), context));
    }

    @Override
    GetItemOutput run(GetItemInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        Map<String, Value> key = AttributeValues.values(input.key());
        Projection projection =
                projection(
                        input.projectionExpression(),
                        input.attributesToGet(),
                        input.expressionAttributeNames());
        OpenTable table = database().tables().get(call.scope(), name);
        KeyRules.checkKey(table.table().key(), key);
        if (projection != null) {
            KeyRules.checkPaths(table.table(), projection.paths());
        }
        StoredItem stored =
                database()
                        .items()
                        .read(reader -> database().items().find(reader, table, key))
                        .orElse(null);
        GetItemOutput.Builder output = GetItemOutput.builder();
        if (stored != null) {
            Map<String, Value> item = stored.attributes();
            output.item(AttributeValues.shapes(projection == null ? item : projection.apply(item)));
        }
        Spending spending = spending();
        if (spending.isLimited() || wants(input.returnConsumedCapacity())) {
            Consumption consumption = new Consumption(true, false);
            consumption.read(
                    null,
                    stored == null ? 0 : stored.size(),
                    Boolean.TRUE.equals(input.consistentRead()));
            spending.take(table, consumption);
            output.consumedCapacity(
                    consumption.shape(input.returnConsumedCapacity(), input.tableName()));
        }
        return output.build();
    }

    /** What a request for single items wants of them; null for everything. */
    static @Nullable Projection projection(
            @Nullable String expression,
            @Nullable List<String> attributesToGet,
            @Nullable Map<String, String> names) {
        new ExpressionParameters()
                .projection(expression)
                .legacy("AttributesToGet", attributesToGet)
                .check(names, null);
        if (expression == null) {
            return LegacyConditions.projection(attributesToGet);
        }
        Placeholders placeholders = new Placeholders(names, null);
        Projection projection = Projection.parse(expression, placeholders);
        placeholders.checkAllUsed();
        return projection;
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.UpdateItemInput;
import brume.api.dynamodb.UpdateItemOutput;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionParser;
import brume.services.dynamodb.expression.Placeholders;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** UpdateItem: changes attributes of one item, which it creates if there is none. */
public final class UpdateItem extends DynamodbOperation<UpdateItemInput, UpdateItemOutput> {

    private static final Set<String> MODES =
            Set.of("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");

    private final SingleWrite write;

    public UpdateItem(Database database) {
        super(DynamodbApi.UPDATE_ITEM, database);
        this.write = new SingleWrite(database);
    }

    /** An unknown mode is told first and alone, with a typing error: recorded in October 2026. */
    @Override
    void checkFirst(UpdateItemInput input) {
        String mode = input.returnValues();
        if (mode != null && input.key() != null && !MODES.contains(mode)) {
            throw new InvalidRequest(
                    "1 validation error detected: Failed to satisfy constraint: Member must satisfy"
                            + " enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]");
        }
    }

    @Override
    List<Permission> permitted(UpdateItemInput input, Call call) {
        Map<String, String> names = input.expressionAttributeNames();
        ItemContext context =
                new ItemContext(tableOrNull(call, input.tableName()))
                        .leadingKey(input.key())
                        .attributes(input.key().keySet())
                        .named(input.attributeUpdates())
                        .named(input.expected())
                        .expression(input.updateExpression(), names)
                        .expression(input.conditionExpression(), names)
                        .returnConsumedCapacity(input.returnConsumedCapacity())
                        .returnValues(input.returnValues());
        return List.of(permission(call, input.tableName(), context));
    }

    @Override
    UpdateItemOutput run(UpdateItemInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        ItemAction action = validated(() -> action(input));
        SingleWrite.Done done =
                write.run(
                        call,
                        name,
                        action,
                        true,
                        "ALL_OLD".equals(input.returnValuesOnConditionCheckFailure()));
        UpdateItemOutput.Builder output =
                UpdateItemOutput.builder()
                        .attributes(shapesOrNull(returned(input, action.update(), done.change())));
        if (wants(input.returnConsumedCapacity())) {
            Consumption consumption = new Consumption(false, false);
            consumption.write(done.table(), done.change());
            output.consumedCapacity(
                    consumption.shape(input.returnConsumedCapacity(), input.tableName()));
        }
        return output.itemCollectionMetrics(
                        SingleWrite.metrics(
                                database(),
                                input.returnItemCollectionMetrics(),
                                done.table(),
                                action.item()))
                .build();
    }

    private static ItemAction action(UpdateItemInput input) {
        new ExpressionParameters()
                .expression("UpdateExpression", input.updateExpression())
                .expression("ConditionExpression", input.conditionExpression())
                .legacy("AttributeUpdates", input.attributeUpdates())
                .legacy("Expected", input.expected())
                .legacy("ConditionalOperator", input.conditionalOperator())
                .brief()
                .check(input.expressionAttributeNames(), input.expressionAttributeValues());
        Map<String, Value> key = AttributeValues.values(input.key());
        Update update = LegacyUpdates.update(input.attributeUpdates());
        Condition condition =
                LegacyConditions.expected(input.expected(), input.conditionalOperator());
        Placeholders placeholders =
                new Placeholders(
                        input.expressionAttributeNames(),
                        AttributeValues.placeholders(input.expressionAttributeValues()));
        if (input.updateExpression() != null) {
            update = Update.parse(input.updateExpression(), placeholders);
        }
        if (input.conditionExpression() != null) {
            condition =
                    ConditionParser.parse(
                            "ConditionExpression", input.conditionExpression(), placeholders);
        }
        placeholders.checkAllUsed();
        return new ItemAction(ItemAction.Kind.UPDATE, key, condition, update);
    }

    private static @Nullable Map<String, Value> returned(
            UpdateItemInput input, @Nullable Update update, ItemAction.Change change) {
        String mode = input.returnValues();
        if (mode == null) {
            return null;
        }
        Map<String, Value> item = mode.endsWith("_OLD") ? change.before() : change.after();
        return switch (mode) {
            case "ALL_OLD", "ALL_NEW" -> item;
            case "UPDATED_OLD", "UPDATED_NEW" ->
                    item == null || update == null
                            ? null
                            : new Projection(update.paths()).apply(item);
            default -> null;
        };
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DeleteItemInput;
import brume.api.dynamodb.DeleteItemOutput;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionParser;
import brume.services.dynamodb.expression.Placeholders;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** DeleteItem: deletes one item by its key. */
public final class DeleteItem extends DynamodbOperation<DeleteItemInput, DeleteItemOutput> {

    private final SingleWrite write;

    public DeleteItem(Database database) {
        super(DynamodbApi.DELETE_ITEM, database);
        this.write = new SingleWrite(database);
    }

    @Override
    List<Permission> permitted(DeleteItemInput input, Call call) {
        ItemContext context =
                new ItemContext(tableOrNull(call, input.tableName()))
                        .leadingKey(input.key())
                        .attributes(input.key().keySet())
                        .expression(input.conditionExpression(), input.expressionAttributeNames())
                        .named(input.expected())
                        .returnConsumedCapacity(input.returnConsumedCapacity())
                        .returnValues(input.returnValues());
        return List.of(permission(call, input.tableName(), context));
    }

    @Override
    DeleteItemOutput run(DeleteItemInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        boolean returnsOld = wants(input.returnValues());
        ItemAction action = validated(() -> action(input, returnsOld));
        SingleWrite.Done done =
                write.run(
                        call,
                        name,
                        action,
                        true,
                        "ALL_OLD".equals(input.returnValuesOnConditionCheckFailure()));
        DeleteItemOutput.Builder output = DeleteItemOutput.builder();
        if (returnsOld) {
            output.attributes(shapesOrNull(done.change().before()));
        }
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

    private static ItemAction action(DeleteItemInput input, boolean returnsOld) {
        new ExpressionParameters()
                .expression("ConditionExpression", input.conditionExpression())
                .legacy("Expected", input.expected())
                .legacy("ConditionalOperator", input.conditionalOperator())
                .brief()
                .check(input.expressionAttributeNames(), input.expressionAttributeValues());
        Map<String, Value> key = AttributeValues.values(input.key());
        if (returnsOld && !"ALL_OLD".equals(input.returnValues())) {
            throw new InvalidRequest("ReturnValues can only be ALL_OLD or NONE");
        }
        return new ItemAction(ItemAction.Kind.DELETE, key, condition(input), null);
    }

    private static @Nullable Condition condition(DeleteItemInput input) {
        String expression = input.conditionExpression();
        if (expression == null) {
            return LegacyConditions.expected(input.expected(), input.conditionalOperator());
        }
        Placeholders placeholders =
                new Placeholders(
                        input.expressionAttributeNames(),
                        AttributeValues.placeholders(input.expressionAttributeValues()));
        Condition condition =
                ConditionParser.parse("ConditionExpression", expression, placeholders);
        placeholders.checkAllUsed();
        return condition;
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.PutItemInput;
import brume.api.dynamodb.PutItemOutput;
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

/** PutItem: puts a whole item in the place of the one with its key. */
public final class PutItem extends DynamodbOperation<PutItemInput, PutItemOutput> {

    private final SingleWrite write;

    public PutItem(Database database) {
        super(DynamodbApi.PUT_ITEM, database);
        this.write = new SingleWrite(database);
    }

    @Override
    List<Permission> permitted(PutItemInput input, Call call) {
        ItemContext context =
                new ItemContext(tableOrNull(call, input.tableName()))
                        .leadingKey(input.item())
                        .attributes(input.item().keySet())
                        .expression(input.conditionExpression(), input.expressionAttributeNames())
                        .named(input.expected())
                        .returnConsumedCapacity(input.returnConsumedCapacity())
                        .returnValues(input.returnValues());
        return List.of(permission(call, input.tableName(), context));
    }

    @Override
    PutItemOutput run(PutItemInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        boolean returnsOld = wants(input.returnValues());
        ItemAction action = validated(() -> action(input, returnsOld));
        ItemAction.checkedSize(action.item());
        boolean needsOld = returnsOld || wants(input.returnConsumedCapacity());
        SingleWrite.Done done =
                write.run(
                        call,
                        name,
                        action,
                        needsOld,
                        "ALL_OLD".equals(input.returnValuesOnConditionCheckFailure()));
        PutItemOutput.Builder output = PutItemOutput.builder();
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

    private static ItemAction action(PutItemInput input, boolean returnsOld) {
        new ExpressionParameters()
                .expression("ConditionExpression", input.conditionExpression())
                .legacy("Expected", input.expected())
                .legacy("ConditionalOperator", input.conditionalOperator())
                .brief()
                .check(input.expressionAttributeNames(), input.expressionAttributeValues());
        Map<String, Value> item = AttributeValues.values(input.item());
        if (returnsOld && !"ALL_OLD".equals(input.returnValues())) {
            throw new InvalidRequest("ReturnValues can only be ALL_OLD or NONE");
        }
        return new ItemAction(ItemAction.Kind.PUT, item, condition(input), null);
    }

    private static @Nullable Condition condition(PutItemInput input) {
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

package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.ConditionCheck;
import brume.api.dynamodb.Delete;
import brume.api.dynamodb.Put;
import brume.api.dynamodb.TransactWriteItem;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionParser;
import brume.services.dynamodb.expression.Placeholders;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One action of a transaction, checked as far as it can be without its table.
 *
 * @param inserts whether its condition is that there is no item yet, which has a reason of its own
 */
record TransactAction(
        String table, ItemAction action, boolean returnsItemOnFailure, boolean inserts) {

    static final String DUPLICATE = "Duplicate primary key exists in table";

    static TransactAction of(TransactWriteItem item) {
        Put put = item.put();
        Delete delete = item.delete();
        ConditionCheck check = item.conditionCheck();
        brume.api.dynamodb.Update update = item.update();
        long given = Stream.of(put, delete, check, update).filter(Objects::nonNull).count();
        if (given > 1) {
            throw new InvalidRequest(
                    "TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (put != null) {
            return action(
                    ItemAction.Kind.PUT,
                    put.tableName(),
                    put.item(),
                    put.returnValuesOnConditionCheckFailure(),
                    new Expressions(
                            put.conditionExpression(),
                            null,
                            put.expressionAttributeNames(),
                            put.expressionAttributeValues()));
        }
        if (delete != null) {
            return action(
                    ItemAction.Kind.DELETE,
                    delete.tableName(),
                    delete.key(),
                    delete.returnValuesOnConditionCheckFailure(),
                    new Expressions(
                            delete.conditionExpression(),
                            null,
                            delete.expressionAttributeNames(),
                            delete.expressionAttributeValues()));
        }
        if (check != null) {
            return action(
                    ItemAction.Kind.CHECK,
                    check.tableName(),
                    check.key(),
                    check.returnValuesOnConditionCheckFailure(),
                    new Expressions(
                            check.conditionExpression(),
                            null,
                            check.expressionAttributeNames(),
                            check.expressionAttributeValues()));
        }
        if (update != null) {
            return action(
                    ItemAction.Kind.UPDATE,
                    update.tableName(),
                    update.key(),
                    update.returnValuesOnConditionCheckFailure(),
                    new Expressions(
                            update.conditionExpression(),
                            update.updateExpression(),
                            update.expressionAttributeNames(),
                            update.expressionAttributeValues()));
        }
        throw new InvalidRequest(
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update"
                        + " request");
    }

    private record Expressions(
            @Nullable String condition,
            @Nullable String update,
            @Nullable Map<String, String> names,
            @Nullable Map<String, AttributeValue> values) {}

    private static TransactAction action(
            ItemAction.Kind kind,
            String tableName,
            Map<String, AttributeValue> item,
            @Nullable String onFailure,
            Expressions expressions) {
        new ExpressionParameters()
                .expression("UpdateExpression", expressions.update())
                .expression("ConditionExpression", expressions.condition())
                .check(expressions.names(), expressions.values());
        Placeholders placeholders =
                new Placeholders(
                        expressions.names(), AttributeValues.placeholders(expressions.values()));
        Update update =
                expressions.update() == null
                        ? null
                        : Update.parse(expressions.update(), placeholders);
        Condition condition =
                expressions.condition() == null
                        ? null
                        : ConditionParser.parse(
                                "ConditionExpression", expressions.condition(), placeholders);
        placeholders.checkAllUsed();
        // Expressions come first. Source: recorded by the DynamoDB conformance project.
        Map<String, Value> values = AttributeValues.values(item);
        if (kind == ItemAction.Kind.PUT) {
            ItemAction.checkedSize(values);
        }
        return new TransactAction(
                TableNames.checked(tableName),
                new ItemAction(kind, values, condition, update),
                "ALL_OLD".equals(onFailure),
                false);
    }
}

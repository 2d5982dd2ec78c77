package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.QueryInput;
import brume.api.dynamodb.QueryOutput;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.QueryRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionParser;
import brume.services.dynamodb.expression.ConditionPaths;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Placeholders;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Range;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Query: the items of one partition of a table or index, in the order of their sort key. */
public final class Query extends DynamodbOperation<QueryInput, QueryOutput> {

    public Query(Database database) {
        super(DynamodbApi.QUERY, database);
    }

    private record Expressions(
            KeyCondition key, @Nullable Condition filter, @Nullable Projection projection) {}

    @Override
    void checkFirst(QueryInput input) {
        if (input.limit() != null && input.limit() < 1) {
            throw new InvalidRequest(
                    "1 validation error detected: Value at 'Limit' failed to satisfy constraint:"
                            + " Member must have value greater than or equal to 1");
        }
        String operator = input.conditionalOperator();
        if (operator != null && !operator.equals("AND") && !operator.equals("OR")) {
            // So it was recorded in October 2026 by the DynamoDB conformance project.
            throw new InvalidRequest(
                    "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]");
        }
    }

    @Override
    List<Permission> permitted(QueryInput input, Call call) {
        Map<String, String> names = input.expressionAttributeNames();
        ItemContext context =
                new ItemContext(null)
                        .projection(input.attributesToGet(), input.projectionExpression(), names)
                        .index(input.indexName())
                        .expression(input.filterExpression(), names)
                        .named(input.queryFilter())
                        .expression(input.keyConditionExpression(), names)
                        .named(input.keyConditions())
                        .returnConsumedCapacity(input.returnConsumedCapacity())
                        .select(input.select());
        OpenTable table = tableOrNull(call, input.tableName());
        if (table != null) {
            leadingKey(context, table.table(), input);
        }
        String index = input.indexName() == null ? "" : "/index/" + input.indexName();
        String arn = TableNames.arn(call, input.tableName()) + index;
        return List.of(Permission.of(model().action(), arn).withContext(context.keys()));
    }

    private static void leadingKey(ItemContext context, Table table, QueryInput input) {
        KeySchema schema =
                input.indexName() == null
                        ? table.key()
                        : table.findIndex(input.indexName()).map(Index::key).orElse(table.key());
        try {
            KeyCondition.Part part =
                    keyCondition(input, placeholders(input))
                            .parts()
                            .get(schema.hash().getFirst().name());
            if (part != null) {
                context.add(AttributeValues.shape(part.values().getFirst()));
            }
        } catch (InvalidRequest e) {
            // The operation itself will answer what is wrong with the expression.
            context.add(null);
        }
    }

    @Override
    QueryOutput run(QueryInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        checkParameters(input);
        Map<String, Value> start = Reading.startKey(input.exclusiveStartKey());
        Expressions expressions = expressions(input);
        checkSelect(input, expressions.projection());
        boolean consistent = Boolean.TRUE.equals(input.consistentRead());
        OpenTable table = database().tables().get(call.scope(), name);
        Table description = table.table();
        Index index = Reading.index(description, input.indexName(), consistent);
        KeySchema schema = index == null ? description.key() : index.key();
        QueryRules.check(schema, expressions.key());
        Selection selection =
                Selection.of(description, index, input.select(), expressions.projection());
        if (expressions.projection() != null) {
            KeyRules.checkPaths(description, expressions.projection().paths());
        }
        if (expressions.filter() != null) {
            checkFilter(input, description, schema, ConditionPaths.of(expressions.filter()));
        }
        Range range = database().items().queried(table, index, expressions.key());
        if (Boolean.FALSE.equals(input.scanIndexForward())) {
            range = range.reversed();
        }
        if (start != null) {
            range = after(range, table, index, schema, start, expressions.key());
        }
        Page page =
                new Page(database().items(), table, selection, expressions.filter(), input.limit())
                        .read(range);
        Consumption consumption = page.consumption(consistent);
        spending().take(table, consumption);
        return QueryOutput.builder()
                .items(page.items())
                .count(page.count())
                .scannedCount(page.scannedCount())
                .lastEvaluatedKey(page.lastEvaluatedKey())
                .consumedCapacity(
                        consumption.shape(input.returnConsumedCapacity(), input.tableName()))
                .build();
    }

    /** Unlike Scan, Query calls this a validation error: recorded by moto's verified tests. */
    private static void checkSelect(QueryInput input, @Nullable Projection projection) {
        String parameter =
                input.projectionExpression() == null ? "AttributesToGet" : "ProjectionExpression";
        validated(() -> {
            Selection.checkSelect(input.indexName(), input.select(), projection, parameter);
            return true;
        });
    }

    private static void checkParameters(QueryInput input) {
        new ExpressionParameters()
                .projection(input.projectionExpression())
                .expression("FilterExpression", input.filterExpression())
                .expression("KeyConditionExpression", input.keyConditionExpression())
                .legacy("AttributesToGet", input.attributesToGet())
                .legacy("QueryFilter", input.queryFilter())
                .legacy("ConditionalOperator", input.conditionalOperator())
                .legacy(
                        "KeyConditions",
                        input.keyConditionExpression() == null ? null : input.keyConditions())
                .check(input.expressionAttributeNames(), input.expressionAttributeValues());
        if (input.keyConditions() == null && input.keyConditionExpression() == null) {
            throw new InvalidRequest(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified"
                            + " in the request.");
        }
    }

    private static Placeholders placeholders(QueryInput input) {
        return new Placeholders(
                input.expressionAttributeNames(),
                AttributeValues.placeholders(input.expressionAttributeValues()));
    }

    private static Condition keyExpression(String expression, Placeholders placeholders) {
        return ConditionParser.parse("KeyConditionExpression", expression, placeholders);
    }

    private static KeyCondition keyCondition(QueryInput input, Placeholders placeholders) {
        if (input.keyConditionExpression() != null) {
            return KeyCondition.of(keyExpression(input.keyConditionExpression(), placeholders));
        }
        return LegacyConditions.keyCondition(
                input.keyConditions() == null ? Map.of() : input.keyConditions());
    }

    private static Expressions expressions(QueryInput input) {
        Placeholders placeholders = placeholders(input);
        String keyExpression = input.keyConditionExpression();
        Condition keyCondition =
                keyExpression == null ? null : keyExpression(keyExpression, placeholders);
        Condition filter =
                input.filterExpression() == null
                        ? LegacyConditions.filter(input.queryFilter(), input.conditionalOperator())
                        : ConditionParser.parse(
                                "FilterExpression", input.filterExpression(), placeholders);
        Projection projection =
                input.projectionExpression() == null
                        ? LegacyConditions.projection(input.attributesToGet())
                        : Projection.parse(input.projectionExpression(), placeholders);
        placeholders.checkAllUsed();
        // What the key condition means comes after all expressions have been read, as recorded by
        // moto's tests that are verified against the service.
        KeyCondition key =
                keyCondition == null
                        ? keyCondition(input, placeholders)
                        : KeyCondition.of(keyCondition);
        return new Expressions(key, filter, projection);
    }

    private static void checkFilter(
            QueryInput input, Table table, KeySchema schema, List<Path> paths) {
        for (Path path : paths) {
            if (schema.contains(path.attribute())) {
                throw new InvalidRequest(
                        (input.filterExpression() == null ? "QueryFilter" : "Filter Expression")
                                + " can only contain non-primary key attributes: Primary key"
                                + " attribute: "
                                + path.attribute());
            }
        }
        KeyRules.checkPaths(table, paths);
    }

    private Range after(
            Range range,
            OpenTable table,
            @Nullable Index index,
            KeySchema schema,
            Map<String, Value> start,
            KeyCondition condition) {
        Reading.checkStartKey(table.table(), index, start);
        return database()
                .items()
                .after(range, table, index, start)
                .orElseThrow(() ->
                        new InvalidRequest(
                                condition.parts().size() > 1
                                                && samePartition(schema, start, condition)
                                        ? "The provided starting key does not match the"
                                                + " range key predicate"
                                        : "The provided starting key is outside query"
                                                + " boundaries based on provided"
                                                + " conditions"));
    }

    private static boolean samePartition(
            KeySchema schema, Map<String, Value> start, KeyCondition condition) {
        return schema.hash().stream()
                .allMatch(key -> {
                    KeyCondition.Part part = condition.parts().get(key.name());
                    return part != null && part.values().getFirst().equals(start.get(key.name()));
                });
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ScanInput;
import brume.api.dynamodb.ScanOutput;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.ConditionParser;
import brume.services.dynamodb.expression.ConditionPaths;
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

/** Scan: every item of a table or index, or of one of several equal segments of it. */
public final class Scan extends DynamodbOperation<ScanInput, ScanOutput> {

    public Scan(Database database) {
        super(DynamodbApi.SCAN, database);
    }

    private record Expressions(@Nullable Condition filter, @Nullable Projection projection) {}

    @Override
    List<Permission> permitted(ScanInput input, Call call) {
        Map<String, String> names = input.expressionAttributeNames();
        ItemContext context =
                new ItemContext(null)
                        .projection(input.attributesToGet(), input.projectionExpression(), names)
                        .index(input.indexName())
                        .expression(input.filterExpression(), names)
                        .named(input.scanFilter())
                        .returnConsumedCapacity(input.returnConsumedCapacity())
                        .select(input.select());
        String index = input.indexName() == null ? "" : "/index/" + input.indexName();
        String arn = TableNames.arn(call, input.tableName()) + index;
        return List.of(Permission.of(model().action(), arn).withContext(context.keys()));
    }

    @Override
    boolean olderWording() {
        return true;
    }

    @Override
    ScanOutput run(ScanInput input, Call call) {
        String name = TableNames.checked(input.tableName());
        new ExpressionParameters()
                .projection(input.projectionExpression())
                .expression("FilterExpression", input.filterExpression())
                .legacy("AttributesToGet", input.attributesToGet())
                .legacy("ScanFilter", input.scanFilter())
                .legacy("ConditionalOperator", input.conditionalOperator())
                .check(input.expressionAttributeNames(), input.expressionAttributeValues());
        Map<String, Value> start = Reading.startKey(input.exclusiveStartKey());
        checkSegments(input);
        Expressions expressions = expressions(input);
        boolean consistent = Boolean.TRUE.equals(input.consistentRead());
        OpenTable table = database().tables().get(call.scope(), name);
        Table description = table.table();
        Index index = Reading.index(description, input.indexName(), consistent);
        Selection.checkSelect(
                input.indexName(),
                input.select(),
                expressions.projection(),
                input.projectionExpression() == null ? "AttributesToGet" : "ProjectionExpression");
        Selection selection =
                Selection.of(description, index, input.select(), expressions.projection());
        if (expressions.projection() != null) {
            KeyRules.checkPaths(description, expressions.projection().paths());
        }
        if (expressions.filter() != null) {
            KeyRules.checkPaths(description, ConditionPaths.of(expressions.filter()));
        }
        Range range = range(input, table, index, start);
        Page page =
                new Page(database().items(), table, selection, expressions.filter(), input.limit())
                        .read(range);
        Consumption consumption = page.consumption(consistent);
        spending().take(table, consumption);
        return ScanOutput.builder()
                .items(page.items())
                .count(page.count())
                .scannedCount(page.scannedCount())
                .lastEvaluatedKey(page.lastEvaluatedKey())
                .consumedCapacity(
                        consumption.shape(input.returnConsumedCapacity(), input.tableName()))
                .build();
    }

    private static void checkSegments(ScanInput input) {
        Integer segment = input.segment();
        Integer total = input.totalSegments();
        if (segment != null && total == null) {
            throw new InvalidRequest(
                    "The TotalSegments parameter is required but was not present in the request"
                            + " when Segment parameter is present");
        }
        if (total == null) {
            return;
        }
        if (segment == null) {
            throw new InvalidRequest(
                    "The Segment parameter is required but was not present in the request when"
                            + " parameter TotalSegments is present");
        }
        if (segment >= total) {
            throw new InvalidRequest(
                    "The Segment parameter is zero-based and must be less than parameter"
                            + " TotalSegments: Segment: "
                            + segment
                            + " is not less than TotalSegments: "
                            + total);
        }
    }

    private static Expressions expressions(ScanInput input) {
        Placeholders placeholders =
                new Placeholders(
                        input.expressionAttributeNames(),
                        AttributeValues.placeholders(input.expressionAttributeValues()));
        Condition filter =
                input.filterExpression() == null
                        ? LegacyConditions.filter(input.scanFilter(), input.conditionalOperator())
                        : ConditionParser.parse(
                                "FilterExpression", input.filterExpression(), placeholders);
        Projection projection =
                input.projectionExpression() == null
                        ? LegacyConditions.projection(input.attributesToGet())
                        : Projection.parse(input.projectionExpression(), placeholders);
        placeholders.checkAllUsed();
        return new Expressions(filter, projection);
    }

    private Range range(
            ScanInput input,
            OpenTable table,
            @Nullable Index index,
            @Nullable Map<String, Value> start) {
        int segment = input.segment() == null ? 0 : input.segment();
        int total = input.totalSegments() == null ? 1 : input.totalSegments();
        Range range = database().items().scanned(table, index, segment, total);
        if (start == null) {
            return range;
        }
        Reading.checkStartKey(table.table(), index, start);
        return database()
                .items()
                .after(range, table, index, start)
                .orElseThrow(() ->
                        new InvalidRequest(
                                Reading.INVALID_START
                                        + ": Invalid ExclusiveStartKey. Please use"
                                        + " ExclusiveStartKey with correct Segment."
                                        + " TotalSegments: "
                                        + total
                                        + " Segment: "
                                        + segment));
    }
}

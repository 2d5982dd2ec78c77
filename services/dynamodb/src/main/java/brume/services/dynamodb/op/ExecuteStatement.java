package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.api.dynamodb.ExecuteStatementInput;
import brume.api.dynamodb.ExecuteStatementOutput;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ExecuteStatement: one PartiQL statement. */
public final class ExecuteStatement
        extends DynamodbOperation<ExecuteStatementInput, ExecuteStatementOutput> {

    private final SingleWrite write;

    public ExecuteStatement(Database database) {
        super(DynamodbApi.EXECUTE_STATEMENT, database);
        this.write = new SingleWrite(database);
    }

    /** Nothing can be done by a statement that cannot be read; the answer says why. */
    @Override
    Plan<ExecuteStatementOutput> plan(ExecuteStatementInput input, Call call) {
        ParsedStatement parsed = ParsedStatement.of(input.statement(), input.parameters());
        List<Permission> permissions =
                parsed.find().stream()
                        .map(statement ->
                                PartiqlPermissions.of(
                                        call, tableOrNull(call, statement.table()), statement))
                        .toList();
        return Plan.whole(permissions, () -> run(input, call, parsed.get()));
    }

    @Override
    ExecuteStatementOutput run(ExecuteStatementInput input, Call call) {
        return plan(input, call).action().apply(Map.of());
    }

    private ExecuteStatementOutput run(
            ExecuteStatementInput input, Call call, Statement statement) {
        String name = TableNames.checked(statement.table());
        OpenTable table = database().tables().get(call.scope(), name);
        if (statement instanceof Statement.Select select) {
            return select(input, table, select);
        }
        if (statement instanceof Statement.Exists) {
            throw new InvalidRequest("EXISTS() is only supported in ExecuteTransaction");
        }
        if (input.nextToken() != null) {
            throw new InvalidRequest("NextToken is only valid on a SELECT statement");
        }
        return write(input, call, table.table(), statement);
    }

    private ExecuteStatementOutput select(
            ExecuteStatementInput input, OpenTable table, Statement.Select select) {
        boolean consistent = Boolean.TRUE.equals(input.consistentRead());
        Table description = table.table();
        PartiqlRead read = PartiqlRead.of(description, select, consistent);
        Selection selection = Selection.of(description, read.index(), null, select.projection());
        List<Range> ranges = ranges(table, read);
        String token = input.nextToken();
        if (token != null) {
            ranges = after(ranges, table, read, PartiqlToken.startKey(input, token));
        }
        Page page = new Page(database().items(), table, selection, select.where(), input.limit());
        for (Range range : ranges) {
            page.read(range);
            if (page.isFull()) {
                break;
            }
        }
        Consumption consumption = page.consumption(consistent);
        spending().take(table, consumption);
        Map<String, AttributeValue> last =
                read.index() == null && WhereKeys.single(description.key(), select.where()) != null
                        ? null
                        : page.lastEvaluatedKey();
        return ExecuteStatementOutput.builder()
                .items(page.items())
                .lastEvaluatedKey(last)
                .nextToken(last == null ? null : PartiqlToken.of(input, last))
                .consumedCapacity(
                        consumption.shape(input.returnConsumedCapacity(), description.name()))
                .build();
    }

    private List<Range> ranges(OpenTable table, PartiqlRead read) {
        List<KeyCondition> keys = read.keys();
        if (keys == null) {
            return List.of(database().items().scanned(table, read.index(), 0, 1));
        }
        List<Range> ranges = new ArrayList<>();
        for (KeyCondition key : keys) {
            Range range = database().items().queried(table, read.index(), key);
            ranges.add(read.descending() ? range.reversed() : range);
        }
        return ranges;
    }

    /** What is left of the ranges after the item of a start key. */
    private List<Range> after(
            List<Range> ranges,
            OpenTable table,
            PartiqlRead read,
            Map<String, AttributeValue> startKey) {
        Map<String, Value> start = AttributeValues.values(startKey);
        Reading.checkStartKey(table.table(), read.index(), start);
        for (int i = 0; i < ranges.size(); i++) {
            Optional<Range> rest =
                    database().items().after(ranges.get(i), table, read.index(), start);
            if (rest.isPresent()) {
                List<Range> left = new ArrayList<>();
                left.add(rest.get());
                left.addAll(ranges.subList(i + 1, ranges.size()));
                return left;
            }
        }
        throw new InvalidRequest("NextToken does not match request");
    }

    private ExecuteStatementOutput write(
            ExecuteStatementInput input, Call call, Table table, Statement statement) {
        PartiqlWrite planned = PartiqlWrite.of(table, statement);
        SingleWrite.Done done =
                attempt(
                        write,
                        call,
                        table.name(),
                        planned,
                        "ALL_OLD".equals(input.returnValuesOnConditionCheckFailure()));
        Map<String, Value> returned = planned.returned(done.change());
        Consumption consumption = new Consumption(false, false);
        consumption.write(done.table(), done.change());
        return ExecuteStatementOutput.builder()
                .items(returned == null ? List.of() : List.of(AttributeValues.shapes(returned)))
                .consumedCapacity(consumption.shape(input.returnConsumedCapacity(), table.name()))
                .build();
    }

    /** Carries one write out, with the errors of statements. */
    static SingleWrite.Done attempt(
            SingleWrite write,
            Call call,
            String table,
            PartiqlWrite planned,
            boolean returnsItemOnFailure) {
        try {
            return write.attempt(call, table, planned.action(), true);
        } catch (ItemAction.ConditionFailed e) {
            throw planned.inserts()
                    ? DynamodbErrors.duplicateItemException(TransactAction.DUPLICATE)
                    : SingleWrite.conditionFailed(e, returnsItemOnFailure);
        }
    }

    /** The key of the one item that a SELECT names and asks nothing more of; otherwise null. */
    static @Nullable Map<String, Value> key(Table table, Statement.Select select) {
        PartiqlRead.of(table, select, false);
        WhereKeys.Single item = WhereKeys.single(table.key(), select.where());
        return item == null || !item.rest().isEmpty() || select.index() != null ? null : item.key();
    }
}

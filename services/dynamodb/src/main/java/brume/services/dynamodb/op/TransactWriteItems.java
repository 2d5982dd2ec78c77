package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.ConditionCheck;
import brume.api.dynamodb.Delete;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ItemCollectionMetrics;
import brume.api.dynamodb.Put;
import brume.api.dynamodb.TransactWriteItem;
import brume.api.dynamodb.TransactWriteItemsInput;
import brume.api.dynamodb.TransactWriteItemsOutput;
import brume.api.dynamodb.Update;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** TransactWriteItems: up to 100 actions on different items, all of them or none. */
public final class TransactWriteItems
        extends DynamodbOperation<TransactWriteItemsInput, TransactWriteItemsOutput> {

    private static final int ACTIONS_MAX = 100;
    private static final int VIOLATIONS_MAX = 10;

    private final TransactWrite write;

    public TransactWriteItems(Database database) {
        super(DynamodbApi.TRANSACT_WRITE_ITEMS, database);
        this.write = new TransactWrite(database);
    }

    @Override
    List<String> tables(TransactWriteItemsInput input) {
        return input.transactItems().stream()
                .flatMap(item ->
                        Stream.of(
                                item.put() == null ? null : item.put().tableName(),
                                item.update() == null ? null : item.update().tableName(),
                                item.delete() == null ? null : item.delete().tableName(),
                                item.conditionCheck() == null
                                        ? null
                                        : item.conditionCheck().tableName()))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    @Override
    List<Permission> permitted(TransactWriteItemsInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        for (TransactWriteItem item : input.transactItems()) {
            Put put = item.put();
            Update update = item.update();
            Delete delete = item.delete();
            ConditionCheck check = item.conditionCheck();
            if (put != null) {
                ItemContext context =
                        context(input, call, put.tableName(), put.item())
                                .expression(
                                        put.conditionExpression(), put.expressionAttributeNames());
                permissions.add(permission(call, "PutItem", put.tableName(), context));
            }
            if (update != null) {
                Map<String, String> names = update.expressionAttributeNames();
                ItemContext context =
                        context(input, call, update.tableName(), update.key())
                                .expression(update.updateExpression(), names)
                                .expression(update.conditionExpression(), names);
                permissions.add(permission(call, "UpdateItem", update.tableName(), context));
            }
            if (delete != null) {
                ItemContext context =
                        context(input, call, delete.tableName(), delete.key())
                                .expression(
                                        delete.conditionExpression(),
                                        delete.expressionAttributeNames());
                permissions.add(permission(call, "DeleteItem", delete.tableName(), context));
            }
            if (check != null) {
                ItemContext context =
                        context(input, call, check.tableName(), check.key())
                                .expression(
                                        check.conditionExpression(),
                                        check.expressionAttributeNames());
                permissions.add(permission(call, "ConditionCheckItem", check.tableName(), context));
            }
        }
        return permissions;
    }

    private ItemContext context(
            TransactWriteItemsInput input,
            Call call,
            String table,
            Map<String, AttributeValue> item) {
        return new ItemContext(tableOrNull(call, table))
                .leadingKey(item)
                .attributes(item.keySet())
                .returnConsumedCapacity(input.returnConsumedCapacity())
                .enclosedBy(model().name());
    }

    private static Permission permission(
            Call call, String action, String table, ItemContext context) {
        return Permission.of("dynamodb:" + action, TableNames.arn(call, table))
                .withContext(context.keys());
    }

    @Override
    void checkFirst(TransactWriteItemsInput input) {
        checkCount(input.transactItems());
    }

    @Override
    List<String> nameViolations(TransactWriteItemsInput input) {
        List<String> violations = new ArrayList<>();
        int number = 0;
        for (TransactWriteItem item : items(input.transactItems())) {
            String place = "transactItems." + ++number + ".member.";
            if (item.put() != null) {
                addViolation(violations, place + "put", item.put().tableName());
            }
            if (item.update() != null) {
                addViolation(violations, place + "update", item.update().tableName());
            }
            if (item.delete() != null) {
                addViolation(violations, place + "delete", item.delete().tableName());
            }
            if (item.conditionCheck() != null) {
                addViolation(
                        violations, place + "conditionCheck", item.conditionCheck().tableName());
            }
        }
        return violations;
    }

    /** The actions of a request that may be faulty. */
    static <T> List<T> items(@Nullable List<T> given) {
        return given == null ? List.of() : given.stream().filter(Objects::nonNull).toList();
    }

    static void addViolation(List<String> violations, String place, @Nullable String name) {
        if (name != null && violations.size() < VIOLATIONS_MAX) {
            TableNames.violation(place + ".tableName", name, 1).ifPresent(violations::add);
        }
    }

    /** Shows the kinds of the elements only: a hundred items would make a message of megabytes. */
    static void checkCount(@Nullable List<? extends Shape> items) {
        if (items != null && items.size() > ACTIONS_MAX) {
            throw new InvalidRequest(
                    "1 validation error detected: Value '"
                            + items.stream().map(item -> item.schema().name()).toList()
                            + "' at 'transactItems' failed to satisfy constraint: Member must have"
                            + " length less than or equal to "
                            + ACTIONS_MAX);
        }
    }

    @Override
    ServiceException conflict() {
        return TransactWrite.conflict();
    }

    @Override
    boolean olderWording() {
        return true;
    }

    @Override
    TransactWriteItemsOutput run(TransactWriteItemsInput input, Call call) {
        List<TransactAction> actions = new ArrayList<>();
        for (TransactWriteItem item : input.transactItems()) {
            actions.add(TransactAction.of(item));
        }
        byte[] fingerprint = RequestFingerprint.of(input);
        return answer(
                input, actions, write.run(call, actions, input.clientRequestToken(), fingerprint));
    }

    private TransactWriteItemsOutput answer(
            TransactWriteItemsInput input, List<TransactAction> actions, TransactWrite.Done done) {
        Map<String, Set<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (int i = 0; i < done.changes().size(); i++) {
            TransactAction action = actions.get(i);
            Table table = done.tables().get(i);
            @Nullable ItemCollectionMetrics one =
                    SingleWrite.metrics(
                            database(),
                            input.returnItemCollectionMetrics(),
                            table,
                            action.action().item());
            if (one != null) {
                metrics.computeIfAbsent(action.table(), name -> new HashSet<>()).add(one);
            }
        }
        Map<String, List<ItemCollectionMetrics>> lists = new LinkedHashMap<>();
        metrics.forEach((name, set) -> lists.put(name, List.copyOf(set)));
        return TransactWriteItemsOutput.builder()
                .consumedCapacity(
                        TransactWrite.capacities(actions, done, input.returnConsumedCapacity()))
                .itemCollectionMetrics(lists.isEmpty() ? null : lists)
                .build();
    }
}

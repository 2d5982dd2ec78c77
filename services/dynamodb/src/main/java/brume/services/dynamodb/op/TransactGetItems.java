package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.Get;
import brume.api.dynamodb.TransactGetItem;
import brume.api.dynamodb.TransactGetItemsInput;
import brume.api.dynamodb.TransactGetItemsOutput;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** TransactGetItems: up to 100 items of several tables, as they were at one moment. */
public final class TransactGetItems
        extends DynamodbOperation<TransactGetItemsInput, TransactGetItemsOutput> {

    private final TransactRead read;

    public TransactGetItems(Database database) {
        super(DynamodbApi.TRANSACT_GET_ITEMS, database);
        this.read = new TransactRead(database);
    }

    @Override
    List<String> tables(TransactGetItemsInput input) {
        return input.transactItems().stream().map(item -> item.get().tableName()).toList();
    }

    @Override
    List<Permission> permitted(TransactGetItemsInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        for (TransactGetItem item : input.transactItems()) {
            Get get = item.get();
            ItemContext context =
                    new ItemContext(tableOrNull(call, get.tableName()))
                            .leadingKey(get.key())
                            .attributes(get.key().keySet())
                            .projection(
                                    null,
                                    get.projectionExpression(),
                                    get.expressionAttributeNames())
                            .returnConsumedCapacity(input.returnConsumedCapacity())
                            .enclosedBy(model().name());
            permissions.add(
                    Permission.of("dynamodb:GetItem", TableNames.arn(call, get.tableName()))
                            .withContext(context.keys()));
        }
        return permissions;
    }

    @Override
    void checkFirst(TransactGetItemsInput input) {
        TransactWriteItems.checkCount(input.transactItems());
    }

    @Override
    List<String> nameViolations(TransactGetItemsInput input) {
        List<String> violations = new ArrayList<>();
        int number = 0;
        for (TransactGetItem item : TransactWriteItems.items(input.transactItems())) {
            String place = "transactItems." + ++number + ".member.get";
            if (item.get() != null) {
                TransactWriteItems.addViolation(violations, place, item.get().tableName());
            }
        }
        return violations;
    }

    @Override
    boolean olderWording() {
        return true;
    }

    @Override
    TransactGetItemsOutput run(TransactGetItemsInput input, Call call) {
        List<TransactRead.Wanted> wanted = new ArrayList<>();
        for (TransactGetItem item : input.transactItems()) {
            Get get = item.get();
            String name = TableNames.checked(get.tableName());
            Map<String, Value> key = AttributeValues.values(get.key());
            Projection projection =
                    GetItem.projection(
                            get.projectionExpression(), null, get.expressionAttributeNames());
            OpenTable table = database().tables().get(call.scope(), name);
            wanted.add(new TransactRead.Wanted(table, key, projection));
        }
        TransactRead.Done done = read.run(wanted);
        return TransactGetItemsOutput.builder()
                .responses(done.responses())
                .consumedCapacity(
                        TransactWrite.capacities(done.consumed(), input.returnConsumedCapacity()))
                .build();
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.Get;
import brume.api.dynamodb.ItemResponse;
import brume.api.dynamodb.TransactGetItem;
import brume.api.dynamodb.TransactGetItemsInput;
import brume.api.dynamodb.TransactGetItemsOutput;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TransactGetItems: up to 100 items of several tables, as they were at one moment. */
public final class TransactGetItems
        extends DynamodbOperation<TransactGetItemsInput, TransactGetItemsOutput> {

    /** Source: Service quotas, "DynamoDB transactions". */
    private static final long BYTES_MAX = 4L * 1024 * 1024;

    public TransactGetItems(Database database) {
        super(DynamodbApi.TRANSACT_GET_ITEMS, database);
    }

    private record Wanted(
            OpenTable table, Map<String, Value> key, @Nullable Projection projection) {}

    @Override
    List<Permission> permitted(TransactGetItemsInput input, Call call) {
        List<Permission> permissions = new ArrayList<>();
        for (TransactGetItem item : input.transactItems()) {
            Get get = item.get();
            ItemContext context =
                    new ItemContext(tableOrNull(call, get.tableName()))
                            .leadingKey(get.key())
                            .expression(get.projectionExpression(), get.expressionAttributeNames());
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
    TransactGetItemsOutput run(TransactGetItemsInput input, Call call) {
        List<Wanted> wanted = new ArrayList<>();
        for (TransactGetItem item : input.transactItems()) {
            Get get = item.get();
            String name = TableNames.checked(get.tableName());
            Map<String, Value> key = AttributeValues.values(get.key());
            Projection projection =
                    GetItem.projection(
                            get.projectionExpression(), null, get.expressionAttributeNames());
            OpenTable table = database().tables().get(call.scope(), name);
            wanted.add(new Wanted(table, key, projection));
        }
        checkKeys(wanted);
        Map<String, Consumption> consumed = new LinkedHashMap<>();
        List<ItemResponse> responses =
                database().items().read(reader -> responses(reader, wanted, consumed));
        return TransactGetItemsOutput.builder()
                .responses(responses)
                .consumedCapacity(
                        TransactWriteItems.capacities(consumed, input.returnConsumedCapacity()))
                .build();
    }

    /** Faults of single keys cancel the transaction, each under its own reason. */
    private static void checkKeys(List<Wanted> wanted) {
        Set<Map.Entry<String, Map<String, Value>>> seen = new HashSet<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean cancelled = false;
        for (Wanted one : wanted) {
            CancellationReason reason = CancellationReason.builder().code("None").build();
            try {
                KeyRules.checkKey(one.table().table().key(), one.key());
            } catch (InvalidRequest e) {
                reason =
                        CancellationReason.builder()
                                .code("ValidationError")
                                .message(e.getMessage())
                                .build();
                cancelled = true;
            }
            reasons.add(reason);
            if (!seen.add(Map.entry(one.table().arn(), one.key()))) {
                throw new InvalidRequest(
                        "Transaction request cannot include multiple operations on one item");
            }
        }
        if (cancelled) {
            throw TransactWriteItems.cancelled(reasons);
        }
    }

    private List<ItemResponse> responses(
            Reader reader, List<Wanted> wanted, Map<String, Consumption> consumed) {
        List<ItemResponse> responses = new ArrayList<>();
        long bytes = 0;
        for (Wanted one : wanted) {
            StoredItem stored =
                    database().items().find(reader, one.table(), one.key()).orElse(null);
            bytes += stored == null ? 0 : stored.size();
            if (bytes > BYTES_MAX) {
                throw new InvalidRequest(
                        "Aggregated size of items in the transaction has exceeded the maximum"
                                + " allowed size: 4 MB");
            }
            consumed.computeIfAbsent(
                            one.table().table().name(), name -> new Consumption(true, true))
                    .read(null, stored == null ? 0 : stored.size(), true);
            ItemResponse.Builder response = ItemResponse.builder();
            if (stored != null) {
                Map<String, Value> item = stored.attributes();
                Projection projection = one.projection();
                response.item(
                        AttributeValues.shapes(projection == null ? item : projection.apply(item)));
            }
            responses.add(response.build());
        }
        return responses;
    }
}

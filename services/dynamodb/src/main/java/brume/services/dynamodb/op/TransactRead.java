package brume.services.dynamodb.op;

import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.ItemResponse;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reads of TransactGetItems and of ExecuteTransaction, as of one moment. */
final class TransactRead {

    /** Source: Service quotas, "DynamoDB transactions". */
    private static final long BYTES_MAX = 4L * 1024 * 1024;

    private static final CancellationReason NONE =
            CancellationReason.builder().code("None").build();

    private final Database database;

    TransactRead(Database database) {
        this.database = database;
    }

    /** An item to be read and what of it. */
    record Wanted(OpenTable table, Map<String, Value> key, @Nullable Projection projection) {}

    /** The items in the order of the wanted, and what they cost by table. */
    record Done(List<ItemResponse> responses, Map<String, Consumption> consumed) {}

    Done run(List<Wanted> wanted) {
        wanted.forEach(one -> TransactWrite.checkTransactional(one.table()));
        checkKeys(wanted);
        Map<String, Consumption> consumed = new LinkedHashMap<>();
        Spending spending = Spending.of(database.buckets());
        List<ItemResponse> responses =
                database.items().read(reader -> responses(reader, wanted, consumed, spending));
        return new Done(responses, consumed);
    }

    /** Faults of single keys cancel the transaction, each under its own reason. */
    private static void checkKeys(List<Wanted> wanted) {
        Set<Map.Entry<String, Map<String, Value>>> seen = new HashSet<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean cancelled = false;
        for (Wanted one : wanted) {
            CancellationReason reason = NONE;
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
            throw TransactWrite.cancelled(reasons);
        }
    }

    /** Pays for the read of one item; answers why it cannot. */
    private static CancellationReason pay(
            Spending spending, OpenTable table, @Nullable StoredItem stored) {
        if (!spending.isLimited()) {
            return NONE;
        }
        Consumption one = new Consumption(true, true);
        one.read(null, stored == null ? 0 : stored.size(), true);
        try {
            spending.take(table, one);
            return NONE;
        } catch (Throttled e) {
            return e.reason();
        }
    }

    private List<ItemResponse> responses(
            Reader reader,
            List<Wanted> wanted,
            Map<String, Consumption> consumed,
            Spending spending) {
        List<ItemResponse> responses = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean throttled = false;
        long bytes = 0;
        for (Wanted one : wanted) {
            StoredItem stored = database.items().find(reader, one.table(), one.key()).orElse(null);
            bytes += stored == null ? 0 : stored.size();
            if (bytes > BYTES_MAX) {
                throw new InvalidRequest(
                        "Aggregated size of items in the transaction has exceeded the maximum"
                                + " allowed size: 4 MB");
            }
            consumed.computeIfAbsent(
                            one.table().table().name(), name -> new Consumption(true, true))
                    .read(null, stored == null ? 0 : stored.size(), true);
            CancellationReason reason = pay(spending, one.table(), stored);
            throttled |= !NONE.equals(reason);
            reasons.add(reason);
            ItemResponse.Builder response = ItemResponse.builder();
            if (stored != null) {
                Map<String, Value> item = stored.attributes();
                Projection projection = one.projection();
                response.item(
                        AttributeValues.shapes(projection == null ? item : projection.apply(item)));
            }
            responses.add(response.build());
        }
        if (throttled) {
            spending.giveBack();
            throw TransactWrite.cancelled(reasons);
        }
        return responses;
    }
}

package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.BatchExecuteStatementInput;
import brume.api.dynamodb.BatchExecuteStatementOutput;
import brume.api.dynamodb.BatchStatementError;
import brume.api.dynamodb.BatchStatementRequest;
import brume.api.dynamodb.BatchStatementResponse;
import brume.api.dynamodb.DynamodbApi;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.ItemCollectionTooLarge;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.StoreConflictException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BatchExecuteStatement: up to 25 PartiQL statements on single items, each for itself. */
public final class BatchExecuteStatement
        extends DynamodbOperation<BatchExecuteStatementInput, BatchExecuteStatementOutput> {

    private final SingleWrite write;

    public BatchExecuteStatement(Database database) {
        super(DynamodbApi.BATCH_EXECUTE_STATEMENT, database);
        this.write = new SingleWrite(database);
    }

    /** One statement of the batch on its way: a fault, a read or a write. */
    private record Part(
            BatchStatementRequest request,
            @Nullable Statement statement,
            @Nullable OpenTable table,
            @Nullable Map<String, Value> key,
            @Nullable PartiqlWrite planned,
            @Nullable BatchStatementError error) {

        static Part failed(
                BatchStatementRequest request,
                @Nullable Statement statement,
                String code,
                String message) {
            return new Part(
                    request,
                    statement,
                    null,
                    null,
                    null,
                    BatchStatementError.builder().code(code).message(message).build());
        }
    }

    /**
     * A statement that the caller may not carry out fails alone, as one that cannot be read.
     * Source: API Reference, BatchStatementError, the code AccessDenied.
     */
    @Override
    Plan<BatchExecuteStatementOutput> plan(BatchExecuteStatementInput input, Call call) {
        List<ParsedStatement> parsed = new ArrayList<>();
        List<Permission> permissions = new ArrayList<>();
        Map<Integer, Integer> numbers = new HashMap<>();
        for (BatchStatementRequest request : input.statements()) {
            ParsedStatement one = ParsedStatement.of(request.statement(), request.parameters());
            if (one.statement() != null) {
                Statement statement = one.statement();
                numbers.put(parsed.size(), permissions.size());
                permissions.add(
                        PartiqlPermissions.of(
                                call, tableOrNull(call, statement.table()), statement));
            }
            parsed.add(one);
        }
        return new Plan<>(
                permissions,
                true,
                refusals -> {
                    List<Part> parts = new ArrayList<>();
                    for (int i = 0; i < parsed.size(); i++) {
                        String refusal = refusals.get(numbers.getOrDefault(i, -1));
                        parts.add(part(input.statements().get(i), parsed.get(i), refusal, call));
                    }
                    return run(input, call, parts);
                });
    }

    @Override
    BatchExecuteStatementOutput run(BatchExecuteStatementInput input, Call call) {
        return plan(input, call).action().apply(Map.of());
    }

    private BatchExecuteStatementOutput run(
            BatchExecuteStatementInput input, Call call, List<Part> parts) {
        check(parts);
        Map<String, Consumption> consumed = new LinkedHashMap<>();
        List<BatchStatementResponse> responses = new ArrayList<>();
        for (Part part : parts) {
            responses.add(response(part, call, consumed));
        }
        return BatchExecuteStatementOutput.builder()
                .responses(responses)
                .consumedCapacity(
                        TransactWrite.capacities(consumed, input.returnConsumedCapacity()))
                .build();
    }

    private Part part(
            BatchStatementRequest request,
            ParsedStatement parsed,
            @Nullable String refusal,
            Call call) {
        Statement statement;
        try {
            statement = parsed.get();
        } catch (InvalidRequest e) {
            return Part.failed(request, null, "ValidationError", e.getMessage());
        }
        if (refusal != null) {
            return Part.failed(request, statement, "AccessDenied", refusal);
        }
        OpenTable table = tableOrNull(call, statement.table());
        if (table == null) {
            return Part.failed(
                    request, statement, "ResourceNotFound", "Requested resource not found");
        }
        try {
            if (statement instanceof Statement.Select select) {
                Map<String, Value> key = ExecuteStatement.key(table.table(), select);
                if (key == null) {
                    throw new InvalidRequest(
                            "Select statements within BatchExecuteStatement must specify the"
                                    + " primary key in the where clause.");
                }
                KeyRules.checkKey(table.table().key(), key);
                return new Part(request, statement, table, key, null, null);
            }
            if (statement instanceof Statement.Exists) {
                throw new InvalidRequest("EXISTS() is only supported in ExecuteTransaction");
            }
            PartiqlWrite planned = PartiqlWrite.of(table.table(), statement);
            return new Part(request, statement, table, null, planned, null);
        } catch (InvalidRequest e) {
            return Part.failed(request, statement, "ValidationError", e.getMessage());
        }
    }

    /** Rejects a batch of reads and writes, and one that names an item twice. */
    private static void check(List<Part> parts) {
        Set<Boolean> kinds = new HashSet<>();
        Set<Map.Entry<String, Map<String, Value>>> items = new HashSet<>();
        for (Part part : parts) {
            if (part.statement() != null) {
                kinds.add(part.statement().isRead());
            }
            OpenTable table = part.table();
            if (table == null) {
                continue;
            }
            Map<String, Value> item =
                    part.planned() == null ? part.key() : part.planned().action().item();
            if (item != null && !items.add(Map.entry(table.arn(), keyOf(table.table(), item)))) {
                throw new InvalidRequest("Provided list of item keys contains duplicates");
            }
        }
        if (kinds.size() > 1) {
            throw new InvalidRequest(
                    "Read and write requests together in the same batch is not supported.");
        }
    }

    private static Map<String, Value> keyOf(Table table, Map<String, Value> item) {
        Map<String, Value> key = new HashMap<>();
        table.key()
                .attributes()
                .forEach(attribute -> {
                    Value value = item.get(attribute.name());
                    if (value != null) {
                        key.put(attribute.name(), value);
                    }
                });
        return key;
    }

    private BatchStatementResponse response(
            Part part, Call call, Map<String, Consumption> consumed) {
        OpenTable table = part.table();
        if (part.error() != null || table == null) {
            return failed(part, part.error());
        }
        String name = table.table().name();
        BatchStatementResponse.Builder response = BatchStatementResponse.builder().tableName(name);
        if (part.planned() == null) {
            try {
                return response.item(read(part, table, consumed)).build();
            } catch (Throttled e) {
                return failed(part, error(e.code(), e.text()));
            }
        }
        try {
            SingleWrite.Done done = write.attempt(call, name, part.planned().action(), true);
            consumed.computeIfAbsent(name, key -> new Consumption(false, false))
                    .write(done.table(), done.change());
            return response.item(shapesOrNull(part.planned().returned(done.change()))).build();
        } catch (ItemAction.ConditionFailed e) {
            return failed(part, conditionFailed(part, part.planned(), e));
        } catch (InvalidRequest e) {
            return failed(part, error("ValidationError", e.getMessage()));
        } catch (ItemCollectionTooLarge e) {
            return failed(part, error(ItemCollectionTooLarge.CODE, ItemCollectionTooLarge.TEXT));
        } catch (Throttled e) {
            return failed(part, error(e.code(), e.text()));
        } catch (StoreConflictException e) {
            return failed(
                    part, error("TransactionConflict", "Transaction is ongoing for the item"));
        }
    }

    private @Nullable Map<String, AttributeValue> read(
            Part part, OpenTable table, Map<String, Consumption> consumed) {
        Map<String, Value> key = part.key();
        if (key == null || !(part.statement() instanceof Statement.Select select)) {
            throw new IllegalStateException("only reads come here");
        }
        StoredItem stored =
                database()
                        .items()
                        .read(reader -> database().items().find(reader, table, key))
                        .orElse(null);
        int size = stored == null ? 0 : stored.size();
        boolean consistent = Boolean.TRUE.equals(part.request().consistentRead());
        Consumption one = new Consumption(true, false);
        one.read(null, size, consistent);
        spending().take(table, one);
        consumed.computeIfAbsent(table.table().name(), name -> new Consumption(true, false))
                .read(null, size, consistent);
        if (stored == null) {
            return null;
        }
        Map<String, Value> item = stored.attributes();
        return AttributeValues.shapes(
                select.projection() == null ? item : select.projection().apply(item));
    }

    private static BatchStatementError error(String code, String message) {
        return BatchStatementError.builder().code(code).message(message).build();
    }

    private static BatchStatementError conditionFailed(
            Part part, PartiqlWrite planned, ItemAction.ConditionFailed failure) {
        if (planned.inserts()) {
            return error("DuplicateItem", TransactAction.DUPLICATE);
        }
        boolean returnsItem =
                "ALL_OLD".equals(part.request().returnValuesOnConditionCheckFailure());
        return BatchStatementError.builder()
                .code("ConditionalCheckFailed")
                .message(failure.getMessage())
                .item(returnsItem ? shapesOrNull(failure.item()) : null)
                .build();
    }

    /** An error; those of the statement's form do not name the table. Source: recorded answers. */
    private static BatchStatementResponse failed(Part part, @Nullable BatchStatementError error) {
        BatchStatementResponse.Builder response = BatchStatementResponse.builder().error(error);
        boolean named = error != null && !"ValidationError".equals(error.code());
        if (named && part.statement() != null) {
            response.tableName(part.statement().table());
        }
        return response.build();
    }
}

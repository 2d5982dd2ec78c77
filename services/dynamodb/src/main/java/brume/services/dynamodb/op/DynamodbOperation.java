package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.services.dynamodb.domain.ItemCollectionTooLarge;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.ResourcePolicies;
import brume.services.dynamodb.value.AttributeName;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Prepared;
import brume.store.StoreConflictException;
import brume.wire.CommonErrors;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.Validation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the operations have in common: broken rules become DynamoDB's errors. */
abstract class DynamodbOperation<I extends Shape, O extends Shape> implements Operation<I, O> {

    private final OperationModel<I, O> model;
    private final Database database;
    private final @Nullable Member tableName;

    DynamodbOperation(OperationModel<I, O> model, Database database) {
        this.model = model;
        this.database = database;
        this.tableName = model.input().memberByWireName("TableName");
    }

    @Override
    public final OperationModel<I, O> model() {
        return model;
    }

    final Database database() {
        return database;
    }

    /** What this request takes from the capacity of tables. */
    final Spending spending() {
        return Spending.of(database.buckets());
    }

    @Override
    public final List<Permission> permissions(I input, Call call) {
        return prepare(input, call).permissions();
    }

    /**
     * Reads the request. This comes first, so it is here that the request is checked: the name of
     * the table before everything else, as DynamoDB does, and only then the constraints of the
     * model.
     */
    @Override
    public final Prepared<O> prepare(I input, Call call) {
        try {
            if (tableName != null) {
                Object name = input.member(tableName.index());
                if (name instanceof String text) {
                    TableNames.checked("tableName", text, tableNameLengthMin());
                } else if (requiresTableName()) {
                    throw new InvalidRequest(missingTableName());
                }
            }
            checkFirst(input);
            List<String> violations = new ArrayList<>(nameViolations(input));
            violations.addAll(Validation.violations(model, input));
            if (!violations.isEmpty()) {
                throw new InvalidRequest(message(ViolationOrder.of(violations)));
            }
            Call scoped = scoped(input, call);
            Plan<O> plan = plan(input, scoped);
            List<Permission> needed =
                    plan.permissions().stream()
                            .map(one -> one.withResourcePolicy(policyFor(one, scoped)))
                            .toList();
            return new Request(plan, needed);
        } catch (InvalidRequest e) {
            throw CommonErrors.validation(DynamodbApi.MODEL, e.getMessage());
        }
    }

    /** A request on its way through the pipeline. */
    private final class Request implements Prepared<O> {

        private final Plan<O> plan;
        private final List<Permission> needed;
        private final Map<Integer, String> refusals = new HashMap<>(0);

        Request(Plan<O> plan, List<Permission> needed) {
            this.plan = plan;
            this.needed = needed;
        }

        @Override
        public List<Permission> permissions() {
            return needed;
        }

        @Override
        public boolean goesOnWithout(Permission permission, String reason) {
            for (int i = 0; plan.partial() && i < needed.size(); i++) {
                if (needed.get(i).equals(permission)) {
                    refusals.put(i, reason);
                }
            }
            return plan.partial();
        }

        @Override
        public O handle() {
            return answered(() -> plan.action().apply(refusals));
        }
    }

    /**
     * The policy that governs a permission, which may allow other accounts or deny anybody: its
     * own, or the resource's.
     */
    Optional<String> policyFor(Permission permission, Call call) {
        return permission
                .resourcePolicy()
                .or(() ->
                        database.policies()
                                .find(permission.resource())
                                .map(ResourcePolicies.Attached::policy));
    }

    private static String message(List<String> violations) {
        // The only constraint with this length; the service has a text of its own for it.
        String nameTooLong = "length less than or equal to " + AttributeName.BYTES_MAX;
        return violations.stream().anyMatch(text -> text.contains(nameTooLong))
                ? Validation.message(List.of(AttributeName.tooLarge().getMessage()))
                : Validation.message(violations);
    }

    /** The tables that the request names, each by its name or its ARN. */
    List<String> tables(I input) {
        return tableName != null && input.member(tableName.index()) instanceof String name
                ? List.of(name)
                : List.of();
    }

    /** The call in the account that owns the tables: an ARN may be one of another account. */
    private Call scoped(I input, Call call) {
        return TableNames.scope(call, tables(input))
                .map(scope ->
                        new Call(
                                call.requestId(),
                                call.principal(),
                                scope,
                                call.time(),
                                call.sourceIp(),
                                call.host(),
                                call.conditionKeys()))
                .orElse(call);
    }

    boolean requiresTableName() {
        return true;
    }

    /** What is said of a request without the name of a table. */
    String missingTableName() {
        return "1 validation error detected: Value null at 'tableName' failed to satisfy"
                + " constraint: Member must not be null";
    }

    int tableNameLengthMin() {
        return 1;
    }

    /** Checks what this operation answers in its own words, before the model's constraints. */
    void checkFirst(I input) {}

    /** What is wrong with names of tables that are not the request's only one. */
    List<String> nameViolations(I input) {
        return List.of();
    }

    /** What the caller needs; by default the action on everything. */
    List<Permission> permitted(I input, Call call) {
        return List.of(Permission.of(model.action(), "*"));
    }

    /** What the request comes to; by default nothing is shared between its two sides. */
    Plan<O> plan(I input, Call call) {
        return Plan.whole(permitted(input, call), () -> run(input, call));
    }

    @Override
    public final O handle(I input, Call call) {
        return answered(() -> run(input, scoped(input, call)));
    }

    private O answered(Supplier<O> action) {
        try {
            return action.get();
        } catch (InvalidRequest e) {
            throw CommonErrors.validation(
                    DynamodbApi.MODEL, olderWording() ? e.olderMessage() : e.getMessage());
        } catch (ItemCollectionTooLarge e) {
            throw DynamodbErrors.itemCollectionSizeLimitExceededException(
                    ItemCollectionTooLarge.TEXT);
        } catch (Throttled e) {
            throw e.error();
        } catch (StoreConflictException e) {
            throw conflict();
        }
    }

    /** Whether faults of values are worded as this operation's part of the service always did. */
    boolean olderWording() {
        return false;
    }

    /**
     * Reads what a single write asks for; what is wrong with that is a validation error, while what
     * is wrong with it for its table is told without this introduction. Source: answers recorded in
     * October 2026 by the DynamoDB conformance project.
     */
    static <T> T validated(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidRequest e) {
            throw new InvalidRequest(Validation.message(List.of(e.getMessage())));
        }
    }

    ServiceException conflict() {
        return DynamodbErrors.transactionConflictException("Transaction is ongoing for the item");
    }

    /** Carries the operation out; may throw {@link InvalidRequest}. */
    abstract O run(I input, Call call);

    /** The permission to do this operation on a table, with the context keys of item operations. */
    final Permission permission(Call call, String table, ItemContext context) {
        return Permission.of(model.action(), TableNames.arn(call, table))
                .withContext(context.keys());
    }

    /** The permission to do this operation on a table. */
    final List<Permission> onTable(Call call, String table) {
        return List.of(Permission.of(model.action(), TableNames.arn(call, table)));
    }

    /** The table, if it is there, for the context keys of permissions. */
    final @Nullable OpenTable tableOrNull(Call call, String table) {
        return database.tables().find(call.scope(), TableNames.name(table)).orElse(null);
    }

    /** Rejects a parameter that is not built. */
    static void notBuilt(String parameter, @Nullable Object given) {
        if (given != null) {
            throw CommonErrors.notImplemented(DynamodbApi.MODEL, "the parameter " + parameter);
        }
    }

    static boolean wants(@Nullable String mode) {
        return mode != null && !mode.equals("NONE");
    }

    static @Nullable Map<String, AttributeValue> shapesOrNull(@Nullable Map<String, Value> values) {
        return values == null || values.isEmpty() ? null : AttributeValues.shapes(values);
    }
}

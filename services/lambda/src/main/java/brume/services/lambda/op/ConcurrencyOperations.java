package brume.services.lambda.op;

import brume.api.lambda.AccountLimit;
import brume.api.lambda.AccountUsage;
import brume.api.lambda.Concurrency;
import brume.api.lambda.DeleteFunctionConcurrencyRequest;
import brume.api.lambda.GetAccountSettingsRequest;
import brume.api.lambda.GetAccountSettingsResponse;
import brume.api.lambda.GetFunctionConcurrencyRequest;
import brume.api.lambda.GetFunctionConcurrencyResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.PutFunctionConcurrencyRequest;
import brume.base.Scope;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Unit;
import java.util.List;
import java.util.Optional;

/** The operations on reserved concurrency and the account's limits. */
public final class ConcurrencyOperations {

    private static final int PAGE = 1000;

    private final FunctionStore functions;

    public ConcurrencyOperations(FunctionStore functions) {
        this.functions = functions;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.PUT_FUNCTION_CONCURRENCY,
                        PutFunctionConcurrencyRequest::functionName,
                        input -> null,
                        this::put),
                FunctionOperations.on(
                        LambdaApi.GET_FUNCTION_CONCURRENCY,
                        GetFunctionConcurrencyRequest::functionName,
                        input -> null,
                        this::get),
                FunctionOperations.on(
                        LambdaApi.DELETE_FUNCTION_CONCURRENCY,
                        DeleteFunctionConcurrencyRequest::functionName,
                        input -> null,
                        this::delete),
                Operation.of(
                        LambdaApi.GET_ACCOUNT_SETTINGS,
                        (input, call) -> List.of(Permission.of("lambda:GetAccountSettings", "*")),
                        this::settings));
    }

    private Concurrency put(PutFunctionConcurrencyRequest input, FunctionReference reference) {
        Checks.unqualified(reference);
        Integer wanted = input.reservedConcurrentExecutions();
        LambdaFunction present = functions.get(reference);
        Totals totals = totals(reference.scope(), present.name());
        long left = LambdaQuotas.CONCURRENT_EXECUTIONS.value() - totals.reserved - wanted;
        if (left < LambdaQuotas.UNRESERVED_CONCURRENCY_MIN.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Specified ReservedConcurrentExecutions for function decreases account's"
                            + " UnreservedConcurrentExecution below its minimum value of ["
                            + LambdaQuotas.UNRESERVED_CONCURRENCY_MIN.value()
                            + "].");
        }
        var ignored = functions.update(reference, f -> f.withReservedConcurrency(wanted));
        return new Concurrency(wanted);
    }

    private GetFunctionConcurrencyResponse get(
            GetFunctionConcurrencyRequest input, FunctionReference reference) {
        return new GetFunctionConcurrencyResponse(functions.get(reference).reservedConcurrency());
    }

    private Unit delete(DeleteFunctionConcurrencyRequest input, FunctionReference reference) {
        Checks.unqualified(reference);
        var ignored = functions.update(reference, f -> f.withReservedConcurrency(null));
        return Unit.INSTANCE;
    }

    private static final class Totals {
        private long reserved;
        private long functions;
        private long codeBytes;
    }

    private Totals totals(Scope scope, String without) {
        Totals totals = new Totals();
        Optional<String> after = Optional.empty();
        while (true) {
            List<LambdaFunction> page = functions.list(scope, after, PAGE);
            for (LambdaFunction function : page) {
                totals.functions++;
                totals.codeBytes += codeBytes(function);
                Integer reserved = function.reservedConcurrency();
                if (reserved != null && !function.name().equals(without)) {
                    totals.reserved += reserved;
                }
            }
            if (page.size() < PAGE) {
                return totals;
            }
            after = Optional.of(page.getLast().name());
        }
    }

    /** What a function and its versions take of the storage. */
    private long codeBytes(LambdaFunction latest) {
        return functions.versions(latest, Optional.empty(), Integer.MAX_VALUE).stream()
                .mapToLong(version -> version.code().bytes())
                .sum();
    }

    private GetAccountSettingsResponse settings(GetAccountSettingsRequest input, Call call) {
        Totals totals = totals(call.scope(), "");
        int all = (int) LambdaQuotas.CONCURRENT_EXECUTIONS.value();
        return GetAccountSettingsResponse.builder()
                .accountLimit(
                        AccountLimit.builder()
                                .totalCodeSize(LambdaQuotas.CODE_STORAGE_BYTES.value())
                                .codeSizeUnzipped(LambdaQuotas.UNZIPPED_BYTES.value())
                                .codeSizeZipped(LambdaQuotas.ZIPPED_BYTES.value())
                                .concurrentExecutions(all)
                                .unreservedConcurrentExecutions((int) (all - totals.reserved))
                                .build())
                .accountUsage(
                        AccountUsage.builder()
                                .totalCodeSize(totals.codeBytes)
                                .functionCount(totals.functions)
                                .build())
                .build();
    }
}

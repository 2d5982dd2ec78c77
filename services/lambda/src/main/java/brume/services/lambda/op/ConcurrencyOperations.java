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
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Unit;
import java.util.List;

/** The operations on reserved concurrency and the account's limits. */
public final class ConcurrencyOperations {

    private final FunctionStore functions;
    private final ConcurrencyTotals totals;

    public ConcurrencyOperations(FunctionStore functions) {
        this.functions = functions;
        this.totals = new ConcurrencyTotals(functions);
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
        long reserved = totals.of(reference.scope(), present.name()).reserved();
        long left = LambdaQuotas.CONCURRENT_EXECUTIONS.value() - reserved - wanted;
        if (left < LambdaQuotas.UNRESERVED_CONCURRENCY_MIN.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Specified ReservedConcurrentExecutions for function decreases account's"
                            + " UnreservedConcurrentExecution below its minimum value of ["
                            + LambdaQuotas.UNRESERVED_CONCURRENCY_MIN.value()
                            + "].");
        }
        int provisioned = totals.provisioned(present);
        if (provisioned > wanted) {
            throw LambdaErrors.invalidParameterValueException(
                    " ReservedConcurrentExecutions  "
                            + wanted
                            + " should not be lower than function's total provisioned concurrency ["
                            + provisioned
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

    private GetAccountSettingsResponse settings(GetAccountSettingsRequest input, Call call) {
        ConcurrencyTotals.Totals used = totals.of(call.scope(), "");
        int all = (int) LambdaQuotas.CONCURRENT_EXECUTIONS.value();
        return GetAccountSettingsResponse.builder()
                .accountLimit(
                        AccountLimit.builder()
                                .totalCodeSize(LambdaQuotas.CODE_STORAGE_BYTES.value())
                                .codeSizeUnzipped(LambdaQuotas.UNZIPPED_BYTES.value())
                                .codeSizeZipped(LambdaQuotas.ZIPPED_BYTES.value())
                                .concurrentExecutions(all)
                                .unreservedConcurrentExecutions((int) (all - used.reserved()))
                                .build())
                .accountUsage(
                        AccountUsage.builder()
                                .totalCodeSize(used.codeBytes())
                                .functionCount(used.functions())
                                .build())
                .build();
    }
}

package brume.services.lambda.op;

import brume.api.lambda.GetFunctionRecursionConfigRequest;
import brume.api.lambda.GetFunctionRecursionConfigResponse;
import brume.api.lambda.GetRuntimeManagementConfigRequest;
import brume.api.lambda.GetRuntimeManagementConfigResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.PutFunctionRecursionConfigRequest;
import brume.api.lambda.PutFunctionRecursionConfigResponse;
import brume.api.lambda.PutRuntimeManagementConfigRequest;
import brume.api.lambda.PutRuntimeManagementConfigResponse;
import brume.api.lambda.RecursiveLoop;
import brume.api.lambda.UpdateRuntimeOn;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import java.util.List;

/** The operations on single settings of a function. */
public final class SettingOperations {

    private final FunctionStore functions;

    public SettingOperations(FunctionStore functions) {
        this.functions = functions;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.GET_RUNTIME_MANAGEMENT_CONFIG,
                        GetRuntimeManagementConfigRequest::functionName,
                        GetRuntimeManagementConfigRequest::qualifier,
                        this::runtimeManagement),
                FunctionOperations.on(
                        LambdaApi.PUT_RUNTIME_MANAGEMENT_CONFIG,
                        PutRuntimeManagementConfigRequest::functionName,
                        PutRuntimeManagementConfigRequest::qualifier,
                        this::putRuntimeManagement),
                FunctionOperations.on(
                        LambdaApi.GET_FUNCTION_RECURSION_CONFIG,
                        GetFunctionRecursionConfigRequest::functionName,
                        input -> null,
                        this::recursion),
                FunctionOperations.on(
                        LambdaApi.PUT_FUNCTION_RECURSION_CONFIG,
                        PutFunctionRecursionConfigRequest::functionName,
                        input -> null,
                        this::putRecursion));
    }

    private GetRuntimeManagementConfigResponse runtimeManagement(
            GetRuntimeManagementConfigRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        return GetRuntimeManagementConfigResponse.builder()
                .updateRuntimeOn(UpdateRuntimeOn.AUTO)
                .functionArn(function.qualifiedArn())
                .build();
    }

    /**
     * Runtimes here are the host's interpreters, which nobody can hold back: Auto is all there is.
     */
    private PutRuntimeManagementConfigResponse putRuntimeManagement(
            PutRuntimeManagementConfigRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        Checks.absent(input.runtimeVersionArn(), "RuntimeVersionArn");
        if (!input.updateRuntimeOn().equals(UpdateRuntimeOn.AUTO)) {
            throw Checks.notImplemented("UpdateRuntimeOn " + input.updateRuntimeOn());
        }
        return PutRuntimeManagementConfigResponse.builder()
                .updateRuntimeOn(UpdateRuntimeOn.AUTO)
                .functionArn(function.qualifiedArn())
                .build();
    }

    private GetFunctionRecursionConfigResponse recursion(
            GetFunctionRecursionConfigRequest input, FunctionReference reference) {
        String loop = functions.get(reference.unqualified()).recursiveLoop();
        return new GetFunctionRecursionConfigResponse(
                loop == null ? RecursiveLoop.TERMINATE : loop);
    }

    private PutFunctionRecursionConfigResponse putRecursion(
            PutFunctionRecursionConfigRequest input, FunctionReference reference) {
        Checks.unqualified(reference);
        var ignored = functions.update(reference, f -> f.withRecursiveLoop(input.recursiveLoop()));
        return new PutFunctionRecursionConfigResponse(input.recursiveLoop());
    }
}

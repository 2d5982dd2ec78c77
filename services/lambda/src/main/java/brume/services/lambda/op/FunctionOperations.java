package brume.services.lambda.op;

import brume.api.lambda.Concurrency;
import brume.api.lambda.DeleteFunctionRequest;
import brume.api.lambda.DeleteFunctionResponse;
import brume.api.lambda.FunctionCodeLocation;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetFunctionCodeSigningConfigRequest;
import brume.api.lambda.GetFunctionCodeSigningConfigResponse;
import brume.api.lambda.GetFunctionConfigurationRequest;
import brume.api.lambda.GetFunctionRequest;
import brume.api.lambda.GetFunctionResponse;
import brume.api.lambda.GetRuntimeManagementConfigRequest;
import brume.api.lambda.GetRuntimeManagementConfigResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListFunctionsRequest;
import brume.api.lambda.ListFunctionsResponse;
import brume.api.lambda.ListVersionsByFunctionRequest;
import brume.api.lambda.ListVersionsByFunctionResponse;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Activation;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations that read, list and delete functions. */
public final class FunctionOperations {

    private static final int PAGE_MAX = 50;

    private final FunctionStore functions;
    private final Activation activation;
    private final Function<LambdaFunction, String> codeLocation;

    /**
     * @param codeLocation where a function's zip can be downloaded
     */
    public FunctionOperations(
            FunctionStore functions,
            Activation activation,
            Function<LambdaFunction, String> codeLocation) {
        this.functions = functions;
        this.activation = activation;
        this.codeLocation = codeLocation;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on(
                        LambdaApi.GET_FUNCTION,
                        GetFunctionRequest::functionName,
                        GetFunctionRequest::qualifier,
                        this::getFunction),
                on(
                        LambdaApi.GET_FUNCTION_CONFIGURATION,
                        GetFunctionConfigurationRequest::functionName,
                        GetFunctionConfigurationRequest::qualifier,
                        (input, reference) ->
                                Configurations.of(
                                        functions.get(reference), reference.qualifiedArn())),
                on(
                        LambdaApi.DELETE_FUNCTION,
                        DeleteFunctionRequest::functionName,
                        DeleteFunctionRequest::qualifier,
                        this::delete),
                on(
                        LambdaApi.LIST_VERSIONS_BY_FUNCTION,
                        ListVersionsByFunctionRequest::functionName,
                        input -> null,
                        this::listVersions),
                on(
                        LambdaApi.GET_FUNCTION_CODE_SIGNING_CONFIG,
                        GetFunctionCodeSigningConfigRequest::functionName,
                        input -> null,
                        this::codeSigning),
                on(
                        LambdaApi.GET_RUNTIME_MANAGEMENT_CONFIG,
                        GetRuntimeManagementConfigRequest::functionName,
                        GetRuntimeManagementConfigRequest::qualifier,
                        this::runtimeManagement),
                Operation.of(
                        LambdaApi.LIST_FUNCTIONS,
                        (input, call) -> List.of(Permission.of("lambda:ListFunctions", "*")),
                        this::list));
    }

    /** An operation on one function, which asks for its own action on that function. */
    static <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model,
            Function<I, String> name,
            Function<I, @Nullable String> qualifier,
            BiFunction<I, FunctionReference, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        List.of(
                                Permission.of(
                                        model.action(),
                                        reference(input, call, name, qualifier).arn())),
                (input, call) -> body.apply(input, reference(input, call, name, qualifier)));
    }

    private static <I> FunctionReference reference(
            I input, Call call, Function<I, String> name, Function<I, @Nullable String> qualifier) {
        return FunctionReference.parse(name.apply(input), qualifier.apply(input), call.scope());
    }

    private GetFunctionResponse getFunction(GetFunctionRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        Integer reserved = function.reservedConcurrency();
        return GetFunctionResponse.builder()
                .configuration(Configurations.of(function, reference.qualifiedArn()))
                .code(
                        FunctionCodeLocation.builder()
                                .repositoryType("S3")
                                .location(codeLocation.apply(function))
                                .build())
                .tags(function.tags().isEmpty() ? null : function.tags())
                .concurrency(reserved == null ? null : new Concurrency(reserved))
                .build();
    }

    private DeleteFunctionResponse delete(
            DeleteFunctionRequest input, FunctionReference reference) {
        if (reference.qualifier().filter(FunctionReference.LATEST::equals).isPresent()) {
            throw LambdaErrors.invalidParameterValueException(
                    "$LATEST version cannot be deleted without deleting the function.");
        }
        return functions.transact(transaction -> {
            LambdaFunction function = functions.get(transaction, reference);
            functions.delete(transaction, function);
            activation.schedule(transaction, function, function.code().id());
            return new DeleteFunctionResponse(204);
        });
    }

    private ListVersionsByFunctionResponse listVersions(
            ListVersionsByFunctionRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        return ListVersionsByFunctionResponse.builder()
                .versions(
                        List.of(
                                Configurations.listed(
                                        function, function.arn() + ':' + FunctionReference.LATEST)))
                .build();
    }

    /** No function has a code signing configuration: it cannot be given one here. */
    private GetFunctionCodeSigningConfigResponse codeSigning(
            GetFunctionCodeSigningConfigRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        // AWS leaves the ARN out; the model demands the member, so it is empty.
        return new GetFunctionCodeSigningConfigResponse("", function.name());
    }

    private GetRuntimeManagementConfigResponse runtimeManagement(
            GetRuntimeManagementConfigRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        return GetRuntimeManagementConfigResponse.builder()
                .updateRuntimeOn("Auto")
                .functionArn(function.arn() + ':' + FunctionReference.LATEST)
                .build();
    }

    private ListFunctionsResponse list(ListFunctionsRequest input, Call call) {
        if (input.masterRegion() != null) {
            throw Checks.notImplemented("MasterRegion");
        }
        int limit = Math.min(PAGE_MAX, CreateFunction.orElse(input.maxItems(), PAGE_MAX));
        Optional<String> after = Optional.ofNullable(input.marker()).map(FunctionOperations::name);
        List<LambdaFunction> found = functions.list(call.scope(), after, limit + 1);
        boolean all = "ALL".equals(input.functionVersion());
        List<FunctionConfiguration> page =
                found.stream()
                        .limit(limit)
                        .map(f ->
                                Configurations.listed(
                                        f,
                                        all ? f.arn() + ':' + FunctionReference.LATEST : f.arn()))
                        .toList();
        return ListFunctionsResponse.builder()
                .functions(page)
                .nextMarker(found.size() > limit ? marker(found.get(limit - 1).name()) : null)
                .build();
    }

    private static String marker(String name) {
        return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(String marker) {
        try {
            return new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw LambdaErrors.invalidParameterValueException("The marker is not valid.");
        }
    }
}

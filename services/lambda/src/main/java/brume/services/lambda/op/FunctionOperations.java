package brume.services.lambda.op;

import brume.api.lambda.Concurrency;
import brume.api.lambda.DeleteFunctionRequest;
import brume.api.lambda.DeleteFunctionResponse;
import brume.api.lambda.FunctionCodeLocation;
import brume.api.lambda.GetFunctionConfigurationRequest;
import brume.api.lambda.GetFunctionRequest;
import brume.api.lambda.GetFunctionResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListFunctionsRequest;
import brume.api.lambda.ListFunctionsResponse;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Activation;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.ArrayList;
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
    private final Function<LambdaFunction.Code, String> codeLocation;

    /**
     * @param codeLocation where a function's zip can be downloaded
     */
    public FunctionOperations(
            FunctionStore functions,
            Activation activation,
            Function<LambdaFunction.Code, String> codeLocation) {
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
                                .location(codeLocation.apply(function.code()))
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
            LambdaFunction latest = functions.get(transaction, reference.unqualified());
            if (reference.qualifier().isEmpty()) {
                functions
                        .delete(transaction, latest)
                        .forEach(v -> activation.schedule(transaction, v, List.of(v)));
            } else {
                deleteVersion(transaction, reference);
            }
            return new DeleteFunctionResponse(204);
        });
    }

    /** Deleting a version that does not exist succeeds, as on AWS. */
    private void deleteVersion(Transaction transaction, FunctionReference reference) {
        if (reference.versionNumber().isEmpty()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Deletion of aliases is not currently supported.");
        }
        functions
                .find(transaction, reference, 1)
                .ifPresent(version -> {
                    List<String> referring =
                            functions
                                    .aliases()
                                    .list(
                                            transaction,
                                            reference.scope(),
                                            reference.name(),
                                            Optional.empty(),
                                            Integer.MAX_VALUE)
                                    .stream()
                                    .filter(alias -> alias.leadsTo(version.version()))
                                    .map(Alias::name)
                                    .toList();
                    if (!referring.isEmpty()) {
                        throw LambdaErrors.resourceConflictException(
                                "Unable to delete version because the following aliases reference"
                                        + " it: "
                                        + referring);
                    }
                    functions.deleteVersion(transaction, version);
                    activation.schedule(transaction, version, List.of(version));
                });
    }

    private ListFunctionsResponse list(ListFunctionsRequest input, Call call) {
        if (input.masterRegion() != null) {
            throw Checks.notImplemented("MasterRegion");
        }
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        boolean all = "ALL".equals(input.functionVersion());
        Markers.Page<LambdaFunction> page =
                all
                        ? Markers.Page.of(
                                withVersions(call, after, limit + 1),
                                limit,
                                f -> f.name() + ':' + (f.isLatest() ? "0" : f.version()))
                        : Markers.Page.of(
                                functions.list(call.scope(), after, limit + 1),
                                limit,
                                LambdaFunction::name);
        return ListFunctionsResponse.builder()
                .functions(
                        page.items().stream()
                                .map(f ->
                                        Configurations.listed(f, all ? f.qualifiedArn() : f.arn()))
                                .toList())
                .nextMarker(page.next())
                .build();
    }

    /**
     * Functions, each followed by its versions.
     *
     * @param marker name and number of the last version of the page before, with a colon between
     */
    private List<LambdaFunction> withVersions(Call call, Optional<String> marker, int limit) {
        List<LambdaFunction> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        if (marker.isPresent()) {
            FunctionReference last = FunctionReference.parse(marker.get(), null, call.scope());
            after = Optional.of(last.name());
            functions
                    .find(last.unqualified(), 1)
                    .ifPresent(latest ->
                            found.addAll(
                                    functions.versions(
                                            latest,
                                            Optional.of(last.versionNumber().orElse(0L)),
                                            limit)));
        }
        for (LambdaFunction latest : functions.list(call.scope(), after, limit)) {
            if (found.size() >= limit) {
                break;
            }
            found.addAll(functions.versions(latest, Optional.empty(), limit - found.size()));
        }
        return found;
    }
}

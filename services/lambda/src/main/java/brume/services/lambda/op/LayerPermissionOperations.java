package brume.services.lambda.op;

import brume.api.lambda.AddLayerVersionPermissionRequest;
import brume.api.lambda.AddLayerVersionPermissionResponse;
import brume.api.lambda.GetLayerVersionPolicyRequest;
import brume.api.lambda.GetLayerVersionPolicyResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.RemoveLayerVersionPermissionRequest;
import brume.base.Ids;
import brume.services.lambda.domain.LayerReference;
import brume.services.lambda.domain.LayerVersion;
import brume.services.lambda.domain.ResourcePolicy;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.store.LayerStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations on the policies of layer versions. */
public final class LayerPermissionOperations {

    private final FunctionStore functions;
    private final LayerStore layers;

    public LayerPermissionOperations(FunctionStore functions) {
        this.functions = functions;
        this.layers = functions.layers();
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on(
                        LambdaApi.ADD_LAYER_VERSION_PERMISSION,
                        AddLayerVersionPermissionRequest::layerName,
                        AddLayerVersionPermissionRequest::versionNumber,
                        this::add),
                on(
                        LambdaApi.REMOVE_LAYER_VERSION_PERMISSION,
                        RemoveLayerVersionPermissionRequest::layerName,
                        RemoveLayerVersionPermissionRequest::versionNumber,
                        this::remove),
                on(
                        LambdaApi.GET_LAYER_VERSION_POLICY,
                        GetLayerVersionPolicyRequest::layerName,
                        GetLayerVersionPolicyRequest::versionNumber,
                        this::get));
    }

    private static <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model,
            Function<I, String> name,
            Function<I, Long> version,
            BiFunction<I, LayerReference, O> body) {
        BiFunction<I, Call, LayerReference> reference =
                (input, call) ->
                        LayerReference.of(name.apply(input), version.apply(input), call.scope());
        return Operation.of(
                model,
                (input, call) ->
                        List.of(Permission.of(model.action(), reference.apply(input, call).arn())),
                (input, call) -> body.apply(input, reference.apply(input, call)));
    }

    private LayerVersion version(Reader reader, LayerReference reference) {
        return layers.find(reader, reference)
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "Layer version " + reference.arn() + " does not exist."));
    }

    private AddLayerVersionPermissionResponse add(
            AddLayerVersionPermissionRequest input, LayerReference reference) {
        String statement = ResourcePolicy.statement(input, reference);
        return functions.transact(transaction -> {
            LayerVersion version = version(transaction, reference);
            checkRevision(input.revisionId(), version);
            List<String> statements = new ArrayList<>(version.policyStatements());
            if (statements.stream()
                    .anyMatch(s -> ResourcePolicy.sid(s).equals(input.statementId()))) {
                throw LambdaErrors.resourceConflictException(
                        "The statement id ("
                                + input.statementId()
                                + ") provided already exists. Please provide a new statement id, or"
                                + " remove the existing statement.");
            }
            statements.add(statement);
            ResourcePolicy.checkLength(statements);
            String revisionId = Ids.uuid();
            layers.put(transaction, version.withPolicy(List.copyOf(statements), revisionId));
            return new AddLayerVersionPermissionResponse(statement, revisionId);
        });
    }

    private static void checkRevision(@Nullable String expected, LayerVersion version) {
        if (expected != null && !expected.equals(version.policyRevisionId())) {
            throw LambdaErrors.preconditionFailedException(
                    "The Revision Id provided does not match the latest Revision Id. Call the"
                            + " GetLayerPolicy API to retrieve the latest Revision Id");
        }
    }

    private Unit remove(RemoveLayerVersionPermissionRequest input, LayerReference reference) {
        return functions.transact(transaction -> {
            LayerVersion version = version(transaction, reference);
            checkRevision(input.revisionId(), version);
            List<String> kept =
                    version.policyStatements().stream()
                            .filter(s -> !ResourcePolicy.sid(s).equals(input.statementId()))
                            .toList();
            if (kept.size() == version.policyStatements().size()) {
                throw LambdaErrors.resourceNotFoundException(
                        "Statement " + input.statementId() + " is not found in resource policy.");
            }
            layers.put(transaction, version.withPolicy(kept, Ids.uuid()));
            return Unit.INSTANCE;
        });
    }

    private GetLayerVersionPolicyResponse get(
            GetLayerVersionPolicyRequest input, LayerReference reference) {
        LayerVersion version = functions.read(reader -> version(reader, reference));
        return version.policy()
                .map(policy ->
                        new GetLayerVersionPolicyResponse(policy, version.policyRevisionId()))
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "No policy is associated with the given resource."));
    }
}

package brume.services.lambda.op;

import brume.api.lambda.AddPermissionRequest;
import brume.api.lambda.AddPermissionResponse;
import brume.api.lambda.GetPolicyRequest;
import brume.api.lambda.GetPolicyResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.RemovePermissionRequest;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.ResourcePolicy;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on a function's resource policy. */
public final class PermissionOperations {

    private final FunctionStore functions;

    public PermissionOperations(FunctionStore functions) {
        this.functions = functions;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.ADD_PERMISSION,
                        AddPermissionRequest::functionName,
                        AddPermissionRequest::qualifier,
                        this::add),
                FunctionOperations.on(
                        LambdaApi.REMOVE_PERMISSION,
                        RemovePermissionRequest::functionName,
                        RemovePermissionRequest::qualifier,
                        this::remove),
                FunctionOperations.on(
                        LambdaApi.GET_POLICY,
                        GetPolicyRequest::functionName,
                        GetPolicyRequest::qualifier,
                        this::get));
    }

    private AddPermissionResponse add(AddPermissionRequest input, FunctionReference reference) {
        if (reference.qualifier().filter(FunctionReference.LATEST::equals).isPresent()) {
            throw LambdaErrors.invalidParameterValueException(
                    "We currently do not support adding policies for $LATEST.");
        }
        String statement =
                ResourcePolicy.statement(input, reference.arn(), reference.region().partition());
        var ignored =
                functions.update(
                        reference,
                        function -> {
                            checkRevision(input.revisionId(), function);
                            List<String> statements = new ArrayList<>(function.policyStatements());
                            if (statements.stream()
                                    .anyMatch(s ->
                                            ResourcePolicy.sid(s).equals(input.statementId()))) {
                                throw LambdaErrors.resourceConflictException(
                                        "The statement id ("
                                                + input.statementId()
                                                + ") provided already exists. Please provide a new"
                                                + " statement id, or remove the existing"
                                                + " statement.");
                            }
                            statements.add(statement);
                            checkLength(statements);
                            return function.withPolicy(List.copyOf(statements), Ids.uuid());
                        });
        return AddPermissionResponse.builder().statement(statement).build();
    }

    private static void checkLength(List<String> statements) {
        int length = ResourcePolicy.text(statements).map(String::length).orElse(0);
        if (length > LambdaQuotas.POLICY_BYTES.value()) {
            throw LambdaErrors.policyLengthExceededException(
                    "The final policy size ("
                            + length
                            + ") is bigger than the limit ("
                            + LambdaQuotas.POLICY_BYTES.value()
                            + ").");
        }
    }

    private static void checkRevision(@Nullable String expected, LambdaFunction function) {
        if (expected != null && !expected.equals(function.policyRevisionId())) {
            throw LambdaErrors.preconditionFailedException(
                    "The Revision Id provided does not match the latest Revision Id. Call the"
                            + " GetPolicy API to retrieve the latest Revision Id");
        }
    }

    private Unit remove(RemovePermissionRequest input, FunctionReference reference) {
        var ignored =
                functions.update(
                        reference,
                        function -> {
                            if (function.policyStatements().isEmpty()) {
                                throw LambdaErrors.resourceNotFoundException(
                                        "No policy is associated with the given resource.");
                            }
                            checkRevision(input.revisionId(), function);
                            List<String> kept =
                                    function.policyStatements().stream()
                                            .filter(s ->
                                                    !ResourcePolicy.sid(s)
                                                            .equals(input.statementId()))
                                            .toList();
                            if (kept.size() == function.policyStatements().size()) {
                                throw LambdaErrors.resourceNotFoundException(
                                        "Statement "
                                                + input.statementId()
                                                + " is not found in resource policy.");
                            }
                            return function.withPolicy(kept, Ids.uuid());
                        });
        return Unit.INSTANCE;
    }

    private GetPolicyResponse get(GetPolicyRequest input, FunctionReference reference) {
        LambdaFunction function = functions.get(reference);
        String policy =
                ResourcePolicy.text(function.policyStatements())
                        .orElseThrow(() ->
                                LambdaErrors.resourceNotFoundException(
                                        "The resource you requested does not exist."));
        return GetPolicyResponse.builder()
                .policy(policy)
                .revisionId(function.policyRevisionId())
                .build();
    }
}

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
import brume.services.lambda.domain.PolicyOwner;
import brume.services.lambda.domain.ResourcePolicy;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import brume.store.Transaction;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operations on a function's resource policy. */
public final class PermissionOperations {

    private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9_-]+");

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
                ResourcePolicy.statement(
                        input, reference.qualifiedArn(), reference.region().partition());
        return functions.transact(transaction -> {
            PolicyOwner owner = owner(transaction, reference);
            checkRevision(input.revisionId(), owner);
            List<String> statements = new ArrayList<>(owner.policyStatements());
            if (statements.stream().anyMatch(s -> isCalled(s, input.statementId()))) {
                throw LambdaErrors.resourceConflictException(
                        "The statement id ("
                                + input.statementId()
                                + ") provided already exists. Please provide a new"
                                + " statement id, or remove the existing"
                                + " statement.");
            }
            statements.add(statement);
            ResourcePolicy.checkLength(statements);
            functions.putPolicyOwner(
                    transaction, owner.withPolicy(List.copyOf(statements), Ids.uuid()));
            return AddPermissionResponse.builder().statement(statement).build();
        });
    }

    private PolicyOwner owner(Transaction transaction, FunctionReference reference) {
        return functions
                .findPolicyOwner(transaction, reference)
                .orElseThrow(() -> {
                    var ignored = functions.get(transaction, reference.unqualified());
                    return reference.versionNumber().isPresent()
                                    || !ALIAS.matcher(reference.qualifier().orElse("")).matches()
                            ? FunctionStore.notFound(reference)
                            : LambdaErrors.resourceNotFoundException(
                                    "Cannot find alias arn: " + reference.qualifiedArn());
                });
    }

    private static boolean isCalled(String statement, String id) {
        return ResourcePolicy.sid(statement).equals(id);
    }

    private static void checkRevision(@Nullable String expected, PolicyOwner owner) {
        if (expected != null
                && !expected.equals(owner.policyRevisionId())
                && !expected.equals(owner.revisionId())) {
            throw LambdaErrors.preconditionFailedException(
                    "The Revision Id provided does not match the latest Revision Id. Call the"
                            + " GetPolicy API to retrieve the latest Revision Id");
        }
    }

    private Unit remove(RemovePermissionRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            if (functions.find(transaction, reference.unqualified(), 1).isEmpty()) {
                throw LambdaErrors.resourceNotFoundException(
                        "No policy found for: " + reference.arn());
            }
            PolicyOwner owner = owner(transaction, reference);
            if (owner.policyStatements().isEmpty()) {
                throw LambdaErrors.resourceNotFoundException(
                        "No policy is associated with the given resource.");
            }
            List<String> kept =
                    owner.policyStatements().stream()
                            .filter(s -> !isCalled(s, input.statementId()))
                            .toList();
            if (kept.size() == owner.policyStatements().size()) {
                throw LambdaErrors.resourceNotFoundException(
                        "Statement " + input.statementId() + " is not found in resource policy.");
            }
            checkRevision(input.revisionId(), owner);
            functions.putPolicyOwner(transaction, owner.withPolicy(kept, Ids.uuid()));
            return Unit.INSTANCE;
        });
    }

    private GetPolicyResponse get(GetPolicyRequest input, FunctionReference reference) {
        Optional<PolicyOwner> owner =
                functions.read(reader -> functions.findPolicyOwner(reader, reference));
        return owner.flatMap(PolicyOwner::policy)
                .map(policy ->
                        GetPolicyResponse.builder()
                                .policy(policy)
                                .revisionId(owner.orElseThrow().policyRevisionId())
                                .build())
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "The resource you requested does not exist."));
    }
}

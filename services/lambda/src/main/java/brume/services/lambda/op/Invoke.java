package brume.services.lambda.op;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.LogType;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.PolicyOwner;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.AsynchronousInvocations;
import brume.services.lambda.worker.Invoker;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Blob;
import brume.wire.OperationModel;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Runs a function, now or later. */
public final class Invoke implements Operation<InvocationRequest, InvocationResponse> {

    private final FunctionStore functions;
    private final Invoker invoker;
    private final AsynchronousInvocations later;

    public Invoke(FunctionStore functions, Invoker invoker, AsynchronousInvocations later) {
        this.functions = functions;
        this.invoker = invoker;
        this.later = later;
    }

    @Override
    public OperationModel<InvocationRequest, InvocationResponse> model() {
        return LambdaApi.INVOKE;
    }

    /** The action is InvokeFunction, and the policy of what is named may permit it. */
    @Override
    public List<Permission> permissions(InvocationRequest input, Call call) {
        return permissions(functions, reference(input, call));
    }

    static List<Permission> permissions(FunctionStore functions, FunctionReference reference) {
        Optional<String> policy =
                functions
                        .read(reader -> functions.findPolicyOwner(reader, reference))
                        .flatMap(PolicyOwner::policy);
        return List.of(
                Permission.of("lambda:InvokeFunction", reference.qualifiedArn())
                        .withResourcePolicy(policy));
    }

    private static FunctionReference reference(InvocationRequest input, Call call) {
        return FunctionReference.parse(input.functionName(), input.qualifier(), call.scope());
    }

    @Override
    public InvocationResponse handle(InvocationRequest input, Call call) {
        FunctionReference reference = reference(input, call);
        LambdaFunction function =
                functions.find(reference, Ids.fraction()).orElseThrow(() -> notFound(reference));
        checkState(function);
        Checks.absent(input.durableExecutionName(), "DurableExecutionName");
        Checks.absent(input.tenantId(), "TenantId");
        byte[] payload =
                Payloads.event(
                        input.payload(), InvocationType.EVENT.equals(input.invocationType()));
        Optional<String> clientContext = Payloads.clientContext(input.clientContext());
        InvocationResponse.Builder response =
                InvocationResponse.builder().executedVersion(function.version());
        String type =
                CreateFunction.orElse(input.invocationType(), InvocationType.REQUEST_RESPONSE);
        if (type.equals(InvocationType.DRY_RUN)) {
            return response.statusCode(204).build();
        }
        if (type.equals(InvocationType.EVENT)) {
            later.send(reference, call.requestId(), payload, clientContext);
            return InvocationResponse.builder().statusCode(202).build();
        }
        Invoker.Answer answer =
                invoker.invoke(
                        function,
                        reference.qualifiedArn(),
                        call.requestId(),
                        payload,
                        clientContext,
                        Optional.empty());
        if (LogType.TAIL.equals(input.logType())) {
            response.logResult(Base64.getEncoder().encodeToString(answer.logTail()));
        }
        return response.statusCode(200)
                .functionError(answer.functionError().orElse(null))
                .payload(Blob.of(answer.payload()))
                .build();
    }

    static void checkState(LambdaFunction function) {
        if (function.state().name().equals("Failed")) {
            throw LambdaErrors.resourceConflictException(
                    "The operation cannot be performed at this time. The function is currently in"
                            + " the following state: Failed");
        }
    }

    /** Invoking names the version even if the request does not. */
    static RuntimeException notFound(FunctionReference reference) {
        return LambdaErrors.resourceNotFoundException(
                "Function not found: "
                        + reference.arn()
                        + ':'
                        + reference.qualifier().orElse(FunctionReference.LATEST));
    }
}

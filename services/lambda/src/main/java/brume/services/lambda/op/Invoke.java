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
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.PolicyOwner;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.AsynchronousInvocations;
import brume.services.lambda.worker.Invoker;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Blob;
import brume.wire.OperationModel;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a function, now or later. */
public final class Invoke implements Operation<InvocationRequest, InvocationResponse> {

    private static final byte[] NO_EVENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final JsonFactory JSON = new JsonFactory();

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
        FunctionReference reference = reference(input, call);
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
        if (function.state().name().equals("Failed")) {
            throw LambdaErrors.resourceConflictException(
                    "The operation cannot be performed at this time. The function is currently in"
                            + " the following state: Failed");
        }
        Checks.absent(input.durableExecutionName(), "DurableExecutionName");
        Checks.absent(input.tenantId(), "TenantId");
        byte[] payload = payload(input);
        Optional<String> clientContext = clientContext(input.clientContext());
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

    /** Invoke names the version even if the request does not. */
    private static RuntimeException notFound(FunctionReference reference) {
        return LambdaErrors.resourceNotFoundException(
                "Function not found: "
                        + reference.arn()
                        + ':'
                        + reference.qualifier().orElse(FunctionReference.LATEST));
    }

    private static byte[] payload(InvocationRequest input) {
        Blob payload = input.payload();
        if (payload == null || payload.length() == 0) {
            return NO_EVENT;
        }
        boolean event = InvocationType.EVENT.equals(input.invocationType());
        long limit =
                event
                        ? LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()
                        : LambdaQuotas.SYNCHRONOUS_PAYLOAD_BYTES.value();
        if (payload.length() > limit) {
            throw LambdaErrors.requestTooLargeException(
                    payload.length()
                            + " byte payload is too large for the "
                            + (event ? InvocationType.EVENT : InvocationType.REQUEST_RESPONSE)
                            + " invocation type (limit "
                            + limit
                            + " bytes)");
        }
        checkJson(payload.bytes());
        return payload.bytes();
    }

    private static void checkJson(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() == null) {
                throw notJson("No content to map due to end-of-input");
            }
            var ignored = parser.skipChildren();
            if (parser.nextToken() != null) {
                throw notJson("Trailing token");
            }
        } catch (JsonProcessingException e) {
            throw notJson(String.valueOf(e.getMessage())); // AWS shows the location as well
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException notJson(String reason) {
        return LambdaErrors.invalidRequestContentException(
                "Could not parse request body into json: Could not parse payload into json: "
                        + reason);
    }

    private static Optional<String> clientContext(@Nullable String base64) {
        if (base64 == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw LambdaErrors.invalidRequestContentException(
                    "Client context must be a valid Base64-encoded JSON object.");
        }
    }
}

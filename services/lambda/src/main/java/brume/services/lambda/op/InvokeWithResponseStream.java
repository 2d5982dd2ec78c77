package brume.services.lambda.op;

import brume.api.lambda.InvokeResponseStreamUpdate;
import brume.api.lambda.InvokeWithResponseStreamCompleteEvent;
import brume.api.lambda.InvokeWithResponseStreamRequest;
import brume.api.lambda.InvokeWithResponseStreamResponse;
import brume.api.lambda.InvokeWithResponseStreamResponseEvent;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LogType;
import brume.api.lambda.ResponseStreamingInvocationType;
import brume.base.Ids;
import brume.sandbox.Invocation;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Invoker;
import brume.services.lambda.worker.ResponsePipe;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Blob;
import brume.wire.LiveEvents;
import brume.wire.OperationModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a function and answers what it writes as it comes. */
public final class InvokeWithResponseStream
        implements Operation<InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse> {

    private final FunctionStore functions;
    private final Invoker invoker;

    public InvokeWithResponseStream(FunctionStore functions, Invoker invoker) {
        this.functions = functions;
        this.invoker = invoker;
    }

    @Override
    public OperationModel<InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse>
            model() {
        return LambdaApi.INVOKE_WITH_RESPONSE_STREAM;
    }

    @Override
    public List<Permission> permissions(InvokeWithResponseStreamRequest input, Call call) {
        return Invoke.permissions(functions, reference(input, call));
    }

    private static FunctionReference reference(InvokeWithResponseStreamRequest input, Call call) {
        return FunctionReference.parse(input.functionName(), input.qualifier(), call.scope());
    }

    @Override
    public InvokeWithResponseStreamResponse handle(
            InvokeWithResponseStreamRequest input, Call call) {
        FunctionReference reference = reference(input, call);
        LambdaFunction function =
                functions
                        .find(reference, Ids.fraction())
                        .orElseThrow(() -> Invoke.notFound(reference));
        Invoke.checkState(function);
        Checks.absent(input.tenantId(), "TenantId");
        byte[] payload = Payloads.event(input.payload(), false);
        Optional<String> clientContext = Payloads.clientContext(input.clientContext());
        InvokeWithResponseStreamResponse.Builder response =
                InvokeWithResponseStreamResponse.builder().executedVersion(function.version());
        if (ResponseStreamingInvocationType.DRY_RUN.equals(input.invocationType())) {
            return response.statusCode(204).build();
        }
        ResponsePipe pipe =
                invoker.stream(
                        function,
                        new Invocation(
                                call.requestId(),
                                payload,
                                reference.qualifiedArn(),
                                clientContext,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        return response.statusCode(200)
                .responseStreamContentType(pipe.contentType().orElse(null))
                .eventStream(new Events(pipe, LogType.TAIL.equals(input.logType())))
                .build();
    }

    /** The pieces of the response, and how it ended. */
    @SuppressWarnings("ClassCanBeRecord")
    private static final class Events extends LiveEvents<InvokeWithResponseStreamResponseEvent> {

        private final ResponsePipe pipe;
        private final boolean withLog;
        private boolean complete;

        Events(ResponsePipe pipe, boolean withLog) {
            this.pipe = pipe;
            this.withLog = withLog;
        }

        @Override
        public @Nullable InvokeWithResponseStreamResponseEvent next() throws IOException {
            if (complete) {
                return null;
            }
            try {
                Optional<byte[]> piece = pipe.next();
                if (piece.isPresent()) {
                    return new InvokeWithResponseStreamResponseEvent(
                            new InvokeResponseStreamUpdate(Blob.of(piece.get())), null);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the server is stopping");
            }
            complete = true;
            return new InvokeWithResponseStreamResponseEvent(null, completion(pipe.answer()));
        }

        private InvokeWithResponseStreamCompleteEvent completion(Invoker.Answer answer) {
            boolean failed = answer.functionError().isPresent();
            return InvokeWithResponseStreamCompleteEvent.builder()
                    .errorCode(answer.functionError().orElse(null))
                    .errorDetails(
                            failed ? new String(answer.payload(), StandardCharsets.UTF_8) : null)
                    .logResult(
                            withLog ? Base64.getEncoder().encodeToString(answer.logTail()) : null)
                    .build();
        }

        @Override
        public void close() {
            pipe.abandon();
        }
    }
}

package brume.services.apigateway;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.InvokeResponseStreamUpdate;
import brume.api.lambda.InvokeWithResponseStreamCompleteEvent;
import brume.api.lambda.InvokeWithResponseStreamRequest;
import brume.api.lambda.InvokeWithResponseStreamResponse;
import brume.api.lambda.InvokeWithResponseStreamResponseEvent;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
import brume.base.AccountId;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ErrorModel;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.LiveEvents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Other services as far as the tests need them: functions that answer what a test says. */
final class FakeCalls implements Calls {

    final List<String> events = new ArrayList<>();
    final List<Principal> principals = new ArrayList<>();
    final List<String> sent = new ArrayList<>();
    final List<String> logged = new CopyOnWriteArrayList<>();
    HttpHeaders lastHeaders = new HttpHeaders();
    List<byte[]> pieces = List.of();
    Function<String, String> function = event -> event;
    @Nullable CountDownLatch never;
    private @Nullable String functionError;

    /** What functions answer from now on. */
    void answer(String payload) {
        function = event -> payload;
        functionError = null;
    }

    /** How functions fail from now on. */
    void fail(String payload) {
        function = event -> payload;
        functionError = "Unhandled";
    }

    /** What functions stream, piece by piece, before they end or fail. */
    private static final class Pieces extends LiveEvents<InvokeWithResponseStreamResponseEvent> {
        private final Iterator<byte[]> pieces;
        private final @Nullable String error;
        private boolean complete;

        Pieces(List<byte[]> pieces, @Nullable String error) {
            this.pieces = List.copyOf(pieces).iterator();
            this.error = error;
        }

        @Override
        public @Nullable InvokeWithResponseStreamResponseEvent next() {
            if (pieces.hasNext()) {
                return new InvokeWithResponseStreamResponseEvent(
                        new InvokeResponseStreamUpdate(Blob.of(pieces.next())), null);
            }
            if (complete) {
                return null;
            }
            complete = true;
            return new InvokeWithResponseStreamResponseEvent(
                    null, InvokeWithResponseStreamCompleteEvent.builder().errorCode(error).build());
        }

        @Override
        public void close() {}
    }

    JsonNode lastEvent() {
        return Documents.parse(events.getLast());
    }

    Principal lastPrincipal() {
        return principals.getLast();
    }

    int invocations() {
        return events.size();
    }

    static ServiceException denied() {
        return new ServiceException(ErrorModel.sender("AccessDeniedException", 403), "denied");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
        if (input instanceof PutLogEventsRequest lines) {
            lines.logEvents()
                    .forEach(line ->
                            logged.add(
                                    lines.logGroupName()
                                            + ' '
                                            + principal.arn()
                                            + ' '
                                            + line.message()));
            return (O) PutLogEventsResponse.builder().build();
        }
        if (input instanceof InvokeWithResponseStreamRequest stream) {
            events.add(stream.payload() == null ? "" : stream.payload().text());
            principals.add(principal);
            return (O)
                    InvokeWithResponseStreamResponse.builder()
                            .statusCode(200)
                            .eventStream(new Pieces(pieces, functionError))
                            .build();
        }
        InvocationRequest request = (InvocationRequest) input;
        principals.add(principal);
        if (never != null) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String payload = request.payload() == null ? "" : request.payload().text();
        events.add(payload);
        return (O)
                InvocationResponse.builder()
                        .statusCode(200)
                        .functionError(functionError)
                        .payload(Blob.ofText(function.apply(payload)))
                        .build();
    }

    @Override
    public JsonNode invoke(
            String service, String name, JsonNode input, Principal principal, Scope scope) {
        throw new AssertionError("API Gateway calls no service by name");
    }

    @Override
    public HttpResponse send(
            String service, HttpRequest request, Principal principal, Scope scope) {
        sent.add(
                service
                        + ' '
                        + request.method()
                        + ' '
                        + request.path()
                        + '?'
                        + request.query()
                        + ' '
                        + new String(request.body(), StandardCharsets.UTF_8));
        principals.add(principal);
        lastHeaders = request.headers();
        return service(sent.size());
    }

    private HttpResponse service(int count) {
        return count == 1
                ? HttpResponse.of(
                        200, "application/json", "{\"ok\":true}".getBytes(StandardCharsets.UTF_8))
                : HttpResponse.of(
                        400, "application/json", "{\"no\":true}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Principal.RoleSession assume(String roleArn, Principal principal, String sessionName) {
        if (!roleArn.endsWith("/good")) {
            throw denied();
        }
        return new Principal.RoleSession(
                AccountId.DEFAULT, "/", "good", "AROA1", sessionName, List.of(), Map.of());
    }
}

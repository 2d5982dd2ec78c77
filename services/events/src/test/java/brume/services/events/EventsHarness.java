package brume.services.events;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.base.MovableClock;
import brume.base.Scope;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** EventBridge on a real store and real queues; in Lambda's place something that remembers. */
final class EventsHarness implements AutoCloseable {

    static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:cleaner";

    /** One invocation that arrived at the function. */
    record Invocation(String function, Principal.ServicePrincipal principal, JsonNode payload) {}

    final MovableClock clock;
    final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    final Deque<ServiceException> failures = new ArrayDeque<>();
    private final ServiceHarness harness;

    EventsHarness(Path folder) {
        harness =
                new ServiceHarness(
                        folder, Surroundings.NONE.with(new Function()), EventsService::new);
        clock = harness.clock();
    }

    void restart() {
        harness.restart();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return harness.call(model, input);
    }

    /** The next invocation, which comes within a few seconds. */
    Invocation next() throws InterruptedException {
        Invocation invocation = invocations.poll(10, TimeUnit.SECONDS);
        if (invocation == null) {
            throw new AssertionError("no invocation came");
        }
        return invocation;
    }

    /** Waits until nothing has come for a moment. */
    int drain() throws InterruptedException {
        int count = 0;
        while (invocations.poll(200, TimeUnit.MILLISECONDS) != null) {
            count++;
        }
        return count;
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        ServiceHarness.assertError(body, code, message);
    }

    @Override
    public void close() {
        harness.close();
    }

    private final class Function extends Surroundings.NoCalls {
        @Override
        @SuppressWarnings("unchecked") // Only Lambda's Invoke is called here.
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            InvocationRequest request = (InvocationRequest) input;
            assertThat(request.invocationType()).isEqualTo("Event");
            synchronized (failures) {
                if (!failures.isEmpty()) {
                    throw failures.remove();
                }
            }
            invocations.add(
                    new Invocation(
                            request.functionName(),
                            (Principal.ServicePrincipal) principal,
                            Documents.parse(request.payload().text())));
            return (O) InvocationResponse.builder().statusCode(202).build();
        }
    }
}

package brume.services.events;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.DurableQueues;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.ServiceContext;
import brume.spi.Sessions;
import brume.store.Durability;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** EventBridge on a real store and real queues; in Lambda's place something that remembers. */
final class EventsHarness implements AutoCloseable {

    static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:cleaner";

    /** One invocation that arrived at the function. */
    record Invocation(String function, Principal.ServicePrincipal principal, JsonNode payload) {}

    final MovableClock clock = new MovableClock();
    final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    final Deque<ServiceException> failures = new ArrayDeque<>();
    private final Path folder;
    private Store store;
    private DurableQueues queues;
    private EventsService service;

    EventsHarness(Path folder) {
        this.folder = folder;
        open();
    }

    private void open() {
        store = RocksStore.open(folder, Durability.RELAXED);
        queues = new DurableQueues(store, clock);
        service =
                new EventsService(
                        new ServiceContext(
                                store,
                                clock,
                                queues,
                                new Function(),
                                new NoSessions(),
                                new NoIdentities(),
                                folder,
                                new ServerEndpoint("http", "127.0.0.1", 4566, true)));
        queues.start();
    }

    void stop() {
        queues.close();
        service.stop();
        store.close();
    }

    void restart() {
        stop();
        open();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        Call call =
                new Call(
                        "id",
                        new Principal.Root(SCOPE.account()),
                        SCOPE,
                        clock.now(),
                        "127.0.0.1",
                        "localhost");
        Operation<I, O> operation = operation(model);
        assertThat(operation.permissions(input, call)).isNotEmpty();
        return operation.handle(input, call);
    }

    @SuppressWarnings("unchecked") // The same model has the same types.
    private <I extends Shape, O extends Shape> Operation<I, O> operation(
            OperationModel<I, O> model) {
        return (Operation<I, O>)
                service.operations().stream()
                        .filter(operation -> operation.model() == model)
                        .findFirst()
                        .orElseThrow();
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
        Assertions.assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.getMessage()).isEqualTo(message);
                            assertThat(e.error().name()).isEqualTo(code);
                        });
    }

    @Override
    public void close() {
        stop();
    }

    private final class Function implements Calls {
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

        @Override
        public JsonNode invoke(
                String service, String action, JsonNode input, Principal principal, Scope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Principal.RoleSession assume(
                String roleArn, Principal.ServicePrincipal service, String sessionName) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoSessions implements Sessions {
        @Override
        public Credentials issue(Principal.RoleSession session, Duration validFor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Credentials issue(Principal.User user, Duration validFor) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoIdentities implements IdentityDirectory {
        @Override
        public Optional<AccessKey> findAccessKey(String accessKeyId) {
            return Optional.empty();
        }

        @Override
        public Optional<Role> findRole(String roleArn) {
            return Optional.empty();
        }

        @Override
        public Policies policiesOf(Principal principal) {
            return Policies.NONE;
        }
    }
}

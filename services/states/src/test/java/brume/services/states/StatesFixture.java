package brume.services.states;

import brume.api.states.CreateStateMachineInput;
import brume.api.states.CreateStateMachineOutput;
import brume.api.states.DescribeExecutionInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.GetExecutionHistoryInput;
import brume.api.states.GetExecutionHistoryOutput;
import brume.api.states.HistoryEvent;
import brume.api.states.StartExecutionInput;
import brume.api.states.StartExecutionOutput;
import brume.api.states.StatesApi;
import brume.base.AccountId;
import brume.base.Ids;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.DurableQueues;
import brume.spi.Call;
import brume.spi.HttpSender;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.ServiceContext;
import brume.spi.Sessions;
import brume.store.Durability;
import brume.store.Key;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The service on a real store with a clock that the test moves and other services that it plays.
 */
final class StatesFixture implements AutoCloseable {

    static final Scope SCOPE = new Scope(AccountId.DEFAULT, Region.US_EAST_1);
    static final String ROLE = "arn:aws:iam::000000000000:role/machine";

    final MovableClock clock;
    final FakeCalls calls;
    final Store store;

    /** The endpoints outside; by default there are none. */
    volatile HttpSender http =
            request -> {
                throw new IOException("no endpoint " + request.url());
            };

    private final DurableQueues queues;
    private final StatesService service;
    private final Semaphore changes = new Semaphore(0);
    private final Store.Watch watch;

    StatesFixture(Path folder) {
        this(folder, new MovableClock(), new FakeCalls(), Durability.RELAXED);
    }

    StatesFixture(Path folder, MovableClock clock, FakeCalls calls, Durability durability) {
        this.clock = clock;
        this.calls = calls;
        this.store = RocksStore.open(folder.resolve("store"), durability);
        this.queues = new DurableQueues(store, clock);
        this.service =
                new StatesService(
                        new ServiceContext(
                                store,
                                clock,
                                queues,
                                calls,
                                noSessions(),
                                noIdentities(),
                                request -> http.send(request),
                                folder,
                                new ServerEndpoint("http", "127.0.0.1", 4566, true)));
        this.watch = store.watch(Key.of("states"), changes::release);
        queues.start();
        service.start();
    }

    private static IdentityDirectory noIdentities() {
        return new IdentityDirectory() {
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

            @Override
            public Optional<String> findPolicy(String policyArn) {
                return Optional.empty();
            }
        };
    }

    private static Sessions noSessions() {
        return new Sessions() {
            @Override
            public Credentials issue(Principal.RoleSession session, Duration validFor) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Credentials issue(Principal.FederatedUser user, Duration validFor) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Credentials issue(Principal.User user, Duration validFor) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @SuppressWarnings("unchecked") // The operation is found by its own model.
    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        Operation<?, ?> operation =
                service.operations().stream()
                        .filter(candidate -> candidate.model().name().equals(model.name()))
                        .findFirst()
                        .orElseThrow();
        Call call =
                new Call(
                        Ids.uuid(),
                        new Principal.Root(AccountId.DEFAULT),
                        SCOPE,
                        clock.now(),
                        "127.0.0.1",
                        "localhost");
        return ((Operation<I, O>) operation).handle(input, call);
    }

    /** Creates a state machine; its ARN. */
    String create(String name, String definition) {
        CreateStateMachineOutput output =
                call(
                        StatesApi.CREATE_STATE_MACHINE,
                        CreateStateMachineInput.builder()
                                .name(name)
                                .definition(definition)
                                .roleArn(ROLE)
                                .build());
        return output.stateMachineArn();
    }

    /** Starts an execution; its ARN. */
    String start(String machineArn, String input) {
        StartExecutionOutput output =
                call(
                        StatesApi.START_EXECUTION,
                        StartExecutionInput.builder()
                                .stateMachineArn(machineArn)
                                .input(input)
                                .build());
        return output.executionArn();
    }

    DescribeExecutionOutput describe(String executionArn) {
        return call(
                StatesApi.DESCRIBE_EXECUTION,
                DescribeExecutionInput.builder().executionArn(executionArn).build());
    }

    /** Waits until the execution has ended. */
    DescribeExecutionOutput await(String executionArn) {
        awaitThat(() -> !describe(executionArn).status().equals("RUNNING"));
        return describe(executionArn);
    }

    /** Creates, starts and awaits. */
    DescribeExecutionOutput run(String definition, String input) {
        return await(start(create("m-" + Ids.uuid(), definition), input));
    }

    /** Waits until the condition holds, looking after each commit. */
    void awaitThat(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                if (!changes.tryAcquire(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("nothing happened for 20 s");
                }
                changes.drainPermits();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<HistoryEvent> history(String executionArn) {
        GetExecutionHistoryOutput output =
                call(
                        StatesApi.GET_EXECUTION_HISTORY,
                        GetExecutionHistoryInput.builder()
                                .executionArn(executionArn)
                                .maxResults(1000)
                                .build());
        return output.events();
    }

    /** The history as {@code id<previous Type} lines. */
    List<String> events(String executionArn) {
        return history(executionArn).stream()
                .map(event -> event.id() + "<" + event.previousEventId() + " " + event.type())
                .toList();
    }

    @Override
    public void close() {
        watch.close();
        queues.close();
        service.release();
        service.stop();
        store.close();
    }
}

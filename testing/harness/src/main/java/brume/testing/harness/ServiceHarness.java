package brume.testing.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.DurableQueues;
import brume.spi.Call;
import brume.spi.ConnectionDirectory;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.store.Durability;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * The services of one module on a real store, without a network in front of them. An operation is
 * called with typed shapes; its permissions are asked for first, as the pipeline does.
 */
public final class ServiceHarness implements AutoCloseable {

    public static final AccountId ACCOUNT = new AccountId("111122223333");
    public static final Scope SCOPE = new Scope(ACCOUNT, Region.US_EAST_1);

    private final MovableClock clock = new MovableClock();
    private final Path folder;
    private final Surroundings surroundings;
    private final List<Service.Factory> factories;
    private Store store;
    private DurableQueues queues;
    private List<Service> services;

    /** Starts the services on the data in {@code folder}. */
    public ServiceHarness(Path folder, Surroundings surroundings, Service.Factory... factories) {
        this.folder = folder;
        this.surroundings = surroundings;
        this.factories = List.of(factories);
        this.store = openStore();
        this.queues = new DurableQueues(store, clock);
        this.services = start();
    }

    private Store openStore() {
        return RocksStore.open(folder.resolve("data"), Durability.RELAXED);
    }

    private List<Service> start() {
        ServiceContext context =
                new ServiceContext(
                        store,
                        clock,
                        queues,
                        surroundings.calls(),
                        surroundings.sessions(),
                        surroundings.identities(),
                        surroundings.http(),
                        folder.resolve("cache"),
                        new ServerEndpoint("http", "127.0.0.1", 4566, true),
                        surroundings.throughputLimited());
        List<Service> started = factories.stream().map(factory -> factory.create(context)).toList();
        queues.start();
        started.forEach(Service::start);
        return started;
    }

    /** Closes everything and opens it again, as a restart of the server does. */
    public void restart() {
        close();
        store = openStore();
        queues = new DurableQueues(store, clock);
        services = start();
    }

    public MovableClock clock() {
        return clock;
    }

    public Store store() {
        return store;
    }

    /** The users and roles that a service under test keeps. */
    public IdentityDirectory identities() {
        return services.stream()
                .flatMap(service -> service.identities().stream())
                .findFirst()
                .orElseThrow();
    }

    /** The connections that a service under test keeps. */
    public ConnectionDirectory connections() {
        return services.stream()
                .flatMap(service -> service.connections().stream())
                .findFirst()
                .orElseThrow();
    }

    /** Calls an operation as the root user, now. */
    public <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return call(model, input, callBy(new Principal.Root(ACCOUNT), clock.now()));
    }

    public <I extends Shape, O extends Shape> O call(
            OperationModel<I, O> model, I input, Call call) {
        Operation<I, O> operation = operation(model);
        assertThat(operation.permissions(input, call)).isNotNull();
        return operation.handle(input, call);
    }

    public static Call callBy(Principal principal, Instant time) {
        return new Call("request", principal, SCOPE, time, "127.0.0.1", "localhost");
    }

    @SuppressWarnings("unchecked") // The same model has the same types.
    public <I extends Shape, O extends Shape> Operation<I, O> operation(
            OperationModel<I, O> model) {
        return (Operation<I, O>)
                operations()
                        .filter(operation -> operation.model() == model)
                        .findFirst()
                        .orElseThrow();
    }

    /** Everything that the services have built. */
    public Stream<Operation<?, ?>> operations() {
        return services.stream().flatMap(service -> service.operations().stream());
    }

    /** The body fails with this error of the API. */
    public static void assertError(ThrowingCallable body, String code, String message) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.getMessage()).isEqualTo(message);
                            assertThat(List.of(e.error().code(), e.error().name())).contains(code);
                        });
    }

    @Override
    public void close() {
        queues.close();
        services.forEach(Service::stop);
        store.close();
    }
}

package brume.services.dynamodb;

import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.DurableQueues;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.streams.DynamodbstreamsService;
import brume.services.dynamodb.worker.StreamUpkeep;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.Sessions;
import brume.store.Durability;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The service on a real store, called with JSON in which single quotes stand for double ones. */
final class Dynamodb implements AutoCloseable {

    static final Scope SCOPE = new Scope(AccountId.DEFAULT, Region.US_EAST_1);

    final MovableClock clock = new MovableClock();
    private final Path folder;
    private Store store;
    private DurableQueues queues;
    private List<Service> services;

    Dynamodb(Path folder) {
        this.folder = folder;
        store = RocksStore.open(folder.resolve("data"), Durability.RELAXED);
        queues = new DurableQueues(store, clock);
        services = start();
    }

    private List<Service> start() {
        ServiceContext context =
                new ServiceContext(
                        store,
                        clock,
                        queues,
                        new NoCalls(),
                        new NoSessions(),
                        new NoIdentities(),
                        folder,
                        new ServerEndpoint("http", "127.0.0.1", 4566, true));
        List<Service> created =
                List.of(new DynamodbService(context), new DynamodbstreamsService(context));
        queues.start();
        created.forEach(Service::start);
        return created;
    }

    /** Rotates and trims the streams now, as the worker does once a minute. */
    void lookAfterStreams() {
        new StreamUpkeep(new Streams(store), clock).work();
    }

    /** Closes everything and opens it again, as a restart of the server does. */
    void restart() {
        close();
        store = RocksStore.open(folder.resolve("data"), Durability.RELAXED);
        queues = new DurableQueues(store, clock);
        services = start();
    }

    private List<Operation<?, ?>> operations() {
        List<Operation<?, ?>> all = new ArrayList<>();
        services.forEach(service -> all.addAll(service.operations()));
        return all;
    }

    JsonNode call(String operation, String input) {
        for (Operation<?, ?> candidate : operations()) {
            if (candidate.model().name().equals(operation)) {
                return call(candidate, Documents.parse(input.replace('\'', '"')));
            }
        }
        throw new IllegalArgumentException("no such operation: " + operation);
    }

    private <I extends Shape, O extends Shape> JsonNode call(
            Operation<I, O> operation, JsonNode input) {
        OperationModel<I, O> model = operation.model();
        I shape = ShapeJson.fromTree(model.input(), input);
        operation.permissions(shape, caller());
        return ShapeJson.toTree(operation.handle(shape, caller()));
    }

    List<Permission> permissions(String operation, String input) {
        for (Operation<?, ?> candidate : operations()) {
            if (candidate.model().name().equals(operation)) {
                return permissions(candidate, Documents.parse(input.replace('\'', '"')));
            }
        }
        throw new IllegalArgumentException("no such operation: " + operation);
    }

    private <I extends Shape, O extends Shape> List<Permission> permissions(
            Operation<I, O> operation, JsonNode input) {
        return operation.permissions(
                ShapeJson.fromTree(operation.model().input(), input), caller());
    }

    private Call caller() {
        return new Call(
                "request",
                new Principal.Root(AccountId.DEFAULT),
                SCOPE,
                clock.now(),
                "127.0.0.1",
                "localhost:4566");
    }

    /** The error that a call answers, as its code, a colon and its message. */
    String error(String operation, String input) {
        ServiceException failure = failure(operation, input);
        if (failure == null) {
            return "no error";
        }
        String message = failure.getMessage();
        return failure.error().name().equals("ValidationException")
                ? message
                : failure.error().name() + ": " + message;
    }

    @Nullable ServiceException failure(String operation, String input) {
        try {
            call(operation, input);
            return null;
        } catch (ServiceException e) {
            return e;
        }
    }

    /** Waits, at most ten seconds of real time, until {@code condition} holds. */
    void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            clock.sleep(Duration.ofMillis(10));
        }
    }

    @Override
    public void close() {
        services.forEach(Service::stop);
        queues.close();
        store.close();
    }

    private static final class NoCalls implements Calls {
        @Override
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            throw new UnsupportedOperationException();
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
}

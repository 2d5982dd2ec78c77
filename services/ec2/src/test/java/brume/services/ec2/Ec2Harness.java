package brume.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;

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
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** EC2 on a real store, without a network in front of it. */
final class Ec2Harness implements AutoCloseable {

    static final AccountId ACCOUNT = new AccountId("111122223333");

    private final MovableClock clock = new MovableClock();

    /** When the next calls arrive: it stands still, since states last 100 ms only. */
    private Instant now = clock.now();

    private final Path folder;
    private Store store;
    private Ec2Service service;

    Ec2Harness(Path folder) {
        this.folder = folder;
        this.store = RocksStore.open(folder, Durability.RELAXED);
        this.service = service();
    }

    private Ec2Service service() {
        return new Ec2Service(
                new ServiceContext(
                        store,
                        clock,
                        new DurableQueues(store, clock),
                        new NoCalls(),
                        new NoSessions(),
                        new NoIdentities(),
                        folder,
                        new ServerEndpoint("http", "127.0.0.1", 4566, true)));
    }

    void restart() {
        close();
        store = RocksStore.open(folder, Durability.RELAXED);
        service = service();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return call(model, input, new Principal.Root(ACCOUNT));
    }

    <I extends Shape, O extends Shape> O call(
            OperationModel<I, O> model, I input, Principal principal) {
        Call call = circumstances(principal);
        Operation<I, O> operation = operation(model);
        assertThat(operation.permissions(input, call)).isNotNull();
        return operation.handle(input, call);
    }

    @SuppressWarnings("unchecked") // The same model has the same types.
    <I extends Shape, O extends Shape> Operation<I, O> operation(OperationModel<I, O> model) {
        return (Operation<I, O>)
                service.operations().stream()
                        .filter(operation -> operation.model() == model)
                        .findFirst()
                        .orElseThrow();
    }

    Call circumstances(Principal principal) {
        return new Call(
                "request",
                principal,
                new Scope(ACCOUNT, Region.US_EAST_1),
                now,
                "127.0.0.1",
                "localhost");
    }

    /** Lets every transitional state pass. */
    void settle() {
        advance(Duration.ofSeconds(1));
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        Assertions.assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.getMessage()).isEqualTo(message);
                            assertThat(e.error().code()).isEqualTo(code);
                        });
    }

    @Override
    public void close() {
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
        public java.util.Optional<AccessKey> findAccessKey(String accessKeyId) {
            return java.util.Optional.empty();
        }

        @Override
        public java.util.Optional<Role> findRole(String roleArn) {
            return java.util.Optional.empty();
        }

        @Override
        public Policies policiesOf(Principal principal) {
            return new Policies(List.of(), java.util.Optional.empty(), java.util.Map.of());
        }
    }
}

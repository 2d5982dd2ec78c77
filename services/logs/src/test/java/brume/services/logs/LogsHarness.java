package brume.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.FilterLogEventsRequest;
import brume.api.logs.FilterLogEventsResponse;
import brume.api.logs.FilteredLogEvent;
import brume.api.logs.GetLogEventsRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.OutputLogEvent;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
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
import brume.store.Key;
import brume.store.Range;
import brume.store.RocksStore;
import brume.store.Store;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The log service on a real store, without a network in front of it. */
final class LogsHarness implements AutoCloseable {

    static final AccountId ACCOUNT = new AccountId("111122223333");
    static final Scope SCOPE = new Scope(ACCOUNT, Region.US_EAST_1);

    final MovableClock clock = new MovableClock();
    private final Path folder;
    private Store store;
    private LogsService service;

    LogsHarness(Path folder) {
        this.folder = folder;
        this.store = RocksStore.open(folder, Durability.RELAXED);
        this.service = service();
    }

    private LogsService service() {
        LogsService made =
                new LogsService(
                        new ServiceContext(
                                store,
                                clock,
                                new DurableQueues(store, clock),
                                new NoCalls(),
                                new NoSessions(),
                                new NoIdentities(),
                                folder,
                                new ServerEndpoint("http", "127.0.0.1", 4566, true)));
        made.start();
        return made;
    }

    void restart() {
        close();
        store = RocksStore.open(folder, Durability.RELAXED);
        service = service();
    }

    Store store() {
        return store;
    }

    /** How many rows of the log service the store has. */
    long rows(String kind) {
        long[] rows = {0};
        store.read(reader -> {
            reader.scan(
                    Range.prefix(Key.of("logs", kind)),
                    (key, value) -> {
                        rows[0]++;
                        return true;
                    });
            return rows;
        });
        return rows[0];
    }

    void group(String name) {
        call(LogsApi.CREATE_LOG_GROUP, CreateLogGroupRequest.builder().logGroupName(name).build());
    }

    void stream(String group, String name) {
        call(
                LogsApi.CREATE_LOG_STREAM,
                CreateLogStreamRequest.builder().logGroupName(group).logStreamName(name).build());
    }

    PutLogEventsResponse put(String group, String stream, InputLogEvent... events) {
        return call(
                LogsApi.PUT_LOG_EVENTS,
                PutLogEventsRequest.builder()
                        .logGroupName(group)
                        .logStreamName(stream)
                        .logEvents(List.of(events))
                        .build());
    }

    /** An event that happened so long ago. */
    InputLogEvent event(Duration ago, String message) {
        return new InputLogEvent(clock.millis() - ago.toMillis(), message);
    }

    List<String> get(String group, String stream) {
        return call(
                        LogsApi.GET_LOG_EVENTS,
                        GetLogEventsRequest.builder()
                                .logGroupName(group)
                                .logStreamName(stream)
                                .startFromHead(true)
                                .build())
                .events()
                .stream()
                .map(OutputLogEvent::message)
                .toList();
    }

    /** All pages of a search, after checking that none is longer than allowed. */
    List<FilteredLogEvent> filter(
            String group, UnaryOperator<FilterLogEventsRequest.Builder> parameters) {
        List<FilteredLogEvent> found = new ArrayList<>();
        String token = null;
        do {
            FilterLogEventsRequest request =
                    parameters
                            .apply(FilterLogEventsRequest.builder().logGroupName(group))
                            .nextToken(token)
                            .build();
            FilterLogEventsResponse page = call(LogsApi.FILTER_LOG_EVENTS, request);
            assertThat(page.searchedLogStreams()).isEmpty();
            if (request.limit() != null) {
                assertThat(page.events()).hasSizeLessThanOrEqualTo(request.limit());
            }
            found.addAll(page.events());
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    List<String> messages(String group, UnaryOperator<FilterLogEventsRequest.Builder> parameters) {
        return filter(group, parameters).stream().map(FilteredLogEvent::message).toList();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        Call call =
                new Call(
                        "request",
                        new Principal.Root(ACCOUNT),
                        SCOPE,
                        clock.now(),
                        "127.0.0.1",
                        "localhost");
        Operation<I, O> operation = operation(model);
        assertThat(operation.permissions(input, call)).isNotEmpty();
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
        service.stop();
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
        public Optional<AccessKey> findAccessKey(String accessKeyId) {
            return Optional.empty();
        }

        @Override
        public Optional<Role> findRole(String roleArn) {
            return Optional.empty();
        }

        @Override
        public Policies policiesOf(Principal principal) {
            return new Policies(List.of(), Optional.empty(), Map.of());
        }
    }
}

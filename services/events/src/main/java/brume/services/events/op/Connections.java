package brume.services.events.op;

import brume.api.events.Connection;
import brume.api.events.CreateConnectionRequest;
import brume.api.events.CreateConnectionResponse;
import brume.api.events.DeauthorizeConnectionRequest;
import brume.api.events.DeauthorizeConnectionResponse;
import brume.api.events.DeleteConnectionRequest;
import brume.api.events.DeleteConnectionResponse;
import brume.api.events.DescribeConnectionRequest;
import brume.api.events.DescribeConnectionResponse;
import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.events.ListConnectionsRequest;
import brume.api.events.ListConnectionsResponse;
import brume.api.events.UpdateConnectionRequest;
import brume.api.events.UpdateConnectionResponse;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.events.domain.ConnectionEntry;
import brume.services.events.domain.ConnectionParameters;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.ConnectionStore;
import brume.services.events.worker.Authorizations;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Connections to HTTP endpoints. States and texts follow what LocalStack's repository records from
 * AWS (tests/aws/services/events/test_api_destinations_and_connection).
 */
public final class Connections {

    private final ConnectionStore store;
    private final Authorizations authorizations;
    private final Clock clock;

    public Connections(ConnectionStore store, Authorizations authorizations, Clock clock) {
        this.store = store;
        this.authorizations = authorizations;
        this.clock = clock;
    }

    public CreateConnectionResponse create(CreateConnectionRequest input, Call call) {
        requireBuilt(
                input.kmsKeyIdentifier(),
                input.invocationConnectivityParameters(),
                input.authParameters().connectivityParameters());
        ConnectionParameters parameters = ConnectionParameters.of(input.authParameters());
        Scope scope = call.scope();
        ConnectionEntry created =
                store.transact(tx -> {
                    if (store.find(tx, scope, input.name()).isPresent()) {
                        throw EventsErrors.resourceAlreadyExistsException(
                                "Connection " + input.name() + " already exists.");
                    }
                    if (store.list(tx, scope).size() >= EventsQuotas.CONNECTIONS.value()) {
                        throw EventsErrors.limitExceededException(
                                "The requested resource exceeds the maximum number allowed.");
                    }
                    Instant now = now();
                    ConnectionEntry entry =
                            new ConnectionEntry(
                                    input.name(),
                                    Ids.uuid(),
                                    input.description(),
                                    input.authorizationType(),
                                    ConnectionEntry.firstState(input.authorizationType()),
                                    null,
                                    now,
                                    now,
                                    now,
                                    null);
                    return putSealed(tx, scope, entry, parameters);
                });
        return CreateConnectionResponse.builder()
                .connectionArn(created.arn(scope))
                .connectionState(created.state())
                .creationTime(created.created())
                .lastModifiedTime(created.modified())
                .build();
    }

    private Instant now() {
        return clock.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Stores a connection with its parameters, and has it authorised. */
    private ConnectionEntry putSealed(
            Transaction transaction,
            Scope scope,
            ConnectionEntry entry,
            ConnectionParameters parameters) {
        parameters
                .fault(entry.type())
                .ifPresent(reason -> {
                    throw CommonErrors.validation(
                            EventsApi.MODEL,
                            "Parameter AuthParameters is not valid. Reason: " + reason + '.');
                });
        ConnectionEntry sealed =
                new ConnectionEntry(
                        entry.name(),
                        entry.id(),
                        entry.description(),
                        entry.type(),
                        entry.state(),
                        null,
                        entry.created(),
                        entry.modified(),
                        entry.authorized(),
                        store.seal(transaction, entry.arn(scope), parameters));
        store.put(transaction, scope, sealed);
        authorizations.append(transaction, scope, sealed);
        return sealed;
    }

    private static void requireBuilt(
            @Nullable String kmsKey, @Nullable Object invocation, @Nullable Object authorization) {
        if (kmsKey != null) {
            throw CommonErrors.notImplemented(EventsApi.MODEL, "connections with a KMS key");
        }
        if (invocation != null || authorization != null) {
            throw CommonErrors.notImplemented(EventsApi.MODEL, "connections to private APIs");
        }
    }

    public UpdateConnectionResponse update(UpdateConnectionRequest input, Call call) {
        var given = input.authParameters();
        requireBuilt(
                input.kmsKeyIdentifier(),
                input.invocationConnectivityParameters(),
                given == null ? null : given.connectivityParameters());
        Scope scope = call.scope();
        ConnectionEntry updated =
                store.transact(tx -> {
                    ConnectionEntry old = store.get(tx, scope, input.name());
                    String type = Objects.requireNonNullElse(input.authorizationType(), old.type());
                    ConnectionParameters parameters =
                            store.open(tx, scope, old).orElseGet(Connections::none);
                    if (given != null) {
                        parameters = parameters.updated(given, type);
                    }
                    ConnectionEntry entry =
                            new ConnectionEntry(
                                    old.name(),
                                    old.id(),
                                    input.description() == null
                                            ? old.description()
                                            : input.description(),
                                    type,
                                    ConnectionEntry.firstState(type),
                                    null,
                                    old.created(),
                                    now(),
                                    now(),
                                    null);
                    return putSealed(tx, scope, entry, parameters);
                });
        return UpdateConnectionResponse.builder()
                .connectionArn(updated.arn(scope))
                .connectionState(updated.state())
                .creationTime(updated.created())
                .lastModifiedTime(updated.modified())
                .lastAuthorizedTime(updated.authorized())
                .build();
    }

    private static ConnectionParameters none() {
        ObjectNode empty = Documents.object();
        return new ConnectionParameters(empty);
    }

    public DescribeConnectionResponse describe(DescribeConnectionRequest input, Call call) {
        Scope scope = call.scope();
        return store.read(reader -> {
            ConnectionEntry entry = store.get(reader, scope, input.name());
            return DescribeConnectionResponse.builder()
                    .connectionArn(entry.arn(scope))
                    .name(entry.name())
                    .description(entry.description())
                    .connectionState(entry.state())
                    .stateReason(entry.stateReason())
                    .authorizationType(entry.type())
                    .authParameters(
                            store.open(reader, scope, entry)
                                    .map(ConnectionParameters::shown)
                                    .orElse(null))
                    .creationTime(entry.created())
                    .lastModifiedTime(entry.modified())
                    .lastAuthorizedTime(entry.authorized())
                    .build();
        });
    }

    public ListConnectionsResponse list(ListConnectionsRequest input, Call call) {
        String prefix = input.namePrefix() == null ? "" : input.namePrefix();
        List<ConnectionEntry> entries =
                store.read(reader -> store.list(reader, call.scope())).stream()
                        .filter(entry -> entry.name().startsWith(prefix))
                        .filter(entry ->
                                input.connectionState() == null
                                        || input.connectionState().equals(entry.state()))
                        .toList();
        PageTokens.Page<ConnectionEntry> page =
                PageTokens.page(entries, ConnectionEntry::name, input.nextToken(), input.limit());
        return ListConnectionsResponse.builder()
                .connections(page.items().stream().map(entry -> shape(entry, call)).toList())
                .nextToken(page.token())
                .build();
    }

    private static Connection shape(ConnectionEntry entry, Call call) {
        return Connection.builder()
                .connectionArn(entry.arn(call.scope()))
                .name(entry.name())
                .connectionState(entry.state())
                .stateReason(entry.stateReason())
                .authorizationType(entry.type())
                .creationTime(entry.created())
                .lastModifiedTime(entry.modified())
                .lastAuthorizedTime(entry.authorized())
                .build();
    }

    public DeleteConnectionResponse delete(DeleteConnectionRequest input, Call call) {
        Scope scope = call.scope();
        ConnectionEntry deleted =
                store.transact(tx -> {
                    ConnectionEntry entry = store.get(tx, scope, input.name());
                    store.delete(tx, scope, entry.name());
                    return entry;
                });
        return DeleteConnectionResponse.builder()
                .connectionArn(deleted.arn(scope))
                .connectionState("DELETING")
                .creationTime(deleted.created())
                .lastModifiedTime(deleted.modified())
                .lastAuthorizedTime(deleted.authorized())
                .build();
    }

    public DeauthorizeConnectionResponse deauthorize(
            DeauthorizeConnectionRequest input, Call call) {
        Scope scope = call.scope();
        ConnectionEntry entry =
                store.transact(tx -> {
                    ConnectionEntry changed = store.get(tx, scope, input.name()).deauthorized();
                    store.put(tx, scope, changed);
                    return changed;
                });
        return DeauthorizeConnectionResponse.builder()
                .connectionArn(entry.arn(scope))
                .connectionState("DEAUTHORIZING")
                .creationTime(entry.created())
                .lastModifiedTime(entry.modified())
                .lastAuthorizedTime(entry.authorized())
                .build();
    }
}

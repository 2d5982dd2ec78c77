package brume.services.events.worker;

import brume.api.events.ConnectionState;
import brume.api.events.EventsErrors;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Clock;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.events.domain.ConnectionEntry;
import brume.services.events.domain.ConnectionParameters;
import brume.services.events.store.ConnectionStore;
import brume.spi.ConnectionDirectory;
import brume.spi.HttpSender;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What connections add to requests, and the tokens of those that are authorised by OAuth. A token
 * is kept in memory only: after a restart it is fetched again.
 */
public final class Authorizations implements QueueHandler, ConnectionDirectory {

    private static final String QUEUE = "events.authorize";
    private static final int ATTEMPTS_MAX = 3;
    private static final int TOKENS_MAX = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ConnectionStore store;
    private final Queues queues;
    private final OAuthClient client;
    private final Clock clock;
    private final Map<String, OAuthClient.Token> tokens =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, OAuthClient.Token> eldest) {
                    return size() > TOKENS_MAX;
                }
            };

    public Authorizations(ConnectionStore store, Queues queues, HttpSender http, Clock clock) {
        this.store = store;
        this.queues = queues;
        this.client = new OAuthClient(http, clock);
        this.clock = clock;
    }

    public void register() {
        queues.register(QueueSpec.named(QUEUE).attempts(ATTEMPTS_MAX), this);
    }

    /** A connection that was made or changed at a time. */
    private record Message(String account, String region, String name, Instant modified) {
        Scope scope() {
            return new Scope(new AccountId(account), new Region(region));
        }
    }

    /** Has a connection authorised after the commit, if it has to be. */
    public void append(Transaction transaction, Scope scope, ConnectionEntry connection) {
        if (connection.state().equals(ConnectionState.AUTHORIZING)) {
            Message message =
                    new Message(
                            scope.account().value(),
                            scope.region().value(),
                            connection.name(),
                            connection.modified());
            queues.append(transaction, QUEUE, clock.now(), Documents.write(message));
        }
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Message message = Documents.read(delivery.payload(), Message.class);
        Scope scope = message.scope();
        Optional<ConnectionEntry> found =
                store.read(reader -> store.find(reader, scope, message.name()))
                        .filter(entry -> entry.modified().equals(message.modified()));
        if (found.isEmpty()) {
            return Outcome.DONE;
        }
        try {
            var ignored = token(scope, found.get(), true);
        } catch (IOException e) {
            if (delivery.attempt() < ATTEMPTS_MAX) {
                return new Outcome.Retry(PAUSE);
            }
            change(scope, found.get(), entry -> entry.refused(reason(e)));
        }
        return Outcome.DONE;
    }

    private static String reason(IOException e) {
        return "Failed to authorize the connection: " + e.getMessage();
    }

    @Override
    public Credentials get(String connectionArn, boolean renew) {
        Scope scope = scope(connectionArn);
        String[] parts = connectionArn.split("/");
        return store.read(reader -> store.find(reader, scope, parts.length == 3 ? parts[1] : ""))
                .filter(entry -> entry.arn(scope).equals(connectionArn))
                .map(entry -> credentials(scope, entry, renew))
                .orElseThrow(() ->
                        EventsErrors.resourceNotFoundException(
                                "Connection '" + connectionArn + "' does not exist."));
    }

    private static Scope scope(String arn) {
        return Arn.find(arn)
                .filter(known -> AccountId.isValid(known.account()))
                .map(known -> new Scope(new AccountId(known.account()), new Region(known.region())))
                .orElseThrow(() ->
                        EventsErrors.resourceNotFoundException(
                                "'" + arn + "' is not the ARN of a connection."));
    }

    private Credentials credentials(Scope scope, ConnectionEntry entry, boolean renew) {
        if (entry.state().equals(ConnectionState.DEAUTHORIZED)) {
            throw notAuthorized(entry.name(), entry.stateReason());
        }
        ConnectionParameters parameters =
                store.read(reader -> store.open(reader, scope, entry))
                        .orElseThrow(() -> notAuthorized(entry.name(), entry.stateReason()));
        JsonNode own = parameters.ofType(entry.type());
        List<Parameter> headers = list(parameters.invocation(), "HeaderParameters");
        boolean oauth = entry.type().equals(ConnectionEntry.OAUTH);
        headers.add(
                switch (entry.type()) {
                    case "BASIC" -> secret("Authorization", basic(own));
                    case "API_KEY" ->
                            secret(
                                    own.path("ApiKeyName").asText(),
                                    own.path("ApiKeyValue").asText());
                    default -> secret("Authorization", authorization(scope, entry, renew));
                });
        return new Credentials(
                headers,
                list(parameters.invocation(), "QueryStringParameters"),
                list(parameters.invocation(), "BodyParameters"),
                oauth);
    }

    private static ServiceException notAuthorized(String name, @Nullable String reason) {
        return EventsErrors.invalidStateException(
                "Connection '"
                        + name
                        + "' is not in the state AUTHORIZED."
                        + (reason == null ? "" : ' ' + reason));
    }

    private static Parameter secret(String name, String value) {
        return new Parameter(name, value, true);
    }

    private static String basic(JsonNode own) {
        String pair = own.path("Username").asText() + ':' + own.path("Password").asText();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The HTTP parameters of a kind. */
    static List<Parameter> list(JsonNode http, String kind) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode parameter : http.path(kind)) {
            parameters.add(
                    new Parameter(
                            parameter.path("Key").asText(),
                            parameter.path("Value").asText(),
                            parameter.path("IsValueSecret").asBoolean()));
        }
        return parameters;
    }

    private String authorization(Scope scope, ConnectionEntry entry, boolean renew) {
        try {
            return token(scope, entry, renew).authorization();
        } catch (IOException e) {
            throw notAuthorized(entry.name(), reason(e));
        }
    }

    private OAuthClient.Token token(Scope scope, ConnectionEntry entry, boolean renew)
            throws IOException {
        String key = entry.arn(scope) + ' ' + entry.modified();
        synchronized (tokens) {
            OAuthClient.Token known = tokens.get(key);
            if (known != null && !renew && known.until().isAfter(clock.now())) {
                return known;
            }
        }
        ConnectionParameters parameters =
                store.read(reader -> store.open(reader, scope, entry))
                        .orElseThrow(() -> new IOException("it has no parameters"));
        OAuthClient.Token token = client.fetch(parameters.ofType(entry.type()));
        synchronized (tokens) {
            tokens.put(key, token);
        }
        if (entry.state().equals(ConnectionState.AUTHORIZING)) {
            change(scope, entry, current -> current.authorized(clock.now()));
        }
        return token;
    }

    /** Changes a connection unless somebody else has changed it meanwhile. */
    private void change(Scope scope, ConnectionEntry entry, UnaryOperator<ConnectionEntry> change) {
        boolean ignored =
                store.transact(tx -> {
                    Optional<ConnectionEntry> current =
                            store.find(tx, scope, entry.name())
                                    .filter(now -> now.modified().equals(entry.modified()))
                                    .filter(now -> now.state().equals(entry.state()));
                    current.ifPresent(now -> store.put(tx, scope, change.apply(now)));
                    return current.isPresent();
                });
    }
}

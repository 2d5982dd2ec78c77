package brume.services.events.store;

import brume.api.events.EventsErrors;
import brume.base.Scope;
import brume.base.Seal;
import brume.services.events.domain.ConnectionEntry;
import brume.services.events.domain.ConnectionParameters;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections. Their parameters are sealed with a key that lies in the data folder as well, for the
 * connection's ARN.
 *
 * <pre>
 * events / connection / account / region / name -> connection
 * events / connection-key                       -> 32 bytes
 * </pre>
 */
public final class ConnectionStore {

    private static final Key CONNECTIONS = Key.of("events", "connection");
    private static final Key KEY = Key.of("events", "connection-key");

    private final Store store;

    public ConnectionStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public Optional<ConnectionEntry> find(Reader reader, Scope scope, String name) {
        return reader.find(in(scope).with(name))
                .map(bytes -> Documents.read(bytes, ConnectionEntry.class));
    }

    /** AWS's words: LocalStack's recordings of test_api_destinations_and_connection. */
    public ConnectionEntry get(Reader reader, Scope scope, String name) {
        return find(reader, scope, name)
                .orElseThrow(() ->
                        EventsErrors.resourceNotFoundException(
                                "Failed to describe the connection(s). Connection '"
                                        + name
                                        + "' does not exist."));
    }

    public void put(Transaction transaction, Scope scope, ConnectionEntry connection) {
        transaction.put(in(scope).with(connection.name()), Documents.write(connection));
    }

    public void delete(Transaction transaction, Scope scope, String name) {
        transaction.delete(in(scope).with(name));
    }

    /** All connections by name. */
    public List<ConnectionEntry> list(Reader reader, Scope scope) {
        List<ConnectionEntry> connections = new ArrayList<>();
        reader.scan(
                Range.prefix(in(scope)),
                (key, value) -> connections.add(Documents.read(value, ConnectionEntry.class)));
        return connections;
    }

    /** Parameters in their stored form. */
    public String seal(Transaction transaction, String arn, ConnectionParameters parameters) {
        byte[] key = transaction.find(KEY).orElseGet(() -> newKey(transaction));
        byte[] text = Documents.text(parameters.tree()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(new Seal(key).seal(text, label(arn)));
    }

    private static byte[] newKey(Transaction transaction) {
        byte[] key = Seal.newKey();
        transaction.put(KEY, key);
        return key;
    }

    /** The parameters of a connection that is authorised. */
    public Optional<ConnectionParameters> open(
            Reader reader, Scope scope, ConnectionEntry connection) {
        String sealed = connection.sealedParameters();
        if (sealed == null) {
            return Optional.empty();
        }
        byte[] key =
                reader.find(KEY)
                        .orElseThrow(() -> new IllegalStateException("connections have no key"));
        byte[] text =
                new Seal(key)
                        .open(Base64.getDecoder().decode(sealed), label(connection.arn(scope)))
                        .orElseThrow(() -> new IllegalStateException("a connection was changed"));
        return Optional.of(new ConnectionParameters((ObjectNode) Documents.parse(text)));
    }

    private static byte[] label(String arn) {
        return arn.getBytes(StandardCharsets.UTF_8);
    }

    private static Key in(Scope scope) {
        return CONNECTIONS.with(scope.account().value()).with(scope.region().value());
    }
}

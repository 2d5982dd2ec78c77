package brume.services.apigatewayv2.store;

import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Region;
import brume.base.Scope;
import brume.store.Key;
import brume.store.Range;
import brume.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * HTTP and WebSocket APIs in the store, by account and region, and the index from an API id to its
 * scope.
 */
public final class HttpApiStore {

    static final Key ROOT = Key.of("apigatewayv2");
    private static final Key INDEX = ROOT.with("index");

    /** No server has more APIs; a guard, not a quota. */
    private static final int APIS_MAX = 1_000_000;

    private final Store store;
    private final Clock clock;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final MappingStore mappings;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /** Where an API is, and which protocol it speaks. */
    private record Place(Scope scope, boolean webSocket) {}

    public HttpApiStore(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.mappings = new MappingStore(store);
        store.read(reader -> reader.list(Range.prefix(INDEX), APIS_MAX))
                .forEach(entry ->
                        places.put(entry.key().after(INDEX).string(), place(entry.value())));
    }

    /** Calls {@code listener} with the id of an API after each change of what it serves. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** What custom domain names lead to. */
    public MappingStore mappings() {
        return mappings;
    }

    public <T extends @Nullable Object> T read(Scope scope, Function<ApiRows, T> body) {
        return store.read(reader -> body.apply(new ApiRows(reader, scope)));
    }

    /** Changes one API in a transaction, and deploys it where that is to happen by itself. */
    public <T extends @Nullable Object> T change(
            Scope scope, String apiId, Function<ApiWriter, T> body) {
        T result =
                store.transact(transaction -> {
                    ApiWriter rows = new ApiWriter(transaction, scope, clock.now());
                    T value = body.apply(rows);
                    rows.finish();
                    return value;
                });
        remember(apiId);
        listeners.forEach(listener -> listener.accept(apiId));
        return result;
    }

    /**
     * The account and region of an API, wherever it is. Every request for a host of this form asks
     * this, also those for REST APIs, so it is answered from memory.
     */
    public Optional<Scope> findScope(String apiId) {
        return Optional.ofNullable(places.get(apiId)).map(Place::scope);
    }

    /** Whether this is the id of a WebSocket API; answered from memory too. */
    public boolean isWebSocket(String apiId) {
        Place place = places.get(apiId);
        return place != null && place.webSocket();
    }

    private void remember(String apiId) {
        var ignored =
                places.compute(
                        apiId,
                        (id, before) ->
                                store.read(reader -> reader.find(indexKey(id)))
                                        .map(HttpApiStore::place)
                                        .orElse(null));
    }

    static Key indexKey(String apiId) {
        return INDEX.with(apiId);
    }

    static byte[] bytes(Scope scope, String protocol) {
        return (scope.account() + " " + scope.region() + ' ' + protocol)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Rows of before there were WebSocket APIs name no protocol. */
    private static Place place(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
        return new Place(
                new Scope(new AccountId(parts[0]), new Region(parts[1])),
                parts.length > 2 && parts[2].equals(ApiRows.WEBSOCKET));
    }
}

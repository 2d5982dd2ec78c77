package brume.services.apigateway.store;

import brume.api.apigateway.BasePathMapping;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** REST APIs in the store, by account and region, and the index from an API id to its scope. */
public final class RestApiStore {

    static final Key ROOT = Key.of("apigateway");
    private static final Key INDEX = ROOT.with("index");
    private static final Key DOMAINS = ROOT.with("domains");

    /** Domain names of all accounts together that are served. */
    private static final int DOMAINS_MAX = 100_000;

    private final Store store;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    public RestApiStore(Store store) {
        this.store = store;
    }

    /** Calls {@code listener} with the id of an API after each change of what it serves. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    public <T extends @Nullable Object> T read(Scope scope, Function<ApiRows, T> body) {
        return store.read(reader -> body.apply(new ApiRows(reader, scope)));
    }

    /** Changes one API in a transaction. */
    public <T extends @Nullable Object> T change(
            Scope scope, String apiId, Function<ApiWriter, T> body) {
        T result = store.transact(transaction -> body.apply(new ApiWriter(transaction, scope)));
        listeners.forEach(listener -> listener.accept(apiId));
        return result;
    }

    /** Changes what the account has beside its APIs: keys and usage plans. */
    public <T extends @Nullable Object> T change(Scope scope, Function<ApiWriter, T> body) {
        return change(scope, ApiPart.ACCOUNT, body);
    }

    /** Changes counters, which nobody waits to hear of. */
    public <T extends @Nullable Object> T count(Scope scope, Function<ApiWriter, T> body) {
        return store.transact(transaction -> body.apply(new ApiWriter(transaction, scope)));
    }

    /** The account and region of an API, wherever it is. */
    public Optional<Scope> findScope(String apiId) {
        return store.read(reader -> reader.find(indexKey(apiId)).map(RestApiStore::scope));
    }

    /** Every domain name of every account, with what is behind its paths. */
    public Map<String, List<BasePathMapping>> domains() {
        return store.read(reader -> {
            Map<String, List<BasePathMapping>> domains = new HashMap<>();
            for (Entry entry : reader.list(Range.prefix(DOMAINS), DOMAINS_MAX)) {
                String name = entry.key().after(DOMAINS).string();
                ApiRows rows = new ApiRows(reader, scope(entry.value()));
                domains.put(name, rows.list(ApiPart.BASE_PATH_MAPPING, name));
            }
            return domains;
        });
    }

    static Key domainKey(String name) {
        return DOMAINS.with(name);
    }

    static Key indexKey(String apiId) {
        return INDEX.with(apiId);
    }

    static byte[] bytes(Scope scope) {
        return (scope.account() + " " + scope.region()).getBytes(StandardCharsets.UTF_8);
    }

    private static Scope scope(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
        return new Scope(new AccountId(parts[0]), new Region(parts[1]));
    }
}

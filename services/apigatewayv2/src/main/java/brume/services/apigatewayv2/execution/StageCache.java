package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Stage;
import brume.base.Scope;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compiled stages in memory, rebuilt from the store. A change of an API drops its stages; those
 * that were being compiled while something changed are used once and not kept.
 */
public final class StageCache<T> {

    /** APIs whose stages are kept. */
    private static final int APIS_MAX = 1_000;

    private final HttpApiStore store;
    private final Compiler<T> compiler;
    private final Map<String, Map<String, T>> stages = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** Makes a stage ready to run, from what its deployment kept. */
    @FunctionalInterface
    public interface Compiler<T> {
        T compile(Scope scope, String apiId, Stage stage, Snapshot snapshot);
    }

    public StageCache(HttpApiStore store, Compiler<T> compiler) {
        this.store = store;
        this.compiler = compiler;
        store.onChange(this::drop);
    }

    private void drop(String apiId) {
        changes.incrementAndGet();
        stages.remove(apiId);
    }

    /** The stage of an API that has a deployment. */
    public Optional<T> find(String apiId, String name) {
        Map<String, T> ofApi = stages.get(apiId);
        if (ofApi == null) {
            ofApi = compile(apiId);
        }
        return Optional.ofNullable(ofApi.get(name));
    }

    private Map<String, T> compile(String apiId) {
        long before = changes.get();
        Map<String, T> compiled =
                store.findScope(apiId).map(scope -> load(scope, apiId)).orElse(Map.of());
        if (stages.size() >= APIS_MAX) {
            stages.clear();
        }
        stages.put(apiId, compiled);
        if (changes.get() != before) {
            stages.remove(apiId);
        }
        return compiled;
    }

    private Map<String, T> load(Scope scope, String apiId) {
        return store.read(
                scope,
                rows -> {
                    Map<String, T> loaded = new HashMap<>();
                    for (Stage stage : rows.list(Part.STAGE, apiId)) {
                        Optional<Snapshot> snapshot =
                                rows.findSnapshot(apiId, String.valueOf(stage.deploymentId()));
                        snapshot.ifPresent(found ->
                                loaded.put(
                                        stage.stageName(),
                                        compiler.compile(scope, apiId, stage, found)));
                    }
                    return Map.copyOf(loaded);
                });
    }
}

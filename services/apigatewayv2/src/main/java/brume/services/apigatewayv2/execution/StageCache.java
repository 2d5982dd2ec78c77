package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Stage;
import brume.base.Clock;
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
final class StageCache {

    /** APIs whose stages are kept. */
    private static final int APIS_MAX = 1_000;

    private final HttpApiStore store;
    private final KeySets keys;
    private final Clock clock;
    private final Map<String, Map<String, CompiledStage>> stages = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    StageCache(HttpApiStore store, KeySets keys, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        store.onChange(this::drop);
    }

    private void drop(String apiId) {
        changes.incrementAndGet();
        stages.remove(apiId);
    }

    /** The stage that an address names, or the default one. */
    Optional<CompiledStage> find(Address address) {
        Map<String, CompiledStage> ofApi = stages.get(address.apiId());
        if (ofApi == null) {
            ofApi = compile(address.apiId());
        }
        CompiledStage named = ofApi.get(address.first());
        return Optional.ofNullable(named == null ? ofApi.get(CompiledStage.DEFAULT) : named);
    }

    private Map<String, CompiledStage> compile(String apiId) {
        long before = changes.get();
        Map<String, CompiledStage> compiled =
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

    private Map<String, CompiledStage> load(Scope scope, String apiId) {
        return store.read(
                scope,
                rows -> {
                    Map<String, CompiledStage> loaded = new HashMap<>();
                    for (Stage stage : rows.list(Part.STAGE, apiId)) {
                        Optional<Snapshot> snapshot =
                                rows.findSnapshot(apiId, String.valueOf(stage.deploymentId()));
                        snapshot.ifPresent(found ->
                                loaded.put(
                                        stage.stageName(),
                                        CompiledStage.of(
                                                scope, apiId, stage, found, keys, clock.nanos())));
                    }
                    return Map.copyOf(loaded);
                });
    }
}

package brume.services.apigateway.execution;

import brume.api.apigateway.Stage;
import brume.base.Scope;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.store.Snapshot;
import brume.templates.TemplateEngine;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compiled stages in memory, rebuilt from the store. A change of an API drops its stages; one that
 * was being compiled while something changed is used once and not kept.
 */
final class StageCache {

    /** APIs whose stages are kept. */
    private static final int APIS_MAX = 1_000;

    private final RestApiStore store;
    private final TemplateEngine engine;
    private final Map<String, Map<String, CompiledStage>> stages = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    StageCache(RestApiStore store, TemplateEngine engine) {
        this.store = store;
        this.engine = engine;
        store.onChange(this::drop);
    }

    private void drop(String apiId) {
        changes.incrementAndGet();
        stages.remove(apiId);
    }

    Optional<CompiledStage> find(String apiId, String stageName) {
        Map<String, CompiledStage> ofApi = stages.get(apiId);
        CompiledStage known = ofApi == null ? null : ofApi.get(stageName);
        return known == null ? compile(apiId, stageName) : Optional.of(known);
    }

    private Optional<CompiledStage> compile(String apiId, String stageName) {
        long before = changes.get();
        Optional<CompiledStage> compiled =
                store.findScope(apiId).flatMap(scope -> load(scope, apiId, stageName));
        compiled.ifPresent(stage -> keep(apiId, stage, before));
        return compiled;
    }

    private Optional<CompiledStage> load(Scope scope, String apiId, String stageName) {
        return store.read(
                scope,
                rows -> {
                    Optional<Stage> stage = rows.findStage(apiId, stageName);
                    Optional<Snapshot> snapshot =
                            stage.flatMap(found ->
                                    rows.findSnapshot(apiId, String.valueOf(found.deploymentId())));
                    return snapshot.map(found ->
                            CompiledStage.of(scope, apiId, stage.orElseThrow(), found, engine));
                });
    }

    private void keep(String apiId, CompiledStage stage, long before) {
        if (stages.size() >= APIS_MAX) {
            stages.clear();
        }
        stages.computeIfAbsent(apiId, id -> new ConcurrentHashMap<>()).put(stage.name(), stage);
        if (changes.get() != before) {
            stages.remove(apiId);
        }
    }
}

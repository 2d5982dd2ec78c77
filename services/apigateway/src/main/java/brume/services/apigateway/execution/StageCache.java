package brume.services.apigateway.execution;

import brume.api.apigateway.Account;
import brume.api.apigateway.CanarySettings;
import brume.api.apigateway.Stage;
import brume.base.Scope;
import brume.services.apigateway.domain.CanaryRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
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
    private final Map<String, Map<String, ServedStage>> stages = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    StageCache(RestApiStore store, TemplateEngine engine) {
        this.store = store;
        this.engine = engine;
        store.onChange(this::drop);
    }

    private void drop(String apiId) {
        changes.incrementAndGet();
        if (apiId.equals(ApiPart.ACCOUNT)) {
            stages.clear();
        }
        stages.remove(apiId);
    }

    Optional<ServedStage> find(String apiId, String stageName) {
        Map<String, ServedStage> ofApi = stages.get(apiId);
        ServedStage known = ofApi == null ? null : ofApi.get(stageName);
        return known == null ? compile(apiId, stageName) : Optional.of(known);
    }

    private Optional<ServedStage> compile(String apiId, String stageName) {
        long before = changes.get();
        Optional<ServedStage> compiled =
                store.findScope(apiId).flatMap(scope -> load(scope, apiId, stageName));
        compiled.ifPresent(stage -> keep(apiId, stage, before));
        return compiled;
    }

    private Optional<ServedStage> load(Scope scope, String apiId, String stageName) {
        return store.read(
                scope,
                rows -> {
                    Optional<Stage> found = rows.findStage(apiId, stageName);
                    if (found.isEmpty()) {
                        return Optional.empty();
                    }
                    Stage stage = found.get();
                    CanarySettings canary = stage.canarySettings();
                    if (canary == null) {
                        return load(rows, apiId, stage, Optional.empty())
                                .map(main -> new ServedStage(main, Optional.empty(), 0));
                    }
                    Double percent = canary.percentTraffic();
                    Stage other =
                            stage.toBuilder()
                                    .deploymentId(canary.deploymentId())
                                    .variables(CanaryRules.variables(stage, canary))
                                    .build();
                    return load(rows, apiId, stage, Optional.of(false))
                            .map(main ->
                                    new ServedStage(
                                            main,
                                            load(rows, apiId, other, Optional.of(true)),
                                            percent == null ? 0 : percent));
                });
    }

    private Optional<CompiledStage> load(
            ApiRows rows, String apiId, Stage stage, Optional<Boolean> canary) {
        Optional<String> logRole =
                rows.find(ApiPart.SETTINGS, ApiPart.ACCOUNT, ApiPart.ACCOUNT)
                        .map(Account::cloudwatchRoleArn);
        return rows.findSnapshot(apiId, String.valueOf(stage.deploymentId()))
                .map(snapshot ->
                        CompiledStage.of(
                                rows.scope(), apiId, stage, snapshot, engine, canary, logRole));
    }

    private void keep(String apiId, ServedStage stage, long before) {
        if (stages.size() >= APIS_MAX) {
            stages.clear();
        }
        stages.computeIfAbsent(apiId, id -> new ConcurrentHashMap<>())
                .put(stage.main().name(), stage);
        if (changes.get() != before) {
            stages.remove(apiId);
        }
    }
}

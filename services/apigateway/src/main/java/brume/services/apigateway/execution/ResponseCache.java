package brume.services.apigateway.execution;

import brume.api.apigateway.MethodSetting;
import brume.base.Clock;
import brume.services.apigateway.domain.TransferMode;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers of methods whose stage keeps them for a while, in memory, the least recently used ones
 * dropped first. Source: Developer Guide, "Cache settings for REST APIs": what tells requests apart
 * are the cache key parameters and nothing else; answers above 1,048,576 bytes are not kept.
 */
final class ResponseCache {

    private static final int ANSWER_BYTES_MAX = 1_048_576;

    /** All stages share this, whatever size of cluster they ask for. */
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    /** What an entry costs beside its body. */
    private static final long ENTRY_BYTES = 1_024;

    private final Clock clock;
    private final Map<Key, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(
            String apiId,
            String stage,
            Optional<Boolean> canary,
            String namespace,
            String method,
            List<Optional<String>> values) {}

    private record Kept(HttpResponse response, Instant until) {
        long bytes() {
            return ENTRY_BYTES + response.body().length;
        }
    }

    ResponseCache(Clock clock) {
        this.clock = clock;
    }

    /** Whether the stage keeps the method's answers; only those of GET are kept. */
    static boolean applies(Invocation invocation) {
        MethodSetting setting = invocation.method.setting();
        return invocation.stage.cacheEnabled()
                && Boolean.TRUE.equals(setting.cachingEnabled())
                && !TransferMode.isStream(invocation.method.integration())
                && invocation.request.http().method().equals("GET");
    }

    synchronized Optional<HttpResponse> find(Invocation invocation) {
        Key key = key(invocation);
        Kept kept = answers.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (!clock.now().isBefore(kept.until)) {
            drop(answers.remove(key));
            return Optional.empty();
        }
        return Optional.of(copy(kept.response));
    }

    /** Keeps an answer, in the place of an earlier one; failures are not kept. */
    void keep(Invocation invocation, HttpResponse response) {
        Integer ttl = invocation.method.setting().cacheTtlInSeconds();
        if (response.status() >= 400
                || response.body().length > ANSWER_BYTES_MAX
                || ttl == null
                || ttl <= 0) {
            return;
        }
        Kept kept = new Kept(copy(response), clock.now().plusSeconds(ttl));
        synchronized (this) {
            drop(answers.put(key(invocation), kept));
            bytes += kept.bytes();
            Iterator<Kept> oldest = answers.values().iterator();
            while (bytes > BYTES_MAX && oldest.hasNext()) {
                bytes -= oldest.next().bytes();
                oldest.remove();
            }
        }
    }

    /** Forgets the answers of a stage. */
    synchronized void flush(String apiId, String stage) {
        answers.entrySet()
                .removeIf(entry -> {
                    boolean of =
                            entry.getKey().apiId.equals(apiId)
                                    && entry.getKey().stage.equals(stage);
                    if (of) {
                        bytes -= entry.getValue().bytes();
                    }
                    return of;
                });
    }

    private void drop(@org.jspecify.annotations.Nullable Kept kept) {
        bytes -= kept == null ? 0 : kept.bytes();
    }

    private static HttpResponse copy(HttpResponse response) {
        HttpHeaders headers = new HttpHeaders();
        response.headers().forEach((name, value) -> headers.add(name, value));
        return new HttpResponse(response.status(), headers, response.body());
    }

    private static Key key(Invocation invocation) {
        var integration = invocation.method.integration();
        ParameterMapping mapping = new ParameterMapping(invocation, null);
        Map<String, String> mapped =
                Objects.requireNonNullElse(integration.requestParameters(), Map.of());
        List<Optional<String>> values = new ArrayList<>();
        for (String parameter :
                Objects.requireNonNullElse(integration.cacheKeyParameters(), List.<String>of())) {
            values.add(mapping.find(mapped.getOrDefault(parameter, parameter)));
        }
        return new Key(
                invocation.stage.apiId(),
                invocation.stage.name(),
                invocation.stage.canaryRequest(),
                Objects.requireNonNullElse(
                        integration.cacheNamespace(), invocation.method.resourceId()),
                invocation.request.http().method(),
                values);
    }
}

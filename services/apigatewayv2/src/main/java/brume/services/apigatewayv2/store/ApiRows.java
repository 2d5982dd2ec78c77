package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Api;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of one account and region. A row holds the shape as the API shows it. */
public sealed class ApiRows permits ApiWriter {

    /** No API has more parts of one kind; a guard, not a quota. */
    private static final int ROWS_MAX = 10_000;

    private final Reader reader;
    final Scope scope;

    ApiRows(Reader reader, Scope scope) {
        this.reader = reader;
        this.scope = scope;
    }

    /**
     * One page of a list.
     *
     * @param next where the next page begins, or null after the last one
     */
    public record Page<T>(List<T> items, @Nullable String next) {}

    /**
     * An API.
     *
     * @throws brume.wire.ServiceException NotFoundException
     */
    public Api api(String apiId) {
        return find(apiKey(apiId), Api.SCHEMA)
                .orElseThrow(() -> ApiErrors.apiNotFound(scope.account(), apiId));
    }

    public Page<Api> apis(@Nullable String after, int limit) {
        return page(kind("Api"), after, limit, Api.SCHEMA);
    }

    public <T extends Shape> Optional<T> find(Part<T> part, String apiId, String id) {
        return find(partKey(part, apiId, id), part.schema());
    }

    /**
     * A part of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException, also if there is no such API
     */
    public <T extends Shape> T get(Part<T> part, String apiId, String id) {
        Optional<T> found = find(part, apiId, id);
        if (found.isEmpty()) {
            requireApi(apiId);
        }
        return found.orElseThrow(() -> ApiErrors.notFound(part.name(), id));
    }

    /**
     * Checks that an API exists.
     *
     * @throws brume.wire.ServiceException NotFoundException
     */
    public void requireApi(String apiId) {
        if (reader.find(apiKey(apiId)).isEmpty()) {
            throw ApiErrors.apiNotFound(scope.account(), apiId);
        }
    }

    public <T extends Shape> List<T> list(Part<T> part, String apiId) {
        return reader.list(Range.prefix(kind(part.name()).with(apiId)), ROWS_MAX).stream()
                .map(entry -> ShapeJson.fromBytes(part.schema(), entry.value()))
                .toList();
    }

    public <T extends Shape> Page<T> page(
            Part<T> part, String apiId, @Nullable String after, int limit) {
        return page(kind(part.name()).with(apiId), after, limit, part.schema());
    }

    public Optional<Snapshot> findSnapshot(String apiId, String deploymentId) {
        return reader.find(snapshotKey(apiId, deploymentId)).map(Snapshot::fromBytes);
    }

    /** What a deployment of the API as it is now serves. */
    public Snapshot snapshot(String apiId) {
        return new Snapshot(
                api(apiId),
                list(Part.ROUTE, apiId),
                list(Part.INTEGRATION, apiId),
                list(Part.AUTHORIZER, apiId));
    }

    private <T extends Shape> Optional<T> find(Key key, StructSchema<T> schema) {
        return reader.find(key).map(bytes -> ShapeJson.fromBytes(schema, bytes));
    }

    private <T extends Shape> Page<T> page(
            Key prefix, @Nullable String after, int limit, StructSchema<T> schema) {
        Range range =
                after == null ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        List<Entry> entries = reader.list(range, limit + 1);
        boolean more = entries.size() > limit;
        List<Entry> shown = more ? entries.subList(0, limit) : entries;
        List<T> items =
                shown.stream().map(entry -> ShapeJson.fromBytes(schema, entry.value())).toList();
        return new Page<>(items, more ? shown.getLast().key().after(prefix).string() : null);
    }

    Key kind(String kind) {
        return HttpApiStore.ROOT
                .with(scope.account().value())
                .with(scope.region().value())
                .with(kind);
    }

    Key apiKey(String apiId) {
        return kind("Api").with(apiId);
    }

    Key partKey(Part<?> part, String apiId, String id) {
        return kind(part.name()).with(apiId).with(id);
    }

    Key snapshotKey(String apiId, String deploymentId) {
        return kind("snapshot").with(apiId).with(deploymentId);
    }
}

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one account and region. A row holds the shape as the API shows it. The owner of a
 * part is an API's id; that of a part of a part is made by {@link #owner}.
 */
public sealed class ApiRows permits ApiWriter {

    /** No API has more parts of one kind; a guard, not a quota. */
    private static final int ROWS_MAX = 10_000;

    static final String WEBSOCKET = "WEBSOCKET";

    /** Not in any id. */
    private static final char SEPARATOR = '/';

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

    /** Whether an API is a WebSocket API. */
    public boolean isWebSocket(String apiId) {
        return api(apiId).protocolType().equals(WEBSOCKET);
    }

    /** The owner of what belongs to a part of an API, such as the responses of a route. */
    public static String owner(String apiId, String partId) {
        return owner(apiId) + SEPARATOR + owner(partId);
    }

    /**
     * An API's id as the owner of its parts.
     *
     * @throws brume.wire.ServiceException NotFoundException if no API can have this id
     */
    public static String owner(String apiId) {
        if (apiId.indexOf(SEPARATOR) >= 0) {
            throw ApiErrors.notFound("API", apiId);
        }
        return apiId;
    }

    /** The API that an owner is or belongs to. */
    public static String apiId(String owner) {
        int separator = owner.indexOf(SEPARATOR);
        return separator < 0 ? owner : owner.substring(0, separator);
    }

    /** The part of an API that an owner is. */
    public static String partId(String owner) {
        return owner.substring(owner.indexOf(SEPARATOR) + 1);
    }

    public Scope scope() {
        return scope;
    }

    public <T extends Shape> Optional<T> find(Part<T> part, String owner, String id) {
        return find(partKey(part, owner, id), part.schema());
    }

    /**
     * A part of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException, also if there is no such API
     */
    public <T extends Shape> T get(Part<T> part, String owner, String id) {
        Optional<T> found = find(part, owner, id);
        if (found.isEmpty()) {
            requireApi(apiId(owner));
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

    public <T extends Shape> List<T> list(Part<T> part, String owner) {
        return reader.list(Range.prefix(ownerKey(part, owner)), ROWS_MAX).stream()
                .map(entry -> ShapeJson.fromBytes(part.schema(), entry.value()))
                .toList();
    }

    public <T extends Shape> Page<T> page(
            Part<T> part, String owner, @Nullable String after, int limit) {
        return page(ownerKey(part, owner), after, limit, part.schema());
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
                list(Part.AUTHORIZER, apiId),
                list(Part.MODEL, apiId),
                inner(Part.ROUTE, Part.ROUTE_RESPONSE, apiId),
                inner(Part.INTEGRATION, Part.INTEGRATION_RESPONSE, apiId));
    }

    /** What belongs to each part of a kind, by the id of the part. */
    private <T extends Shape, U extends Shape> Map<String, List<U>> inner(
            Part<T> outer, Part<U> inner, String apiId) {
        if (!isWebSocket(apiId)) {
            return Map.of();
        }
        Map<String, List<U>> found = new HashMap<>();
        for (T part : list(outer, apiId)) {
            found.put(outer.id(part), list(inner, owner(apiId, outer.id(part))));
        }
        return found;
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

    Key ownerKey(Part<?> part, String owner) {
        Key key = kind(part.name()).with(apiId(owner));
        return owner.indexOf(SEPARATOR) < 0 ? key : key.with(partId(owner));
    }

    Key partKey(Part<?> part, String owner, String id) {
        return ownerKey(part, owner).with(id);
    }

    Key snapshotKey(String apiId, String deploymentId) {
        return kind("snapshot").with(apiId).with(deploymentId);
    }
}

package brume.services.apigateway.store;

import brume.api.apigateway.Deployment;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.Stage;
import brume.base.Scope;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.KnownParts;
import brume.services.apigateway.domain.Page;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import brume.wire.StructSchema;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of one account and region. A row holds the shape as the API shows it. */
public sealed class ApiRows permits ApiWriter {

    /** No API has more resources, stages or deployments than this; a guard, not a quota. */
    static final int ROWS_MAX = 10_000;

    private final Reader reader;
    final Scope scope;

    ApiRows(Reader reader, Scope scope) {
        this.reader = reader;
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }

    public Optional<RestApi> findApi(String apiId) {
        return find(apiKey(apiId), RestApi.SCHEMA);
    }

    public RestApi api(String apiId) {
        return findApi(apiId).orElseThrow(() -> ApiErrors.apiNotFound(scope.account(), apiId));
    }

    /**
     * Checks that an API exists.
     *
     * @throws brume.wire.ServiceException NotFoundException
     */
    public void requireApi(String apiId) {
        if (findApi(apiId).isEmpty()) {
            throw ApiErrors.apiNotFound(scope.account(), apiId);
        }
    }

    public Page<RestApi> apis(@Nullable String position, int limit) {
        return page(kind("api"), position, limit, RestApi.SCHEMA);
    }

    /** A resource; a wrong API and a wrong resource are the same error in AWS. */
    public Resource resource(String apiId, String resourceId) {
        return find(resourceKey(apiId, resourceId), Resource.SCHEMA)
                .orElseThrow(ApiErrors::resourceNotFound);
    }

    public List<Resource> resources(String apiId) {
        return list(kind("resource").with(apiId), Resource.SCHEMA);
    }

    public Page<Resource> resources(String apiId, @Nullable String position, int limit) {
        return page(kind("resource").with(apiId), position, limit, Resource.SCHEMA);
    }

    public Optional<Deployment> findDeployment(String apiId, String deploymentId) {
        return find(deploymentKey(apiId, deploymentId), Deployment.SCHEMA);
    }

    public Deployment deployment(String apiId, String deploymentId) {
        return findDeployment(apiId, deploymentId).orElseThrow(ApiErrors::deploymentNotFound);
    }

    public Page<Deployment> deployments(String apiId, @Nullable String position, int limit) {
        return page(kind("deployment").with(apiId), position, limit, Deployment.SCHEMA);
    }

    public Optional<Snapshot> findSnapshot(String apiId, String deploymentId) {
        return reader.find(snapshotKey(apiId, deploymentId)).map(Snapshot::fromBytes);
    }

    public Optional<Stage> findStage(String apiId, String name) {
        return find(stageKey(apiId, name), Stage.SCHEMA);
    }

    public Stage stage(String apiId, String name) {
        return findStage(apiId, name).orElseThrow(ApiErrors::stageNotFound);
    }

    public List<Stage> stages(String apiId) {
        return list(kind("stage").with(apiId), Stage.SCHEMA);
    }

    public <T extends Shape> Optional<T> find(ApiPart<T> part, String apiId, String id) {
        return find(partKey(part, apiId, id), part.schema());
    }

    /**
     * One part of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException, also if there is no such API
     */
    public <T extends Shape> T get(ApiPart<T> part, String apiId, String id) {
        return find(part, apiId, id).orElseThrow(() -> part.missing().apply(id));
    }

    public <T extends Shape> List<T> list(ApiPart<T> part, String apiId) {
        return list(kind(part.kind()).with(apiId), part.schema());
    }

    /** What the methods of an API may name. */
    public KnownParts known(String apiId) {
        return new KnownParts(
                names(ApiPart.MODEL, apiId),
                names(ApiPart.VALIDATOR, apiId),
                names(ApiPart.AUTHORIZER, apiId));
    }

    /** The id of the API key with a value. */
    public Optional<String> findKeyId(String value) {
        return reader.find(keyValueKey(value)).map(id -> new String(id, StandardCharsets.UTF_8));
    }

    /** Whether anybody, in whichever account, has an API with an id. */
    public boolean isApiTaken(String apiId) {
        return reader.find(RestApiStore.indexKey(apiId)).isPresent();
    }

    /** Whether anybody, in whichever account, has a domain name. */
    public boolean isDomainTaken(String name) {
        return reader.find(RestApiStore.domainKey(name)).isPresent();
    }

    /** The ids of the usage plans that a key is in. */
    public List<String> plansOf(String keyId) {
        Key prefix = kind("keyplan").with(keyId);
        return reader.list(Range.prefix(prefix), ROWS_MAX).stream()
                .map(entry -> entry.key().after(prefix).string())
                .toList();
    }

    /** The requests of a key in a plan on each day of a time, days without any left out. */
    public Map<LocalDate, Long> usage(String planId, String keyId, LocalDate from, LocalDate to) {
        Key prefix = usageKey(planId, keyId);
        Range range =
                new Range(prefix.with(from.toEpochDay()), prefix.with(to.toEpochDay() + 1), false);
        Map<LocalDate, Long> days = new TreeMap<>();
        for (Entry entry : reader.list(range, ROWS_MAX)) {
            days.put(
                    LocalDate.ofEpochDay(entry.key().after(prefix).number()),
                    Long.valueOf(new String(entry.value(), StandardCharsets.UTF_8)));
        }
        return days;
    }

    private <T extends Shape> Set<String> names(ApiPart<T> part, String apiId) {
        return list(part, apiId).stream()
                .map(value -> String.valueOf(part.id().apply(value)))
                .collect(Collectors.toSet());
    }

    /**
     * A page of the parts of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException if there is no such API
     */
    public <T extends Shape> Page<T> page(
            ApiPart<T> part, String apiId, @Nullable String position, int limit) {
        requireApi(apiId);
        return ownedPage(part, apiId, position, limit);
    }

    /** A page of what belongs to an owner that is there. */
    public <T extends Shape> Page<T> ownedPage(
            ApiPart<T> part, String owner, @Nullable String position, int limit) {
        return page(kind(part.kind()).with(owner), position, limit, part.schema());
    }

    private <T extends Shape> Optional<T> find(Key key, StructSchema<T> schema) {
        return reader.find(key).map(bytes -> ShapeJson.fromBytes(schema, bytes));
    }

    private <T extends Shape> List<T> list(Key prefix, StructSchema<T> schema) {
        return reader.list(Range.prefix(prefix), ROWS_MAX).stream()
                .map(entry -> ShapeJson.fromBytes(schema, entry.value()))
                .toList();
    }

    private <T extends Shape> Page<T> page(
            Key prefix, @Nullable String position, int limit, StructSchema<T> schema) {
        Range range =
                position == null
                        ? Range.prefix(prefix)
                        : Range.after(prefix, prefix.with(position));
        List<Entry> entries = reader.list(range, limit + 1);
        boolean more = entries.size() > limit;
        List<Entry> shown = more ? entries.subList(0, limit) : entries;
        List<T> items =
                shown.stream().map(entry -> ShapeJson.fromBytes(schema, entry.value())).toList();
        return new Page<>(items, more ? shown.getLast().key().after(prefix).string() : null);
    }

    Key kind(String kind) {
        return RestApiStore.ROOT
                .with(scope.account().value())
                .with(scope.region().value())
                .with(kind);
    }

    Key partKey(ApiPart<?> part, String apiId, String id) {
        return kind(part.kind()).with(apiId).with(id);
    }

    Key keyValueKey(String value) {
        return kind("keyvalue").with(value);
    }

    Key planOfKeyKey(String keyId, String planId) {
        return kind("keyplan").with(keyId).with(planId);
    }

    Key usageKey(String planId, String keyId) {
        return kind("usage").with(planId).with(keyId);
    }

    Key apiKey(String apiId) {
        return kind("api").with(apiId);
    }

    Key resourceKey(String apiId, String resourceId) {
        return kind("resource").with(apiId).with(resourceId);
    }

    Key deploymentKey(String apiId, String deploymentId) {
        return kind("deployment").with(apiId).with(deploymentId);
    }

    Key snapshotKey(String apiId, String deploymentId) {
        return kind("snapshot").with(apiId).with(deploymentId);
    }

    Key stageKey(String apiId, String name) {
        return kind("stage").with(apiId).with(name);
    }
}

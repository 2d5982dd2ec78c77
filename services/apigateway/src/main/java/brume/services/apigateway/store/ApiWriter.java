package brume.services.apigateway.store;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.Deployment;
import brume.api.apigateway.DomainName;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.Stage;
import brume.api.apigateway.UsagePlanKey;
import brume.base.Scope;
import brume.store.Range;
import brume.store.Transaction;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Objects;

/** The rows of one account and region, in a transaction. */
public final class ApiWriter extends ApiRows {

    /** A row holds all methods of a resource with their templates; AWS limits each template. */
    private static final int RESOURCE_BYTES_MAX = 8 * 1024 * 1024;

    private final Transaction transaction;

    ApiWriter(Transaction transaction, Scope scope) {
        super(transaction, scope);
        this.transaction = transaction;
    }

    public RestApi put(RestApi api) {
        String apiId = id(api.id());
        transaction.put(apiKey(apiId), ShapeJson.toBytes(api));
        transaction.put(RestApiStore.indexKey(apiId), RestApiStore.bytes(scope));
        return api;
    }

    /** Deletes an API with everything in it. */
    public void deleteApi(String apiId) {
        transaction.delete(apiKey(apiId));
        transaction.delete(RestApiStore.indexKey(apiId));
        for (String kind : new String[] {"resource", "deployment", "snapshot", "stage"}) {
            transaction.deleteRange(Range.prefix(kind(kind).with(apiId)));
        }
        for (ApiPart<?> part : ApiPart.OF_APIS) {
            transaction.deleteRange(Range.prefix(kind(part.kind()).with(apiId)));
        }
    }

    public Resource put(String apiId, Resource resource) {
        byte[] bytes = ShapeJson.toBytes(resource);
        if (bytes.length > RESOURCE_BYTES_MAX) {
            throw ApigatewayErrors.limitExceededException(
                    "The methods of a resource are too large together.");
        }
        transaction.put(resourceKey(apiId, id(resource.id())), bytes);
        return resource;
    }

    public void deleteResource(String apiId, String resourceId) {
        transaction.delete(resourceKey(apiId, resourceId));
    }

    public Deployment put(String apiId, Deployment deployment) {
        transaction.put(deploymentKey(apiId, id(deployment.id())), ShapeJson.toBytes(deployment));
        return deployment;
    }

    public void put(String apiId, String deploymentId, Snapshot snapshot) {
        transaction.put(snapshotKey(apiId, deploymentId), snapshot.toBytes());
    }

    public void deleteDeployment(String apiId, String deploymentId) {
        transaction.delete(deploymentKey(apiId, deploymentId));
        transaction.delete(snapshotKey(apiId, deploymentId));
    }

    public Stage put(String apiId, Stage stage) {
        transaction.put(stageKey(apiId, id(stage.stageName())), ShapeJson.toBytes(stage));
        return stage;
    }

    public void deleteStage(String apiId, String name) {
        transaction.delete(stageKey(apiId, name));
    }

    public <T extends Shape> T put(ApiPart<T> part, String apiId, T value) {
        transaction.put(partKey(part, apiId, id(part.id().apply(value))), ShapeJson.toBytes(value));
        return value;
    }

    /**
     * Deletes one part of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException if it is not there
     */
    public <T extends Shape> void delete(ApiPart<T> part, String apiId, String id) {
        if (find(part, apiId, id).isEmpty()) {
            throw part.missing().apply(id);
        }
        transaction.delete(partKey(part, apiId, id));
    }

    /** Deletes all parts of a kind. */
    public void clear(ApiPart<?> part, String apiId) {
        transaction.deleteRange(Range.prefix(kind(part.kind()).with(apiId)));
    }

    /** Puts a domain name, and the index that tells whose it is. */
    public DomainName put(DomainName domain) {
        transaction.put(RestApiStore.domainKey(id(domain.domainName())), RestApiStore.bytes(scope));
        return put(ApiPart.DOMAIN_NAME, ApiPart.ACCOUNT, domain);
    }

    /** Deletes a domain name with its mappings. */
    public void delete(DomainName domain) {
        String name = id(domain.domainName());
        clear(ApiPart.BASE_PATH_MAPPING, name);
        transaction.delete(RestApiStore.domainKey(name));
        delete(ApiPart.DOMAIN_NAME, ApiPart.ACCOUNT, name);
    }

    /** Puts an API key, and the index of its value. */
    public ApiKey put(ApiKey key) {
        transaction.put(
                keyValueKey(id(key.value())), id(key.id()).getBytes(StandardCharsets.UTF_8));
        return put(ApiPart.API_KEY, ApiPart.ACCOUNT, key);
    }

    /** Deletes an API key and takes it out of its plans. */
    public void delete(ApiKey key) {
        String id = id(key.id());
        for (String plan : plansOf(id)) {
            deletePlanKey(plan, id);
        }
        transaction.delete(keyValueKey(id(key.value())));
        delete(ApiPart.API_KEY, ApiPart.ACCOUNT, id);
    }

    public UsagePlanKey put(String planId, UsagePlanKey key) {
        transaction.put(planOfKeyKey(id(key.id()), planId), new byte[0]);
        return put(ApiPart.PLAN_KEY, planId, key);
    }

    public void deletePlanKey(String planId, String keyId) {
        delete(ApiPart.PLAN_KEY, planId, keyId);
        transaction.delete(planOfKeyKey(keyId, planId));
    }

    /** Deletes a usage plan with its keys' places in it and what they used. */
    public void deletePlan(String planId) {
        for (UsagePlanKey key : list(ApiPart.PLAN_KEY, planId)) {
            deletePlanKey(planId, id(key.id()));
        }
        transaction.deleteRange(Range.prefix(kind("usage").with(planId)));
        delete(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, planId);
    }

    /** Counts requests of a key on a day. */
    public void addUsage(String planId, String keyId, LocalDate day, long requests) {
        long before = usage(planId, keyId, day, day).getOrDefault(day, 0L);
        transaction.put(
                usageKey(planId, keyId).with(day.toEpochDay()),
                Long.toString(before + requests).getBytes(StandardCharsets.UTF_8));
    }

    private static String id(@org.jspecify.annotations.Nullable String id) {
        return Objects.requireNonNull(id, "id is null");
    }
}

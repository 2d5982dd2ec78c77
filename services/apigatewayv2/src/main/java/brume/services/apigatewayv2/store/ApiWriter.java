package brume.services.apigatewayv2.store;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Stage;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.store.Range;
import brume.store.Transaction;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of one account and region, in a transaction. */
public final class ApiWriter extends ApiRows {

    private static final String DEPLOYED = "DEPLOYED";
    private static final String BY_ITSELF =
            "Automatic deployment triggered by changes to the Api configuration";

    private final Transaction transaction;
    private final Instant now;
    private final Set<String> changed = new HashSet<>();

    ApiWriter(Transaction transaction, Scope scope, Instant now) {
        super(transaction, scope);
        this.transaction = transaction;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The present second. */
    public Instant now() {
        return now;
    }

    public Api put(Api api) {
        String apiId = Shapes.text(api, "ApiId");
        transaction.put(apiKey(apiId), ShapeJson.toBytes(api));
        transaction.put(
                HttpApiStore.indexKey(apiId), HttpApiStore.bytes(scope, api.protocolType()));
        changed.add(apiId);
        return api;
    }

    /** Deletes an API with everything in it. */
    public void deleteApi(String apiId) {
        requireApi(apiId);
        transaction.delete(apiKey(apiId));
        transaction.delete(HttpApiStore.indexKey(apiId));
        Part.ALL.forEach(
                part -> transaction.deleteRange(Range.prefix(kind(part.name()).with(apiId))));
        transaction.deleteRange(Range.prefix(kind("snapshot").with(apiId)));
        changed.remove(apiId);
    }

    /** Deletes routes, integrations and authorizers; stages and deployments stay. */
    public void deleteParts(String apiId) {
        for (Part<?> part : List.of(Part.ROUTE, Part.INTEGRATION, Part.AUTHORIZER)) {
            transaction.deleteRange(Range.prefix(ownerKey(part, apiId)));
        }
        changed.add(apiId);
    }

    /** Puts a part of an API, or a part of a part. */
    public <T extends Shape> T put(Part<T> part, String owner, T value) {
        transaction.put(partKey(part, owner, part.id(value)), ShapeJson.toBytes(value));
        if (part.served()) {
            changed.add(apiId(owner));
        }
        return value;
    }

    /**
     * Deletes a part of an API.
     *
     * @throws brume.wire.ServiceException NotFoundException if it is not there
     */
    public <T extends Shape> void delete(Part<T> part, String owner, String id) {
        transaction.delete(partKey(part, owner, part.id(get(part, owner, id))));
        part.parts()
                .forEach(inner ->
                        transaction.deleteRange(
                                Range.prefix(ownerKey(inner, ApiRows.owner(owner, id)))));
        if (part.served()) {
            changed.add(apiId(owner));
        }
        if (part.equals(Part.DEPLOYMENT)) {
            transaction.delete(snapshotKey(owner, id));
        }
    }

    /** Deploys the API as it is now. */
    public Deployment deploy(String apiId, Deployment deployment) {
        if (list(Part.DEPLOYMENT, apiId).size() >= HttpApiQuotas.DEPLOYMENTS.value()) {
            throw ApiErrors.tooMany("deployments");
        }
        Deployment complete =
                deployment.toBuilder()
                        .deploymentId(Ids.lower(HttpApiQuotas.DEPLOYMENT_ID_LENGTH))
                        .deploymentStatus(DEPLOYED)
                        .createdDate(now)
                        .build();
        String id = Part.DEPLOYMENT.id(complete);
        transaction.put(snapshotKey(apiId, id), snapshot(apiId).toBytes());
        return put(Part.DEPLOYMENT, apiId, complete);
    }

    /** The stage serving a deployment from now on. */
    public Stage serve(String apiId, Stage stage, String deploymentId) {
        Stage serving =
                stage.toBuilder()
                        .deploymentId(deploymentId)
                        .lastUpdatedDate(now)
                        .lastDeploymentStatusMessage(
                                "Successfully deployed stage with deployment ID '"
                                        + deploymentId
                                        + "'")
                        .build();
        return put(Part.STAGE, apiId, serving);
    }

    /** A deployment that nobody asked for. */
    public Deployment deployByItself(String apiId) {
        return deploy(
                apiId, Deployment.builder().autoDeployed(true).description(BY_ITSELF).build());
    }

    /** Deploys what was changed in this transaction to the stages that follow by themselves. */
    void finish() {
        for (String apiId : changed) {
            for (Stage stage : list(Part.STAGE, apiId)) {
                if (Boolean.TRUE.equals(stage.autoDeploy())) {
                    String before = stage.deploymentId();
                    Deployment deployed = deployByItself(apiId);
                    Stage serving = serve(apiId, stage, Part.DEPLOYMENT.id(deployed));
                    if (before != null && !before.equals(serving.deploymentId())) {
                        forget(apiId, before);
                    }
                }
            }
        }
    }

    /** Of deployments that nobody asked for only those that a stage serves are kept. */
    private void forget(String apiId, String deploymentId) {
        boolean served =
                list(Part.STAGE, apiId).stream()
                        .anyMatch(stage -> deploymentId.equals(stage.deploymentId()));
        boolean byItself =
                find(Part.DEPLOYMENT, apiId, deploymentId)
                        .filter(deployment -> Boolean.TRUE.equals(deployment.autoDeployed()))
                        .isPresent();
        if (byItself && !served) {
            delete(Part.DEPLOYMENT, apiId, deploymentId);
        }
    }
}

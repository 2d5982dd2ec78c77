package brume.services.apigateway;

import brume.api.apigateway.ApigatewayApi;
import brume.base.Clock;
import brume.services.apigateway.execution.RestApiEndpoint;
import brume.services.apigateway.execution.UsageGate;
import brume.services.apigateway.op.CreateApiKey;
import brume.services.apigateway.op.CreateAuthorizer;
import brume.services.apigateway.op.CreateDeployment;
import brume.services.apigateway.op.CreateDocumentationPart;
import brume.services.apigateway.op.CreateDocumentationVersion;
import brume.services.apigateway.op.CreateModel;
import brume.services.apigateway.op.CreateRequestValidator;
import brume.services.apigateway.op.CreateResource;
import brume.services.apigateway.op.CreateRestApi;
import brume.services.apigateway.op.CreateStage;
import brume.services.apigateway.op.CreateUsagePlan;
import brume.services.apigateway.op.CreateUsagePlanKey;
import brume.services.apigateway.op.DeleteApiKey;
import brume.services.apigateway.op.DeleteAuthorizer;
import brume.services.apigateway.op.DeleteDeployment;
import brume.services.apigateway.op.DeleteDocumentationPart;
import brume.services.apigateway.op.DeleteDocumentationVersion;
import brume.services.apigateway.op.DeleteGatewayResponse;
import brume.services.apigateway.op.DeleteIntegration;
import brume.services.apigateway.op.DeleteIntegrationResponse;
import brume.services.apigateway.op.DeleteMethod;
import brume.services.apigateway.op.DeleteMethodResponse;
import brume.services.apigateway.op.DeleteModel;
import brume.services.apigateway.op.DeleteRequestValidator;
import brume.services.apigateway.op.DeleteResource;
import brume.services.apigateway.op.DeleteRestApi;
import brume.services.apigateway.op.DeleteStage;
import brume.services.apigateway.op.DeleteUsagePlan;
import brume.services.apigateway.op.DeleteUsagePlanKey;
import brume.services.apigateway.op.DomainNameOperations;
import brume.services.apigateway.op.FlushStageAuthorizersCache;
import brume.services.apigateway.op.FlushStageCache;
import brume.services.apigateway.op.GetAccount;
import brume.services.apigateway.op.GetApiKey;
import brume.services.apigateway.op.GetApiKeys;
import brume.services.apigateway.op.GetAuthorizer;
import brume.services.apigateway.op.GetAuthorizers;
import brume.services.apigateway.op.GetDeployment;
import brume.services.apigateway.op.GetDeployments;
import brume.services.apigateway.op.GetDocumentationPart;
import brume.services.apigateway.op.GetDocumentationParts;
import brume.services.apigateway.op.GetDocumentationVersion;
import brume.services.apigateway.op.GetDocumentationVersions;
import brume.services.apigateway.op.GetExport;
import brume.services.apigateway.op.GetGatewayResponse;
import brume.services.apigateway.op.GetGatewayResponses;
import brume.services.apigateway.op.GetIntegration;
import brume.services.apigateway.op.GetIntegrationResponse;
import brume.services.apigateway.op.GetMethod;
import brume.services.apigateway.op.GetMethodResponse;
import brume.services.apigateway.op.GetModel;
import brume.services.apigateway.op.GetModelTemplate;
import brume.services.apigateway.op.GetModels;
import brume.services.apigateway.op.GetRequestValidator;
import brume.services.apigateway.op.GetRequestValidators;
import brume.services.apigateway.op.GetResource;
import brume.services.apigateway.op.GetResources;
import brume.services.apigateway.op.GetRestApi;
import brume.services.apigateway.op.GetRestApis;
import brume.services.apigateway.op.GetStage;
import brume.services.apigateway.op.GetStages;
import brume.services.apigateway.op.GetTags;
import brume.services.apigateway.op.GetUsage;
import brume.services.apigateway.op.GetUsagePlan;
import brume.services.apigateway.op.GetUsagePlanKey;
import brume.services.apigateway.op.GetUsagePlanKeys;
import brume.services.apigateway.op.GetUsagePlans;
import brume.services.apigateway.op.ImportApiKeys;
import brume.services.apigateway.op.ImportDocumentationParts;
import brume.services.apigateway.op.ImportRestApi;
import brume.services.apigateway.op.PutGatewayResponse;
import brume.services.apigateway.op.PutIntegration;
import brume.services.apigateway.op.PutIntegrationResponse;
import brume.services.apigateway.op.PutMethod;
import brume.services.apigateway.op.PutMethodResponse;
import brume.services.apigateway.op.PutRestApi;
import brume.services.apigateway.op.TagResource;
import brume.services.apigateway.op.TestInvokeAuthorizer;
import brume.services.apigateway.op.TestInvokeMethod;
import brume.services.apigateway.op.UntagResource;
import brume.services.apigateway.op.UpdateAccount;
import brume.services.apigateway.op.UpdateApiKey;
import brume.services.apigateway.op.UpdateAuthorizer;
import brume.services.apigateway.op.UpdateDeployment;
import brume.services.apigateway.op.UpdateDocumentationPart;
import brume.services.apigateway.op.UpdateDocumentationVersion;
import brume.services.apigateway.op.UpdateGatewayResponse;
import brume.services.apigateway.op.UpdateIntegration;
import brume.services.apigateway.op.UpdateIntegrationResponse;
import brume.services.apigateway.op.UpdateMethod;
import brume.services.apigateway.op.UpdateMethodResponse;
import brume.services.apigateway.op.UpdateModel;
import brume.services.apigateway.op.UpdateRequestValidator;
import brume.services.apigateway.op.UpdateResource;
import brume.services.apigateway.op.UpdateRestApi;
import brume.services.apigateway.op.UpdateStage;
import brume.services.apigateway.op.UpdateUsage;
import brume.services.apigateway.op.UpdateUsagePlan;
import brume.services.apigateway.op.VpcLinkOperations;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.templates.TemplateEngine;
import brume.wire.ServiceModel;
import java.util.ArrayList;
import java.util.List;

/** Amazon API Gateway: the table of contents. */
public final class ApigatewayService implements Service {

    private final List<Operation<?, ?>> operations;
    private final RestApiEndpoint endpoint;

    public ApigatewayService(ServiceContext context) {
        RestApiStore store = new RestApiStore(context.store());
        TemplateEngine engine = new TemplateEngine(context.clock());
        UsageGate usage = new UsageGate(store, context.clock());
        this.endpoint =
                new RestApiEndpoint(
                        store, engine, usage, context.calls(), context.http(), context.clock());
        List<Operation<?, ?>> all = new ArrayList<>(deployedOperations(store, context.clock()));
        all.addAll(partOperations(store));
        all.addAll(documentOperations(store, context.clock()));
        all.addAll(usageOperations(store, context.clock(), usage));
        all.addAll(new VpcLinkOperations(store).all());
        all.addAll(
                new DomainNameOperations(store, context.clock(), context.endpoint().host()).all());
        all.add(new UpdateAccount(store, context.calls()));
        all.add(new TestInvokeMethod(store, endpoint));
        all.add(new TestInvokeAuthorizer(store, endpoint));
        all.add(new FlushStageCache(store, endpoint));
        all.add(new GetExport(store));
        this.operations = List.copyOf(all);
    }

    private static List<Operation<?, ?>> deployedOperations(RestApiStore store, Clock clock) {
        return List.of(
                new CreateRestApi(store, clock),
                new GetRestApi(store),
                new GetRestApis(store),
                new UpdateRestApi(store),
                new DeleteRestApi(store),
                new CreateResource(store),
                new GetResource(store),
                new GetResources(store),
                new UpdateResource(store),
                new DeleteResource(store),
                new PutMethod(store),
                new GetMethod(store),
                new UpdateMethod(store),
                new DeleteMethod(store),
                new PutMethodResponse(store),
                new GetMethodResponse(store),
                new UpdateMethodResponse(store),
                new DeleteMethodResponse(store),
                new PutIntegration(store),
                new GetIntegration(store),
                new UpdateIntegration(store),
                new DeleteIntegration(store),
                new PutIntegrationResponse(store),
                new GetIntegrationResponse(store),
                new UpdateIntegrationResponse(store),
                new DeleteIntegrationResponse(store),
                new CreateDeployment(store, clock),
                new GetDeployment(store),
                new GetDeployments(store),
                new UpdateDeployment(store),
                new DeleteDeployment(store),
                new CreateStage(store, clock),
                new GetStage(store),
                new GetStages(store),
                new UpdateStage(store, clock),
                new DeleteStage(store),
                new TagResource(store),
                new UntagResource(store),
                new GetTags(store),
                new GetAccount(store));
    }

    private static List<Operation<?, ?>> partOperations(RestApiStore store) {
        return List.of(
                new PutGatewayResponse(store),
                new GetGatewayResponse(store),
                new GetGatewayResponses(store),
                new UpdateGatewayResponse(store),
                new DeleteGatewayResponse(store),
                new CreateModel(store),
                new GetModel(store),
                new GetModels(store),
                new GetModelTemplate(store),
                new UpdateModel(store),
                new DeleteModel(store),
                new CreateRequestValidator(store),
                new GetRequestValidator(store),
                new GetRequestValidators(store),
                new UpdateRequestValidator(store),
                new DeleteRequestValidator(store),
                new CreateAuthorizer(store),
                new GetAuthorizer(store),
                new GetAuthorizers(store),
                new UpdateAuthorizer(store),
                new DeleteAuthorizer(store),
                new FlushStageAuthorizersCache(store));
    }

    private static List<Operation<?, ?>> documentOperations(RestApiStore store, Clock clock) {
        return List.of(
                new ImportRestApi(store, clock),
                new PutRestApi(store, clock),
                new CreateDocumentationVersion(store, clock),
                new ImportDocumentationParts(store),
                new CreateDocumentationPart(store),
                new GetDocumentationPart(store),
                new GetDocumentationParts(store),
                new UpdateDocumentationPart(store),
                new DeleteDocumentationPart(store),
                new GetDocumentationVersion(store),
                new GetDocumentationVersions(store),
                new UpdateDocumentationVersion(store),
                new DeleteDocumentationVersion(store));
    }

    private static List<Operation<?, ?>> usageOperations(
            RestApiStore store, Clock clock, UsageGate usage) {
        return List.of(
                new CreateApiKey(store, clock),
                new ImportApiKeys(store, clock),
                new GetApiKey(store),
                new GetApiKeys(store),
                new UpdateApiKey(store, clock),
                new DeleteApiKey(store),
                new CreateUsagePlan(store),
                new GetUsagePlan(store),
                new GetUsagePlans(store),
                new UpdateUsagePlan(store),
                new DeleteUsagePlan(store),
                new CreateUsagePlanKey(store),
                new GetUsagePlanKey(store),
                new GetUsagePlanKeys(store),
                new DeleteUsagePlanKey(store),
                new GetUsage(store, usage),
                new UpdateUsage(store, usage));
    }

    @Override
    public ServiceModel model() {
        return ApigatewayApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public List<WebEndpoint> endpoints() {
        return List.of(endpoint);
    }

    @Override
    public void stop() {
        endpoint.close();
    }
}

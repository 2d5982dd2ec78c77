package brume.services.apigateway.domain;

import brume.api.apigateway.Deployment;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodSnapshot;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be deployed, and how a deployment is shown. */
public final class DeploymentRules {

    private DeploymentRules() {}

    /** Source: the errors of CreateDeployment. */
    public static void check(RestApi api, List<Resource> resources) {
        if (RestApiRules.isPrivate(api) && api.policy() == null) {
            throw ApiErrors.bad("Private REST API doesn't have a resource policy attached to it");
        }
        boolean any = false;
        for (Resource resource : resources) {
            if (resource.resourceMethods() == null) {
                continue;
            }
            for (Method method : resource.resourceMethods().values()) {
                any = true;
                if (method.methodIntegration() == null) {
                    throw ApiErrors.bad("No integration defined for method");
                }
            }
        }
        if (!any) {
            throw ApiErrors.bad("The REST API doesn't contain any methods");
        }
    }

    /** The deployment with its methods by path. */
    public static Deployment withSummary(Deployment deployment, List<Resource> resources) {
        Map<String, Map<String, MethodSnapshot>> summary = new LinkedHashMap<>();
        for (Resource resource : resources) {
            if (resource.resourceMethods() == null || resource.path() == null) {
                continue;
            }
            Map<String, MethodSnapshot> methods = new LinkedHashMap<>();
            resource.resourceMethods()
                    .forEach((name, method) ->
                            methods.put(
                                    name,
                                    MethodSnapshot.builder()
                                            .authorizationType(method.authorizationType())
                                            .apiKeyRequired(method.apiKeyRequired())
                                            .build()));
            summary.put(resource.path(), methods);
        }
        return deployment.toBuilder().apiSummary(summary).build();
    }
}

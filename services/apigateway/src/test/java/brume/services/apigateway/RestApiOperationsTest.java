package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/**
 * The control plane. Error texts are AWS's, from LocalStack's tests/aws/services/apigateway,
 * test_apigateway_api.snapshot.json.
 */
class RestApiOperationsTest extends RestApiFixture {

    private AbstractThrowableAssert<?, ?> failing(String operation, String input) {
        return assertThatThrownBy(() -> gateway.call(operation, input))
                .isInstanceOf(ServiceException.class);
    }

    private String resource(String parent, String part) {
        return gateway.call(
                        "CreateResource",
                        "{'restApiId':'%s','parentId':'%s','pathPart':'%s'}"
                                .formatted(api, parent, part))
                .get("id")
                .asText();
    }

    private String at(String resource, String more) {
        return "{'restApiId':'" + api + "','resourceId':'" + resource + "'" + more + "}";
    }

    @Test
    void aNewApiHasDefaultsAndARootResource() {
        JsonNode shown = gateway.call("GetRestApi", "{'restApiId':'" + api + "'}");
        assertThat(api).matches("[a-z0-9]{10}");
        assertThat(shown.get("apiKeySource").asText()).isEqualTo("HEADER");
        assertThat(shown.get("disableExecuteApiEndpoint").asBoolean()).isFalse();
        assertThat(shown.at("/endpointConfiguration/types/0").asText()).isEqualTo("EDGE");
        JsonNode resources = gateway.call("GetResources", "{'restApiId':'" + api + "'}");
        assertThat(resources.get("items").toString())
                .isEqualTo("[{\"id\":\"" + root + "\",\"path\":\"/\"}]");
        assertThat(gateway.demanded.getFirst().action()).isEqualTo("apigateway:POST");
        assertThat(gateway.demanded.get(1).resource())
                .isEqualTo("arn:aws:apigateway:us-east-1::/restapis/" + api);
    }

    @Test
    void anUnknownApiIsNamedWithItsAccount() {
        failing("GetRestApi", "{'restApiId':'nope'}")
                .hasMessage("Invalid API identifier specified 000000000000:nope");
        failing("DeleteRestApi", "{'restApiId':'nope'}")
                .hasMessage("Invalid API identifier specified 000000000000:nope");
        failing("GetResource", "{'restApiId':'nope','resourceId':'x'}")
                .hasMessage("Invalid Resource identifier specified");
    }

    @Test
    void listsArePaged() {
        for (int i = 0; i < 4; i++) {
            gateway.call("CreateRestApi", "{'name':'n" + i + "'}");
        }
        JsonNode first = gateway.call("GetRestApis", "{'limit':3}");
        JsonNode second =
                gateway.call(
                        "GetRestApis",
                        "{'limit':3,'position':'" + first.get("position").asText() + "'}");
        assertThat(first.get("items")).hasSize(3);
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.has("position")).isFalse();
    }

    @Test
    void whatIsNotBuiltIsRefused() {
        for (String input :
                new String[] {
                    "{'name':'n','cloneFrom':'x'}",
                    "{'name':'n','endpointConfiguration':{'types':['PRIVATE'],"
                            + "'vpcEndpointIds':['vpce-1']}}"
                }) {
            failing("CreateRestApi", input).hasMessageContaining("Brume does not implement");
        }
        String method = ",'httpMethod':'GET','authorizationType':'NONE'";
        failing("PutMethod", at(root, method + ",'requestValidatorId':'abc'"))
                .hasMessage("Invalid Request Validator identifier specified");
        failing("PutMethod", at(root, ",'httpMethod':'GET','authorizationType':'CUSTOM'"))
                .hasMessageStartingWith("Invalid authorizer ID specified.");
        gateway.call("PutMethod", at(root, method));
        failing(
                        "PutIntegration",
                        at(
                                root,
                                ",'httpMethod':'GET','type':'HTTP','integrationHttpMethod':'GET',"
                                        + "'uri':'ftp://example.com'"))
                .hasMessage("Invalid HTTP endpoint specified for URI");
        failing(
                        "PutIntegration",
                        at(
                                root,
                                ",'httpMethod':'GET','type':'MOCK','requestTemplates':{"
                                        + "'application/json':'#evaluate(1)'}"))
                .hasMessageContaining("#evaluate");
    }

    @Test
    void siblingsHaveDifferentNamesAndOneVariable() {
        String pets = resource(root, "pets");
        failing(
                        "CreateResource",
                        "{'restApiId':'%s','parentId':'%s','pathPart':'pets'}".formatted(api, root))
                .hasMessage("Another resource with the same parent already has this name: pets");
        String proxy = resource(pets, "{proxy+}");
        failing(
                        "CreateResource",
                        "{'restApiId':'%s','parentId':'%s','pathPart':'{id}'}".formatted(api, pets))
                .hasMessage(
                        "A sibling ({proxy+}) of this resource already has a variable path part --"
                                + " only one is allowed");
        failing(
                        "CreateResource",
                        "{'restApiId':'%s','parentId':'%s','pathPart':'x'}".formatted(api, proxy))
                .hasMessage(
                        "Cannot create a child of a resource with a greedy path variable:"
                                + " {proxy+}");
    }

    @Test
    void resourcesMoveWithWhatIsBelow() {
        String a = resource(root, "a");
        String b = resource(a, "b");
        String c = resource(root, "c");
        gateway.call(
                "UpdateResource",
                at(
                        b,
                        ",'patchOperations':[{'op':'replace','path':'/parentId','value':'"
                                + c
                                + "'}]"));
        String d = resource(b, "d");
        JsonNode renamed =
                gateway.call(
                        "UpdateResource",
                        at(
                                c,
                                ",'patchOperations':[{'op':'replace','path':'/pathPart','value':'x'}]"));
        assertThat(renamed.get("path").asText()).isEqualTo("/x");
        assertThat(gateway.call("GetResource", at(d, "")).get("path").asText()).isEqualTo("/x/b/d");
        failing(
                        "UpdateResource",
                        at(
                                c,
                                ",'patchOperations':[{'op':'replace','path':'/parentId','value':'"
                                        + d
                                        + "'}]"))
                .hasMessage("Resources cannot be cyclical.");
        failing(
                        "UpdateResource",
                        at(c, ",'patchOperations':[{'op':'add','path':'/pathPart','value':'y'}]"))
                .hasMessage(
                        "Invalid patch path  '/pathPart' specified for op 'add'. Please choose"
                                + " supported operations");
        failing(
                        "UpdateResource",
                        at(
                                c,
                                ",'patchOperations':[{'op':'replace','path':'/invalid','value':'y'}]"))
                .hasMessage(
                        "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of:"
                                + " [/parentId, /pathPart]");
        failing(
                        "UpdateResource",
                        at(
                                root,
                                ",'patchOperations':[{'op':'replace','path':'/pathPart','value':'y'}]"))
                .hasMessage("Root resource cannot update its pathPart.");
        gateway.call("DeleteResource", at(c, ""));
        failing("GetResource", at(d, "")).hasMessage("Invalid Resource identifier specified");
    }

    @Test
    void methodsIntegrationsAndTheirResponses() {
        String get = ",'httpMethod':'GET'";
        JsonNode method = gateway.call("PutMethod", at(root, get + ",'authorizationType':'none'"));
        assertThat(method.toString())
                .contains("\"authorizationType\":\"NONE\"", "\"apiKeyRequired\":false");
        failing("GetIntegration", at(root, get))
                .hasMessage("Invalid Integration identifier specified");
        failing("GetMethod", at(root, ",'httpMethod':'PUT'"))
                .hasMessage("Invalid Method identifier specified");
        JsonNode integration =
                gateway.call(
                        "PutIntegration",
                        at(
                                root,
                                get
                                        + ",'type':'MOCK','requestTemplates':{'application/json':'{}'}"));
        assertThat(integration.get("passthroughBehavior").asText()).isEqualTo("WHEN_NO_MATCH");
        assertThat(integration.get("timeoutInMillis").asInt()).isEqualTo(29_000);
        assertThat(integration.get("cacheNamespace").asText()).isEqualTo(root);
        gateway.call("PutMethodResponse", at(root, get + ",'statusCode':'200'"));
        gateway.call(
                "PutIntegrationResponse",
                at(root, get + ",'statusCode':'200','selectionPattern':''"));
        JsonNode updated =
                gateway.call(
                        "UpdateMethodResponse",
                        at(
                                root,
                                get
                                        + ",'statusCode':'200','patchOperations':[{'op':'add','path':"
                                        + "'/responseParameters/method.response.header.my-header',"
                                        + "'value':'true'},{'op':'add','path':"
                                        + "'/responseModels/application~1json','value':'Empty'}]"));
        assertThat(updated.at("/responseParameters/method.response.header.my-header").asBoolean())
                .isTrue();
        assertThat(updated.get("responseModels").get("application/json").asText())
                .isEqualTo("Empty");
        failing(
                        "UpdateMethodResponse",
                        at(
                                root,
                                get
                                        + ",'statusCode':'200','patchOperations':[{'op':'replace','path':'/responseParameters/method.response.header.x','value':'true'}]"))
                .hasMessage("Invalid parameter name specified");
        failing("GetMethodResponse", at(root, get + ",'statusCode':'201'"))
                .hasMessage("Invalid Response status code specified");
        failing("DeleteIntegrationResponse", at(root, ",'httpMethod':'PUT','statusCode':'200'"))
                .hasMessage("Invalid Integration identifier specified");
        JsonNode whole = gateway.call("GetMethod", at(root, get));
        assertThat(whole.at("/methodIntegration/integrationResponses/200/statusCode").asText())
                .isEqualTo("200");
        JsonNode embedded =
                gateway.call("GetResources", "{'restApiId':'" + api + "','embed':['methods']}");
        assertThat(embedded.at("/items/0/resourceMethods/GET/methodIntegration/type").asText())
                .isEqualTo("MOCK");
        gateway.call("DeleteIntegration", at(root, get));
        gateway.call("DeleteMethod", at(root, get));
        failing("DeleteMethod", at(root, get)).hasMessage("Invalid Method identifier specified");
    }

    @Test
    void addressesOfIntegrationsAreChecked() {
        gateway.call("PutMethod", at(root, ",'httpMethod':'POST','authorizationType':'NONE'"));
        String fn = "arn:aws:lambda:us-east-1:000000000000:function:f";
        String prefix =
                ",'httpMethod':'POST','integrationHttpMethod':'POST','type':'AWS_PROXY','uri':'";
        failing("PutIntegration", at(root, prefix + fn + "'"))
                .hasMessage("AWS ARN for integration must contain path or action");
        failing(
                        "PutIntegration",
                        at(
                                root,
                                prefix
                                        + "bad-arn:lambda:path/2015-03-31/functions/"
                                        + fn
                                        + "/invocations'"))
                .hasMessage("Invalid ARN specified in the request");
        failing(
                        "PutIntegration",
                        at(
                                root,
                                prefix
                                        + "arn:aws:apigateway:us-east-1:lambda:test/2015-03-31/functions/"
                                        + fn
                                        + "/invocations'"))
                .hasMessage("AWS ARN for integration must contain path or action");
        failing(
                        "PutIntegration",
                        at(
                                root,
                                prefix
                                        + "arn:aws:apigateway:us-east-1:lambda:path/random/value/"
                                        + fn
                                        + "/invocations'"))
                .hasMessageStartingWith("Integrations of type 'AWS_PROXY' currently only supports");
        failing("PutIntegration", at(root, ",'httpMethod':'POST','type':'AWS','uri':'x'"))
                .hasMessage("Enumeration value for HttpMethod must be non-empty");
    }

    @Test
    void rolesArePassedWithinTheAccountOnly() {
        gateway.call("PutMethod", at(root, ",'httpMethod':'POST','authorizationType':'NONE'"));
        String integration =
                ",'httpMethod':'POST','integrationHttpMethod':'POST','type':'AWS','uri':"
                        + "'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem','credentials':'";
        failing("PutIntegration", at(root, integration + "arn:aws:iam::111111111111:role/r'"))
                .hasMessage("Cross-account pass role is not allowed.");
        gateway.call("PutIntegration", at(root, integration + "arn:aws:iam::000000000000:role/r'"));
        assertThat(gateway.demanded.getLast().action()).isEqualTo("iam:PassRole");
        assertThat(gateway.demanded.getLast().resource())
                .isEqualTo("arn:aws:iam::000000000000:role/r");
        failing(
                        "UpdateIntegration",
                        at(
                                root,
                                ",'httpMethod':'POST','patchOperations':[{'op':'replace','path':"
                                        + "'/credentials','value':"
                                        + "'arn:aws:iam::111111111111:role/r'}]"))
                .hasMessage("Cross-account pass role is not allowed.");
    }

    @Test
    void deploymentsAndStages() {
        String id = "{'restApiId':'" + api + "'";
        failing("CreateDeployment", id + "}")
                .hasMessage("The REST API doesn't contain any methods");
        gateway.call("PutMethod", at(root, ",'httpMethod':'GET','authorizationType':'NONE'"));
        failing("CreateDeployment", id + "}").hasMessage("No integration defined for method");
        gateway.call("PutIntegration", at(root, ",'httpMethod':'GET','type':'MOCK'"));
        String deployment = gateway.call("CreateDeployment", id + "}").get("id").asText();
        JsonNode stage =
                gateway.call(
                        "CreateStage",
                        id
                                + ",'stageName':'s1','deploymentId':'"
                                + deployment
                                + "','description':'my stage'}");
        assertThat(stage.get("cacheClusterStatus").asText()).isEqualTo("NOT_AVAILABLE");
        assertThat(stage.get("cacheClusterEnabled").asBoolean()).isFalse();
        assertThat(stage.get("methodSettings")).isEmpty();
        failing("CreateStage", id + ",'stageName':'s1','deploymentId':'" + deployment + "'}")
                .hasMessage("Stage already exists");
        JsonNode updated =
                gateway.call(
                        "UpdateStage",
                        id
                                + ",'stageName':'s1','patchOperations':[{'op':'replace','path':"
                                + "'/variables/v','value':'x'},{'op':'replace','path':"
                                + "'/description','value':'stage new'}]}");
        assertThat(updated.at("/variables/v").asText()).isEqualTo("x");
        failing(
                        "UpdateStage",
                        id
                                + ",'stageName':'s1','patchOperations':[{'op':'replace','path':'/tags/tag1','value':'x'}]}")
                .hasMessageStartingWith(
                        "Invalid method setting path: /tags/tag1. Must be one of: [/deploymentId,");
        failing(
                        "UpdateStage",
                        id + ",'stageName':'s1','patchOperations':[{'op':'remove','path':'/*/*'}]}")
                .hasMessage(
                        "Cannot remove method setting */* because there is no method setting for"
                                + " this method ");
        failing("DeleteDeployment", id + ",'deploymentId':'" + deployment + "'}")
                .hasMessage("Active stages pointing to this deployment must be moved or deleted");
        gateway.call("DeleteStage", id + ",'stageName':'s1'}");
        gateway.call("DeleteDeployment", id + ",'deploymentId':'" + deployment + "'}");
        failing("GetDeployment", id + ",'deploymentId':'" + deployment + "'}")
                .hasMessage("Invalid Deployment identifier specified");
    }

    @Test
    void tags() {
        String arn = "{'resourceArn':'arn:aws:apigateway:us-east-1::/restapis/" + api + "'";
        gateway.call("TagResource", arn + ",'tags':{'a':'1','b':'2'}}");
        gateway.call("UntagResource", arn + ",'tagKeys':['a']}");
        assertThat(gateway.call("GetTags", arn + "}").get("tags").toString())
                .isEqualTo("{\"b\":\"2\"}");
    }

    @Test
    void patchesOfTheApi() {
        String patch = "{'restApiId':'" + api + "','patchOperations':[";
        JsonNode changed =
                gateway.call(
                        "UpdateRestApi",
                        patch
                                + "{'op':'replace','path':'/name','value':'new'},"
                                + "{'op':'add','path':'/binaryMediaTypes/image~1gif'}]}");
        assertThat(changed.get("name").asText()).isEqualTo("new");
        assertThat(changed.at("/binaryMediaTypes/0").asText()).isEqualTo("image/gif");
        failing("UpdateRestApi", patch + "{'op':'add','path':'/binaryMediaTypes','value':'x'}]}")
                .hasMessage("Invalid patch path /binaryMediaTypes");
        failing(
                        "UpdateRestApi",
                        patch + "{'op':'add','path':'/minimumCompressionSize','value':'1'}]}")
                .hasMessage("Invalid patch operation specified. Must be one of: [replace]");
        failing(
                        "UpdateRestApi",
                        patch + "{'op':'replace','path':'/minimumCompressionSize','value':'-1'}]}")
                .hasMessage("Invalid minimum compression size, must be between 0 and 10485760");
    }
}

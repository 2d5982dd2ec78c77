package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * OpenAPI documents. Facts about AWS are from LocalStack's recordings of
 * TestApiGatewayImportRestApi and TestApiGatewayApiDocumentationPart; the documents are ours.
 */
class ImportTest extends RestApiFixture {

    private static final String YAML =
            """
            openapi: 3.0.1
            info: {title: Ferry, version: '7'}
            servers:
              - url: https://ferry.example/{basePath}
                variables: {basePath: {default: /eu/north}}
            x-amazon-apigateway-binary-media-types: [image/png]
            x-amazon-apigateway-request-validators:
              all: {validateRequestBody: true, validateRequestParameters: true}
            x-amazon-apigateway-request-validator: all
            components:
              schemas:
                Trip:
                  type: object
                  required: [to]
                  properties:
                    to: {type: string}
                    next: {$ref: '#/components/schemas/Trip'}
            paths:
              /trips/{id}:
                post:
                  operationId: Book
                  requestBody:
                    content:
                      application/json: {schema: {$ref: '#/components/schemas/Trip'}}
                  responses:
                    200:
                      description: booked
                      headers: {X-Seat: {schema: {type: string}}}
                  x-amazon-apigateway-integration:
                    type: mock
                    requestTemplates: {application/json: '{"statusCode": 200}'}
                    responses:
                      default:
                        statusCode: 200
                        responseParameters: {method.response.header.X-Seat: "'12a'"}
                        responseTemplates: {application/json: '{"id":"$input.params(''id'')"}'}
            x-amazon-apigateway-documentation:
              version: '1'
              documentationParts:
                - {location: {type: API}, properties: {info: {description: ferries}}}
                - {location: {type: METHOD, method: POST}, properties: {summary: books}}
            """;

    private static ObjectNode body(ObjectNode input, String document) {
        return input.put(
                "body",
                Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode imported(String document, String basePath) {
        ObjectNode input = body(Documents.object(), document);
        input.putObject("parameters").put("basepath", basePath);
        return gateway.call("ImportRestApi", input.toString());
    }

    private JsonNode put(String mode, String document) {
        return gateway.call(
                "PutRestApi", body(input("{'mode':'" + mode + "'}"), document).toString());
    }

    @Test
    void anImportedApiServesRequests() {
        JsonNode created = imported(YAML, "ignore");
        assertThat(created.get("name").asText()).isEqualTo("Ferry");
        assertThat(created.get("version").asText()).isEqualTo("7");
        assertThat(created.get("binaryMediaTypes")).hasSize(1);
        assertThat(created.get("endpointConfiguration").get("ipAddressType").asText())
                .isEqualTo("ipv4");
        String id = created.get("id").asText();
        gateway.call("CreateDeployment", "{'restApiId':'" + id + "','stageName':'s'}");
        String url = "/_aws/execute-api/" + id + "/s/trips/9";
        String json = "Content-Type";
        var response = gateway.http("POST", url, "{\"to\":\"Oslo\"}", json, "application/json");
        assertThat(Gateway.text(response)).isEqualTo("200 {\"id\":\"9\"}");
        assertThat(response.headers().first("X-Seat")).contains("12a");
        // The model refers to itself, and the validator asks for it.
        assertThat(gateway.http("POST", url, "{\"next\":{}}", json, "application/json").status())
                .isEqualTo(400);
    }

    @Test
    void aMethodIsShownAsPut() {
        api = imported(YAML, "ignore").get("id").asText();
        JsonNode resources = call("GetResources", "{'embed':['methods']}").get("items");
        JsonNode method = null;
        for (JsonNode resource : resources) {
            if (resource.get("path").asText().equals("/trips/{id}")) {
                method = resource.get("resourceMethods").get("POST");
            }
        }
        assertThat(method).isNotNull();
        assertThat(method.get("operationName").asText()).isEqualTo("Book");
        assertThat(method.get("requestParameters").get("method.request.path.id").asBoolean())
                .isTrue();
        assertThat(method.get("requestModels").get("application/json").asText()).isEqualTo("Trip");
        JsonNode integration = method.get("methodIntegration");
        assertThat(integration.get("passthroughBehavior").asText()).isEqualTo("WHEN_NO_MATCH");
        assertThat(integration.has("connectionType")).isFalse();
        JsonNode models = call("GetModels", "{}").get("items");
        assertThat(models).hasSize(1);
        assertThat(models.get(0).get("schema").asText())
                .contains("https://apigateway.amazonaws.com/restapis/" + api + "/models/Trip");
    }

    @Test
    void theBasePathIsIgnoredPrependedOrSplit() {
        assertThat(paths(imported(YAML, "ignore"))).contains("/trips/{id}");
        assertThat(paths(imported(YAML, "prepend"))).contains("/eu/north/trips/{id}");
        assertThat(paths(imported(YAML, "split"))).contains("/north/trips/{id}");
    }

    private String paths(JsonNode created) {
        api = created.get("id").asText();
        return call("GetResources", "{}").get("items").findValuesAsText("path").toString();
    }

    @Test
    void aMergeKeepsWhatIsThereAndAnOverwriteDoesNot() {
        call("CreateModel", "{'name':'Old','contentType':'application/json','schema':'{}'}");
        assertThat(put("merge", YAML).get("tags")).isEmpty();
        assertThat(call("GetModels", "{}").get("items").findValuesAsText("name"))
                .contains("Old", "Trip");
        assertThat(put("overwrite", YAML).get("rootResourceId").asText()).isEqualTo(root);
        assertThat(call("GetModels", "{}").get("items").findValuesAsText("name"))
                .containsExactly("Trip");
    }

    @Test
    void whoeverImportsMustBePermittedToPassTheRoles() {
        String role = "arn:aws:iam::000000000000:role/lent";
        String integration = "type: mock\n        credentials: ";
        put("merge", YAML.replace("type: mock\n", integration + role + "\n"));
        assertThat(gateway.demanded)
                .anyMatch(p -> p.action().equals("iam:PassRole") && p.resource().equals(role));
        String foreign = role.replace("000000000000", "999999999999");
        assertThatThrownBy(() ->
                        put("merge", YAML.replace("type: mock\n", integration + foreign + "\n")))
                .hasMessage("Cross-account pass role is not allowed.");
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        for (String bad : new String[] {"a: [", "{'key:value}", "info: {title: n}", "", "!!a b"}) {
            assertThatThrownBy(() -> imported(bad, "ignore")).hasMessage("Invalid OpenAPI input.");
        }
        assertThatThrownBy(() -> imported(YAML.replace("type: mock", "type: http"), "ignore"))
                .hasMessageContaining("HttpMethod");
    }

    @Test
    void documentationPartsComeAlone() {
        JsonNode ids =
                gateway.call(
                        "ImportDocumentationParts",
                        body(input("{'mode':'overwrite'}"), YAML).toString());
        assertThat(ids.get("ids")).hasSize(2);
        JsonNode items = call("GetDocumentationParts", "{}").get("items");
        assertThat(items.get(0).get("location").toString()).isEqualTo("{\"type\":\"API\"}");
        assertThat(items.get(1).get("location").get("path").asText()).isEqualTo("/");
        String id = items.get(1).get("id").asText();
        assertThatThrownBy(() ->
                        call(
                                "UpdateDocumentationPart",
                                "{'documentationPartId':'"
                                        + id
                                        + "','patchOperations':[{'op':'add','path':'/properties',"
                                        + "'value':'{}'}]}"))
                .hasMessage(
                        "Invalid patch path  '/properties' specified for op 'add'. Please choose"
                                + " supported operations");
        call("DeleteDocumentationPart", "{'documentationPartId':'" + id + "'}");
        assertThat(call("GetDocumentationParts", "{'type':'METHOD'}").get("items")).isEmpty();
    }

    @Test
    void aVersionOfTheDocumentationIsNamedOnce() {
        call("CreateDocumentationVersion", "{'documentationVersion':'v1'}");
        assertThatThrownBy(
                        () -> call("CreateDocumentationVersion", "{'documentationVersion':'v1'}"))
                .hasMessage("Documentation version already exists");
        JsonNode changed =
                call(
                        "UpdateDocumentationVersion",
                        "{'documentationVersion':'v1','patchOperations':[{'op':'replace',"
                                + "'path':'/description','value':'new'}]}");
        assertThat(changed.get("description").asText()).isEqualTo("new");
        assertThat(call("GetDocumentationVersions", "{}").get("items")).hasSize(1);
        call("DeleteDocumentationVersion", "{'documentationVersion':'v1'}");
        assertThatThrownBy(() -> call("GetDocumentationVersion", "{'documentationVersion':'v1'}"))
                .hasMessage("Invalid Documentation version specified");
    }

    @Test
    void aPrivateApiIsReachedOverBothVersionsOfIpAndNotFromHere() {
        JsonNode created =
                gateway.call(
                        "CreateRestApi",
                        "{'name':'p','endpointConfiguration':{'types':['PRIVATE']}}");
        assertThat(created.get("endpointConfiguration").get("ipAddressType").asText())
                .isEqualTo("dualstack");
        assertThatThrownBy(() ->
                        gateway.call(
                                "CreateRestApi",
                                "{'name':'p','endpointConfiguration':{'types':['PRIVATE'],"
                                        + "'ipAddressType':'ipv4'}}"))
                .hasMessage("Only dualstack ipAddressType is supported for Private APIs.");
    }

    // Recorded in LocalStack's test_import_rest_api_with_base_path_oas30.
    @Test
    void aMappingThatIsNoTextIsWarnedOf() {
        String document =
                "{\"openapi\":\"3.0.1\",\"info\":{\"title\":\"m\"},\"paths\":{\"/a\":{\"get\":{"
                        + "\"responses\":{},\"x-amazon-apigateway-integration\":{\"type\":\"mock\","
                        + "\"requestParameters\":{\"integration.request.header.n\":true,"
                        + "\"integration.request.header.t\":\"'x'\"}}}}}}";
        JsonNode created =
                gateway.call("ImportRestApi", body(Documents.object(), document).toString());
        assertThat(created.at("/warnings/0").asText())
                .isEqualTo(
                        "Invalid format for 'requestParameters'. Expected type string for property"
                                + " 'integration.request.header.n' of resource '/a' and method"
                                + " 'GET' but got 'true'");
    }
}

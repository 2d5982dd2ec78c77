package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/**
 * Models, request validators, and requests that are validated. Facts about AWS are from
 * LocalStack's recordings in tests/aws/services/apigateway, of the tests named beside them.
 */
class RequestValidationTest extends RestApiFixture {

    private static final String INVALID_BODY = "400 {\"message\":\"Invalid request body\"}";

    private AbstractThrowableAssert<?, ? extends Throwable> failing(String operation, String more) {
        return assertThatThrownBy(() -> call(operation, more)).isInstanceOf(ServiceException.class);
    }

    private void model(String name, String schema) {
        ObjectNode input = input("{'name':'" + name + "','contentType':'application/json'}");
        gateway.call("CreateModel", input.put("schema", schema.replace('\'', '"')).toString());
    }

    private static String patch(String op, String path, String value) {
        return ",'patchOperations':[{'op':'%s','path':'%s','value':'%s'}]}"
                .formatted(op, path, value);
    }

    // test_model_lifecycle, test_model_validation
    @Test
    void modelsAreKeptByName() {
        assertThat(call("GetModels", "{}").findValuesAsText("name"))
                .containsExactly("Empty", "Error");
        model("Calc", "{'type':'object'}");
        JsonNode shown = call("GetModel", "{'modelName':'Calc'}");
        assertThat(shown.get("schema").asText()).isEqualTo("{\"type\":\"object\"}");
        assertThat(shown.get("contentType").asText()).isEqualTo("application/json");
        String more = ",'contentType':'application/json'";
        failing("CreateModel", "{'name':'Calc','schema':'{}'" + more + "}")
                .hasMessage("Model name already exists for this REST API");
        failing("CreateModel", "{'name':'','schema':'{}'" + more + "}")
                .hasMessage("Model name must be non-empty");
        failing("CreateModel", "{'name':'M','schema':''" + more + "}")
                .hasMessage("Model schema must have at least 1 property or array items defined");
        failing("CreateModel", "{'name':'M'" + more + "}")
                .hasMessage("Model schema must have at least 1 property or array items defined");
        failing("GetModel", "{'modelName':'Nope'}")
                .hasMessage("Invalid model name specified: Nope");
        failing("DeleteModel", "{'modelName':'Nope'}")
                .hasMessage("Invalid model name specified: Nope");
        call("DeleteModel", "{'modelName':'Calc'}");
        failing("GetModel", "{'modelName':'Calc'}")
                .hasMessage("Invalid model name specified: Calc");
    }

    // test_update_model
    @Test
    void modelsArePatched() {
        model("Calc", "{'type':'object'}");
        String name = "{'modelName':'Calc'";
        JsonNode changed = call("UpdateModel", name + patch("replace", "/description", "d"));
        assertThat(changed.get("description").asText()).isEqualTo("d");
        failing("UpdateModel", name + patch("add", "/wrong-path", "x"))
                .hasMessage(
                        "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose"
                                + " supported operations");
        failing("UpdateModel", name + patch("replace", "/name", "x"))
                .hasMessage(
                        "Invalid patch path  '/name' specified for op 'replace'. Must be one of:"
                                + " [/description, /schema]");
        failing("UpdateModel", name + patch("replace", "/schema", ""))
                .hasMessage("Model schema must have at least 1 property or array items defined");
    }

    // test_put_method_model
    @Test
    void aModelThatAMethodNamesStays() {
        model("Calc", "{'type':'object'}");
        String method = "{'resourceId':'" + root + "','httpMethod':'ANY'";
        call(
                "PutMethod",
                method
                        + ",'authorizationType':'NONE','requestModels':{'application/json':'Calc'}}");
        failing("DeleteModel", "{'modelName':'Calc'}")
                .hasMessage("Cannot delete model 'Calc', is referenced in method request: //ANY");
        call("UpdateMethod", method + patch("remove", "/requestModels/application~1json", ""));
        call("DeleteModel", "{'modelName':'Calc'}");
        failing("UpdateMethod", method + patch("add", "/requestModels/application~1json", "Calc"))
                .hasMessage("Invalid model identifier specified: Calc");
    }

    // test_request_validator_lifecycle, test_invalid_update_request_validator_operations
    @Test
    void validatorsArePatched() {
        JsonNode created = call("CreateRequestValidator", "{'name':'v'}");
        assertThat(created.get("validateRequestBody").asBoolean(true)).isFalse();
        String id = "{'requestValidatorId':'" + created.get("id").asText() + "'";
        JsonNode changed =
                call(
                        "UpdateRequestValidator",
                        id + patch("replace", "/validateRequestBody", "true"));
        assertThat(changed.get("validateRequestBody").asBoolean()).isTrue();
        assertThat(call("GetRequestValidators", "{}").get("items")).hasSize(1);
        failing("UpdateRequestValidator", id + patch("replace", "/name", ""))
                .hasMessage("Request Validator name cannot be blank");
        failing("UpdateRequestValidator", id + patch("replace", "/invalidPath", "x"))
                .hasMessage(
                        "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one"
                                + " of: [/name, /validateRequestParameters, /validateRequestBody]");
        call("DeleteRequestValidator", id + "}");
        failing("GetRequestValidator", id + "}")
                .hasMessage("Invalid Request Validator identifier specified");
        assertThatThrownBy(() ->
                        gateway.call("CreateRequestValidator", "{'restApiId':'nope','name':'v'}"))
                .hasMessage("Invalid REST API identifier specified");
    }

    /** A POST that answers "ok" when it is valid. */
    private void deploy(String validator, String more) {
        String id = call("CreateRequestValidator", validator).get("id").asText();
        String method = "{'resourceId':'" + root + "','httpMethod':'POST'";
        call(
                "PutMethod",
                method + ",'authorizationType':'NONE','requestValidatorId':'" + id + "'," + more);
        call(
                "PutIntegration",
                method + ",'type':'HTTP_PROXY','integrationHttpMethod':'ANY','uri':'http://b'}");
        gateway.endpoints.answer(200, "ok");
        call("CreateDeployment", "{'stageName':'dev'}");
    }

    private String post(String query, String body, String... headers) {
        return Gateway.text(
                gateway.http("POST", "/_aws/execute-api/" + api + "/dev/" + query, body, headers));
    }

    // test_api_gateway_request_validator
    @Test
    void requiredParametersAreMissed() {
        deploy(
                "{'name':'v','validateRequestParameters':true}",
                "'requestParameters':{'method.request.querystring.qs1':true,"
                        + "'method.request.querystring.other':false,"
                        + "'method.request.path.issuer':true,"
                        + "'method.request.header.x-header-param':true}}");
        assertThat(post("", ""))
                .isEqualTo(
                        "400 {\"message\":\"Missing required request parameters: [x-header-param,"
                                + " issuer, qs1]\"}");
        assertThat(post("?qs1=", "", "X-Header-Param", "1"))
                .isEqualTo("400 {\"message\":\"Missing required request parameters: [issuer]\"}");
        assertThat(gateway.endpoints.requests).isEmpty();
    }

    // test_api_gateway_request_validator_with_ref_models, ..._with_ref_one_ofmodels
    @Test
    void bodiesAreOfTheirModel() {
        String models = "https://apigateway.amazonaws.com/restapis/" + api + "/models/";
        model(
                "Pair",
                "{'$schema':'http://json-schema.org/draft-04/schema#','type':'object','properties':"
                        + "{'a':{'type':'number'},'b':{'oneOf':[{'type':'null'},{'$ref':'"
                        + models
                        + "Word'}]}},'required':['a','b']}");
        model("Word", "{'type':'string','pattern':'^(a+)+(\\\\1b)?$'}");
        model("Pairs", "{'type':'array','items':{'$ref':'" + models + "Pair'}}");
        deploy(
                "{'name':'v','validateRequestBody':true}",
                "'requestModels':{'application/json':'Pairs'}}");
        assertThat(post("", "[{\"a\":1,\"b\":null},{\"a\":2,\"b\":\"aa\"}]")).isEqualTo("200 ok");
        assertThat(post("", "[{\"a\":1}]")).isEqualTo(INVALID_BODY);
        assertThat(post("", "[{\"a\":1,\"b\":\"x\"}]")).isEqualTo(INVALID_BODY);
        assertThat(post("", "")).isEqualTo(INVALID_BODY);
        assertThat(post("", "[")).isEqualTo(INVALID_BODY);
        assertThat(post("", "anything", "Content-Type", "text/plain")).isEqualTo("200 ok");
        assertThat(post("", "[{\"a\":1,\"b\":\"" + "a".repeat(64) + "!\"}]"))
                .as("a pattern that never ends")
                .isEqualTo("500 {\"message\":\"Internal server error\"}");
    }

    @Test
    void schemasThatLeadNowhereAndOutsideAreErrors() {
        model("Loop", "{'$ref':'#'}");
        model("Outside", "{'$ref':'http://127.0.0.1:9/x'}");
        for (String name : new String[] {"Loop", "Outside"}) {
            String id =
                    call("CreateRequestValidator", "{'name':'v','validateRequestBody':true}")
                            .get("id")
                            .asText();
            String resource =
                    call("CreateResource", "{'parentId':'" + root + "','pathPart':'" + name + "'}")
                            .get("id")
                            .asText();
            String method = "{'resourceId':'" + resource + "','httpMethod':'POST'";
            call(
                    "PutMethod",
                    method
                            + ",'authorizationType':'NONE','requestValidatorId':'"
                            + id
                            + "','requestModels':{'application/json':'"
                            + name
                            + "'}}");
            call(
                    "PutIntegration",
                    method
                            + ",'type':'HTTP_PROXY','integrationHttpMethod':'ANY','uri':'http://b'}");
        }
        call("CreateDeployment", "{'stageName':'dev'}");
        assertThat(post("Loop", "{}")).startsWith("500 ");
        assertThat(post("Outside", "{}")).startsWith("500 ");
    }
}

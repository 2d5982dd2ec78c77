package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * API keys and usage plans. Facts about AWS are from LocalStack's recordings
 * test_api_key_required_for_methods and test_usage_plan_crud, and from the Developer Guide.
 */
class UsagePlanTest extends RestApiFixture {

    private static final String FORBIDDEN = "403 {\"message\":\"Forbidden\"}";

    @BeforeEach
    void deploy() {
        String method =
                "{'restApiId':'%s','resourceId':'%s','httpMethod':'GET'".formatted(api, root);
        gateway.call("PutMethod", method + ",'authorizationType':'NONE','apiKeyRequired':true}");
        gateway.call(
                "PutIntegration",
                method
                        + ",'type':'HTTP_PROXY','integrationHttpMethod':'ANY','uri':'http://b',"
                        + "'requestParameters':{'integration.request.header.x-key-id':"
                        + "'context.identity.apiKeyId'}}");
        gateway.call("CreateDeployment", "{'restApiId':'" + api + "','stageName':'dev'}");
        gateway.endpoints.answer(200, "in");
    }

    private String plan(String more) {
        String stages = "'apiStages':[{'apiId':'" + api + "','stage':'dev'}]";
        return gateway.call("CreateUsagePlan", "{'name':'p'," + stages + more + "}")
                .get("id")
                .asText();
    }

    private JsonNode key(String plan) {
        JsonNode key = gateway.call("CreateApiKey", "{'name':'k','enabled':true}");
        gateway.call(
                "CreateUsagePlanKey",
                "{'usagePlanId':'%s','keyId':'%s','keyType':'API_KEY'}"
                        .formatted(plan, key.get("id").asText()));
        return key;
    }

    private JsonNode patch(String operation, String id, String op, String path, String value) {
        ObjectNode input = (ObjectNode) Documents.parse(id.replace('\'', '"'));
        input.putArray("patchOperations")
                .addObject()
                .put("op", op)
                .put("path", path)
                .put("value", value);
        return gateway.call(operation, input.toString());
    }

    private HttpResponse request(String value) {
        return gateway.http("GET", "/_aws/execute-api/" + api + "/dev/", "", "X-API-Key", value);
    }

    private String get(String value) {
        return Gateway.text(request(value));
    }

    @Test
    void onlyAKeyOfAPlanOfTheStagePasses() {
        String plan = plan("");
        JsonNode key = key(plan);
        String value = key.get("value").asText();
        assertThat(value).matches("[0-9A-Za-z]{40}");
        assertThat(get(value)).isEqualTo("200 in");
        assertThat(gateway.endpoints.last().headers().first("x-key-id"))
                .hasValue(key.get("id").asText());
        assertThat(get("x".repeat(40))).isEqualTo(FORBIDDEN);
        assertThat(Gateway.text(gateway.http("GET", "/_aws/execute-api/" + api + "/dev/", "")))
                .isEqualTo(FORBIDDEN);
        String id = "{'apiKey':'" + key.get("id").asText() + "'}";
        JsonNode shown = patch("UpdateApiKey", id, "replace", "/enabled", "false");
        assertThat(shown.has("value")).isFalse();
        assertThat(get(value)).isEqualTo(FORBIDDEN);
        patch("UpdateApiKey", id, "replace", "/enabled", "true");
        assertThat(get(value)).isEqualTo("200 in");
        String planId = "{'usagePlanId':'" + plan + "'}";
        patch("UpdateUsagePlan", planId, "remove", "/apiStages", api + ":dev");
        assertThat(get(value)).isEqualTo(FORBIDDEN);
        patch("UpdateUsagePlan", planId, "add", "/apiStages", api + ":dev");
        assertThat(get(value)).isEqualTo("200 in");
        gateway.call("DeleteApiKey", id);
        assertThat(get(value)).isEqualTo(FORBIDDEN);
        assertThat(gateway.call("GetUsagePlanKeys", planId).get("items")).isEmpty();
    }

    @Test
    void theThrottleOfThePlanAndOfAMethod() {
        String plan = plan(",'throttle':{'burstLimit':3,'rateLimit':0.0}");
        String value = key(plan).get("value").asText();
        String other = key(plan).get("value").asText();
        for (int i = 0; i < 3; i++) {
            assertThat(get(value)).isEqualTo("200 in");
        }
        HttpResponse refused = request(value);
        assertThat(Gateway.text(refused)).isEqualTo("429 {\"message\":\"Too Many Requests\"}");
        assertThat(refused.headers().first("x-amzn-ErrorType"))
                .hasValue("TooManyRequestsException");
        assertThat(get(other)).as("each key has a bucket of its own").isEqualTo("200 in");
        String planId = "{'usagePlanId':'" + plan + "'}";
        String throttle = "/apiStages/" + api + ":dev/throttle/~1/GET";
        JsonNode changed =
                patch("UpdateUsagePlan", planId, "replace", throttle + "/burstLimit", "1");
        assertThat(changed.at("/apiStages/0/throttle").toString())
                .isEqualTo("{\"//GET\":{\"burstLimit\":1}}");
        assertThat(get(value)).isEqualTo("200 in");
        patch("UpdateUsagePlan", planId, "remove", throttle, "");
        assertThat(get(value)).startsWith("429 ");
    }

    @Test
    void neverMoreThanTheQuotaPasses() throws Exception {
        String plan = plan(",'quota':{'limit':200,'period':'DAY'}");
        JsonNode key = key(plan);
        String value = key.get("value").asText();
        AtomicInteger passed = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                threads.submit(() -> {
                    for (int k = 0; k < 5; k++) {
                        if (request(value).status() == 200) {
                            passed.incrementAndGet();
                        }
                    }
                });
            }
        }
        assertThat(passed.get()).isEqualTo(200);
        assertThat(get(value)).isEqualTo("429 {\"message\":\"Limit Exceeded\"}");
        gateway.restart();
        assertThat(get(value)).startsWith("429 ");
        LocalDate today = LocalDate.ofInstant(gateway.clock.now(), ZoneOffset.UTC);
        JsonNode usage =
                gateway.call(
                        "GetUsage",
                        "{'usagePlanId':'%s','startDate':'%s','endDate':'%s'}"
                                .formatted(plan, today.minusDays(1), today));
        assertThat(usage.get("items").get(key.get("id").asText()).toString())
                .isEqualTo("[[0,200],[200,0]]");
        gateway.clock.advance(Duration.ofDays(1));
        assertThat(get(value)).isEqualTo("200 in");
    }

    @Test
    void whatIsCountedIsNotLostAtARestart() {
        String plan = plan(",'quota':{'limit':10,'period':'MONTH'}");
        String value = key(plan).get("value").asText();
        for (int i = 0; i < 5; i++) {
            assertThat(get(value)).isEqualTo("200 in");
            gateway.restart();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(get(value)).isEqualTo("200 in");
        }
        assertThat(get(value)).startsWith("429 ");
        patch("UpdateUsagePlan", "{'usagePlanId':'" + plan + "'}", "replace", "/quota/limit", "11");
        assertThat(get(value)).isEqualTo("200 in");
        assertThat(get(value)).startsWith("429 ");
    }

    @Test
    void whatCannotBe() {
        String plan = "{'usagePlanId':'" + plan("") + "'}";
        assertThatThrownBy(() -> patch("UpdateUsagePlan", plan, "add", "/apiStages", "x"))
                .hasMessage("Invalid API Stage specified");
        assertThatThrownBy(() -> patch("UpdateUsagePlan", plan, "add", "/apiStages", api + ":no"))
                .hasMessageStartingWith(
                        "Invalid API Stage {api: " + api + ", stage: no} specified");
        assertThatThrownBy(() -> gateway.call("GetUsagePlan", "{'usagePlanId':'no'}"))
                .hasMessage("Invalid Usage Plan ID specified");
        assertThatThrownBy(() -> gateway.call("GetApiKey", "{'apiKey':'no'}"))
                .hasMessage("Invalid API Key identifier specified");
        assertThatThrownBy(() -> gateway.call("CreateApiKey", "{'value':'short'}"))
                .hasMessage("API Key value should be at least 20 characters");
        gateway.call("CreateApiKey", "{'value':'01234567890123456789'}");
        assertThatThrownBy(() -> gateway.call("CreateApiKey", "{'value':'01234567890123456789'}"))
                .hasMessage("API Key already exists");
        assertThatThrownBy(() -> plan(",'quota':{'limit':1,'period':'YEAR'}"))
                .hasMessageContaining("DAY, WEEK, MONTH");
    }

    // test_get_api_keys, test_create_api_key_with_invalid_value,
    // test_update_api_key_immutable_field
    @Test
    void keysAreListedNewestFirstAndChecked() {
        String first = gateway.call("CreateApiKey", "{'name':'a'}").get("id").asText();
        gateway.clock.advance(java.time.Duration.ofMillis(1));
        String second = gateway.call("CreateApiKey", "{'name':'b'}").get("id").asText();
        JsonNode keys = gateway.call("GetApiKeys", "{'limit':-1}").get("items");
        assertThat(keys.get(0).get("id").asText()).isEqualTo(second);
        assertThat(keys.get(1).get("id").asText()).isEqualTo(first);
        assertThatThrownBy(
                        () -> gateway.call("CreateApiKey", "{'value':'" + "a".repeat(129) + "'}"))
                .hasMessage("API Key value exceeds maximum size of 128 characters");
        assertThatThrownBy(() ->
                        patch("UpdateApiKey", "{'apiKey':'" + first + "'}", "replace", "/id", "x"))
                .hasMessage(
                        "Invalid patch path  '/id' specified for op 'replace'. Must be one of:"
                                + " [/description, /enabled, /name, /customerId]");
    }

    @Test
    void aQuotaIsExtended() {
        String plan = plan(",'quota':{'limit':1,'period':'DAY'}");
        JsonNode key = key(plan);
        String value = key.get("value").asText();
        assertThat(get(value)).isEqualTo("200 in");
        assertThat(get(value)).startsWith("429 ");
        String id = "{'usagePlanId':'" + plan + "','keyId':'" + key.get("id").asText() + "'}";
        JsonNode usage = patch("UpdateUsage", id, "replace", "/remaining", "2");
        assertThat(usage.get("items").get(key.get("id").asText())).hasToString("[[0,2]]");
        assertThat(get(value)).isEqualTo("200 in");
        assertThat(get(value)).isEqualTo("200 in");
        assertThat(get(value)).startsWith("429 ");
    }
}

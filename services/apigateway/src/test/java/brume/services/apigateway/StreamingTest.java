package brume.services.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.BodyStream;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Streamed answers of functions; the format is that of the Developer Guide, "Set up a Lambda proxy
 * integration with payload response streaming in API Gateway".
 */
class StreamingTest extends RestApiFixture {

    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String LAMBDA = "arn:aws:apigateway:us-east-1:lambda:path/";
    private static final String URI =
            LAMBDA + "2021-11-15/functions/" + ARN + "/response-streaming-invocations";

    @BeforeEach
    void method() {
        String method = "{'resourceId':'" + root + "','httpMethod':'GET'";
        call("PutMethod", method + ",'authorizationType':'NONE'}");
    }

    private JsonNode integration(String more) {
        return call(
                "PutIntegration",
                "{'resourceId':'"
                        + root
                        + "','httpMethod':'GET','integrationHttpMethod':'POST',"
                        + more
                        + "}");
    }

    private HttpResponse get() {
        call("CreateDeployment", "{'stageName':'dev'}");
        return gateway.http("GET", "/_aws/execute-api/" + api + "/dev/", "");
    }

    private void stream(String... pieces) {
        gateway.calls.pieces = List.of(pieces).stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    private static String body(HttpResponse response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BodyStream live = response.live().orElseThrow()) {
            live.writeTo(out);
        }
        return out.toString(UTF_8);
    }

    @Test
    void theBodyFollowsTheHead() throws IOException {
        JsonNode shown =
                integration(
                        "'type':'AWS_PROXY','uri':'"
                                + URI
                                + "','responseTransferMode':'STREAM','timeoutInMillis':900000");
        assertThat(shown.get("responseTransferMode").asText()).isEqualTo("STREAM");
        stream(
                "{\"statusCode\":201,\"headers\":{\"X-A\":\"b\"},\"cook",
                "ies\":[\"c=1\"]}\0\0\0",
                "\0\0\0\0\0one",
                "",
                ", two");
        HttpResponse response = get();
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers().first("X-A")).hasValue("b");
        assertThat(response.headers().first("Set-Cookie")).hasValue("c=1");
        assertThat(response.headers().first("x-amzn-RequestId")).isPresent();
        assertThat(body(response)).isEqualTo("one, two");
        assertThat(gateway.calls.lastEvent().get("httpMethod").asText()).isEqualTo("GET");
        JsonNode test =
                call("TestInvokeMethod", "{'resourceId':'" + root + "','httpMethod':'GET'}");
        assertThat(test.get("body").asText()).isEqualTo("one, two");
    }

    @Test
    void whatIsNoStream() throws IOException {
        integration("'type':'AWS_PROXY','uri':'" + URI + "','responseTransferMode':'STREAM'");
        for (String[] pieces :
                new String[][] {
                    {},
                    {"{}"},
                    {"nothing\0\0\0\0\0\0\0\0"},
                    {"{\"statusCode\":1}\0\0\0\0\0\0\0\0"},
                    {"x".repeat(70_000)}
                }) {
            stream(pieces);
            assertThat(Gateway.text(get()))
                    .isEqualTo("502 {\"message\":\"Internal server error\"}");
        }
        gateway.calls.fail("{}");
        stream("{}\0\0\0\0\0\0\0\0half");
        HttpResponse broken = get();
        assertThat(broken.status()).isEqualTo(200);
        assertThatThrownBy(() -> body(broken)).isInstanceOf(IOException.class);
    }

    @Test
    void modeAndAddressFit() {
        String plain = LAMBDA + "2015-03-31/functions/" + ARN + "/invocations";
        String proxy = "'type':'AWS_PROXY','uri':'";
        assertThatThrownBy(() -> integration(proxy + plain + "','responseTransferMode':'STREAM'"))
                .hasMessageContaining("response-streaming-invocations");
        assertThatThrownBy(() -> integration(proxy + URI + "'"))
                .hasMessageContaining("response-streaming-invocations");
        assertThatThrownBy(() -> integration(proxy + URI + "','responseTransferMode':'x'"))
                .hasMessageContaining("Invalid response transfer mode");
        assertThatThrownBy(() ->
                        integration(
                                "'type':'HTTP_PROXY','uri':'http://b','responseTransferMode':"
                                        + "'STREAM'"))
                .hasMessageContaining("HTTP_PROXY");
        assertThatThrownBy(() -> integration(proxy + plain + "','timeoutInMillis':30000"))
                .hasMessage("Timeout should be between 50 ms and 29000 ms");
    }
}

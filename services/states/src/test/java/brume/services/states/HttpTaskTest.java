package brume.services.states;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import brume.api.states.InspectionData;
import brume.api.states.StatesApi;
import brume.api.states.TestStateInput;
import brume.api.states.TestStateOutput;
import brume.spi.ConnectionDirectory.Credentials;
import brume.spi.ConnectionDirectory.Parameter;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks on http:invoke. Source: the developer guide, "Call HTTPS APIs". */
class HttpTaskTest {

    private static final String CONNECTION = "arn:aws:events:us-east-1:000000000000:connection/c/1";

    private StatesFixture states;
    private final List<OutboundRequest> requests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
        states.calls.connections.put(
                CONNECTION,
                new Credentials(
                        List.of(
                                new Parameter("Authorization", "Basic abc", true),
                                new Parameter("X-Open", "seen", false)),
                        List.of(new Parameter("key", "k1", true)),
                        List.of(),
                        false));
    }

    @AfterEach
    void close() {
        states.close();
    }

    private void answering(int status, String body, Map<String, String> headers) {
        states.http =
                request -> {
                    requests.add(request);
                    HttpResponse answer =
                            HttpResponse.of(status, "application/json", body.getBytes(UTF_8));
                    headers.forEach(answer.headers()::set);
                    return answer;
                };
    }

    private static String task(String more) {
        return """
        {"Type": "Task", "Resource": "arn:aws:states:::http:invoke",
          "Parameters": {"ApiEndpoint": "https://example.com/v1/things?a=1", "Method": "POST",
            "Authentication": {"ConnectionArn": "%s"}%s}, "End": true}
        """
                .formatted(CONNECTION, more);
    }

    private DescribeExecutionOutput run(String task) {
        return states.run("{\"StartAt\": \"T\", \"States\": {\"T\": " + task + "}}", "{}");
    }

    private String body() {
        return new String(requests.getLast().body(), UTF_8);
    }

    @Test
    void definitionAndConnectionMakeTheRequest() {
        answering(201, "{\"id\": 7}", Map.of("X-Answer", "yes"));

        DescribeExecutionOutput ended =
                run(
                        task(
                                """
                                , "QueryParameters": {"key": "mine", "list": ["x y", 2]},
                                "Headers": {"x-open": "mine", "X-Own": "1"},
                                "RequestBody": {"n": [1, "ä"]}
                                """));

        OutboundRequest request = requests.getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.url())
                .hasToString("https://example.com/v1/things?a=1&list=x%20y&list=2&key=k1");
        assertThat(request.headers().all("Authorization")).containsExactly("Basic abc");
        assertThat(request.headers().all("X-Open")).containsExactly("seen");
        assertThat(request.headers().all("X-Own")).containsExactly("1");
        assertThat(request.headers().first("User-Agent"))
                .hasValue("Amazon|StepFunctions|HttpInvoke|us-east-1");
        assertThat(request.headers().first("Content-Type")).hasValue("application/json");
        assertThat(body()).isEqualTo("{\"n\":[1,\"ä\"]}");
        JsonNode output = Documents.parse(Objects.requireNonNull(ended.output()));
        assertThat(output.path("StatusCode").intValue()).isEqualTo(201);
        assertThat(output.path("StatusText").asText()).isEqualTo("Created");
        assertThat(output.at("/ResponseBody/id").intValue()).isEqualTo(7);
        assertThat(output.at("/Headers/x-answer/0").asText()).isEqualTo("yes");
        assertThat(states.calls.required.getFirst().action())
                .isEqualTo("states:InvokeHTTPEndpoint");
        assertThat(states.calls.required.getFirst().context())
                .containsEntry("states:HTTPMethod", List.of("POST"))
                .containsEntry("states:HTTPEndpoint", List.of("https://example.com/v1/things?a=1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INDICES  | a%5B0%5D=1&a%5B1%5D=x&o%5Bp%5D=q",
                "REPEAT   | a=1&a=x&o%5Bp%5D=q",
                "COMMAS   | a=1,x&o%5Bp%5D=q",
                "BRACKETS | a%5B%5D=1&a%5B%5D=x&o%5Bp%5D=q",
                "NONE     | a=%5B1%2C%22x%22%5D&o%5Bp%5D=q"
            })
    void bodiesAreUrlEncoded(String format, String expected) {
        answering(200, "{}", Map.of());

        var ignored =
                run(
                        task(
                                """
                                , "RequestBody": {"a": [1, "x"], "o": {"p": "q"}},
                                "Transform": {"RequestBodyEncoding": "URL_ENCODED",
                                  "RequestEncodingOptions": {"ArrayFormat": "%s"}}
                                """
                                        .formatted(format)));

        assertThat(body()).isEqualTo(expected);
        assertThat(requests.getFirst().headers().first("Content-Type"))
                .hasValue("application/x-www-form-urlencoded");
    }

    @Test
    void statusesAreErrors() {
        answering(404, "{\"why\":\"gone\"}", Map.of());

        DescribeExecutionOutput ended = run(task(""));

        assertThat(ended.error()).isEqualTo("States.Http.StatusCode.404");
        assertThat(ended.cause()).isEqualTo("{\"why\":\"gone\"}");
    }

    @Test
    void silenceIsASocketError() {
        states.http =
                request -> {
                    throw new SocketTimeoutException("Read timed out");
                };

        assertThat(run(task("")).error()).isEqualTo("States.Http.Socket");
    }

    @Test
    void whatIsNotAllowedIsNotSent() {
        answering(200, "{}", Map.of());

        assertThat(run(task(", \"Headers\": {\"Host\": \"other\"}")).cause())
                .contains("The header 'Host' cannot be set");
        states.calls.refused.add("states:InvokeHTTPEndpoint");
        assertThat(run(task("")).cause()).contains("not allowed: states:InvokeHTTPEndpoint");
        states.calls.refused.clear();
        states.calls.connections.clear();
        assertThat(run(task("")).error()).isEqualTo("Events.ConnectionResource.NotFound");
        assertThat(requests).isEmpty();
    }

    @Test
    void anEndpointThatAsksForTimeGetsIt() {
        answering(503, "{}", Map.of("Retry-After", "100"));
        String task =
                task("").replace(
                                "\"End\"",
                                """
                                "Retry": [{"ErrorEquals": ["States.Http.StatusCode.503"],
                                  "IntervalSeconds": 5, "MaxAttempts": 1}], "End"
                                """);
        String arn =
                states.start(
                        states.create(
                                "m", "{\"StartAt\": \"T\", \"States\": {\"T\": " + task + "}}"),
                        "{}");
        states.awaitThat(() -> states.events(arn).toString().contains("TaskFailed"));

        states.clock.advance(Duration.ofSeconds(90));
        assertThat(requests).hasSize(1);
        answering(200, "{}", Map.of());
        states.clock.advance(Duration.ofSeconds(11));

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aTokenThatIsRefusedIsRenewedOnce() {
        Parameter old = new Parameter("Authorization", "Bearer old", true);
        Parameter renewed = new Parameter("Authorization", "Bearer new", true);
        states.calls.connections.put(
                CONNECTION, new Credentials(List.of(old), List.of(), List.of(), true));
        states.calls.connections.put(
                CONNECTION + "#renewed",
                new Credentials(List.of(renewed), List.of(), List.of(), true));
        answering(401, "{}", Map.of());

        assertThat(run(task("")).error()).isEqualTo("States.Http.StatusCode.401");
        assertThat(requests.stream().map(sent -> sent.headers().first("Authorization").orElse("")))
                .containsExactly("Bearer old", "Bearer new");
    }

    @Test
    void aTestShowsTheRequestWithoutItsSecrets() {
        answering(200, "{\"id\":1}", Map.of());

        InspectionData hidden = trace(false);
        InspectionData revealed = trace(true);

        assertThat(hidden.request().url()).doesNotContain("k1");
        assertThat(hidden.request().headers()).contains("x-open: seen").doesNotContain("abc");
        assertThat(hidden.response().statusCode()).isEqualTo("200");
        assertThat(hidden.response().body()).isEqualTo("{\"id\":1}");
        assertThat(revealed.request().url()).contains("key=k1");
        assertThat(revealed.request().headers()).contains("authorization: Basic abc");
    }

    private InspectionData trace(boolean revealSecrets) {
        TestStateOutput tested =
                states.call(
                        StatesApi.TEST_STATE,
                        TestStateInput.builder()
                                .definition(task(""))
                                .roleArn(StatesFixture.ROLE)
                                .inspectionLevel("TRACE")
                                .revealSecrets(revealSecrets)
                                .build());
        assertThat(tested.status()).isEqualTo("SUCCEEDED");
        return Objects.requireNonNull(tested.inspectionData());
    }
}

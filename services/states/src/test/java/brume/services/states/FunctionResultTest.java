package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What functions may answer. The data limit's events and its Catch are those that LocalStack's
 * repository records from AWS (test_states_errors), bytes that are JSON those of test_lambda_task.
 */
class FunctionResultTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String TOO_LARGE =
            "' returned a result with a size exceeding the maximum number of bytes service limit.";

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private DescribeExecutionOutput run(String errorEquals) {
        return states.run(
                """
                {"StartAt": "T", "States": {
                  "T": {"Type": "Task", "Resource": "%s", "End": true,
                    "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}],
                    "Catch": [{"ErrorEquals": ["%s"], "Next": "Caught"}]},
                  "Caught": {"Type": "Pass", "End": true}}}
                """
                        .formatted(FUNCTION, errorEquals),
                "{}");
    }

    private static JsonNode output(DescribeExecutionOutput end) {
        assertThat(end.status()).isEqualTo("SUCCEEDED");
        return Documents.parse(String.valueOf(end.output()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Runtime.MarshalError", "States.TaskFailed", "States.ALL"})
    void anAnswerThatIsNotJsonIsTheFunctionsError(String errorEquals) {
        states.calls.function("f", input -> FakeCalls.Answer.of("\u0001\ufffd bytes"));

        JsonNode error = output(run(errorEquals));

        assertThat(error.path("Error").asText()).isEqualTo("Runtime.MarshalError");
        assertThat(Documents.parse(error.path("Cause").asText()).path("errorMessage").asText())
                .startsWith("Unable to marshal response: ");
    }

    @Test
    void bytesThatAreJsonAreAResult() {
        states.calls.function("f", input -> FakeCalls.Answer.of("\"HelloWorld!\""));

        assertThat(output(run("States.ALL")).asText()).isEqualTo("HelloWorld!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"States.DataLimitExceeded", "States.ALL"})
    void aResultOverTheDataLimitIsCaught(String errorEquals) {
        states.calls.function(
                "f", input -> FakeCalls.Answer.of('"' + "\u00a3".repeat(131_072) + '"'));

        DescribeExecutionOutput end = run(errorEquals);

        assertThat(output(end).path("Error").asText()).isEqualTo("States.DataLimitExceeded");
        assertThat(output(end).path("Cause").asText())
                .isEqualTo("The state/task '" + FUNCTION + TOO_LARGE);
        assertThat(states.events(end.executionArn()))
                .containsSequence("5<4 LambdaFunctionFailed", "6<5 TaskStateExited");
    }

    /**
     * LocalStack, v2/services/test_lambda_task_service: a text that is JSON is not quoted again.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"[1, 2]\"|[1, 2]",
                "\"\\\"x\\\"\"|\"x\"",
                "null|{}",
                "\"a b\"|\"a b\"",
                "[3]|[3]"
            })
    void thePayloadOfAnInvocationIsJsonOrItsText(String payload, String sent) {
        states.calls.function("f", FakeCalls.Answer::of);

        assertThat(
                        states.run(
                                        """
                                        {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                                          "Resource": "arn:aws:states:::lambda:invoke",
                                          "Parameters": {"FunctionName": "f", "Payload.$": "$.p"}}}}
                                        """,
                                        "{\"p\": " + payload + "}")
                                .status())
                .isEqualTo("SUCCEEDED");
        assertThat(states.calls.calls).containsExactly(sent);
    }
}

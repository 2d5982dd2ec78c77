package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.InspectionData;
import brume.api.states.MockErrorOutput;
import brume.api.states.MockInput;
import brume.api.states.StatesApi;
import brume.api.states.TestStateConfiguration;
import brume.api.states.TestStateInput;
import brume.api.states.TestStateOutput;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a test of a state can be given. Rules, texts and the members of the inspection data: what
 * LocalStack's v2/test_state records from AWS; the definitions are our own.
 */
class StateSetupTest {

    private static final String MAP =
            """
            {"Type": "Map", "ItemsPath": "$.list", "MaxConcurrency": 2, "End": true,
              "ResultPath": "$.out",
              "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}
            """;
    private static final String PARALLEL =
            """
            {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "L", "States": {"L": {"Type": "Succeed"}}},
              {"StartAt": "R", "States": {"R": {"Type": "Succeed"}}}]}
            """;
    private static final String RETRIED =
            """
            {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution", "End": true,
              "Retry": [{"ErrorEquals": ["Other"]},
                {"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 4}],
              "Catch": [{"ErrorEquals": ["X"], "Next": "N"}, {"ErrorEquals": ["Y"], "Next": "N"}]}
            """;

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private TestStateOutput test(String definition, Consumer<TestStateInput.Builder> more) {
        TestStateInput.Builder input =
                TestStateInput.builder().definition(definition).inspectionLevel("TRACE");
        more.accept(input);
        return states.call(StatesApi.TEST_STATE, input.build());
    }

    private static MockInput result(String result) {
        return MockInput.builder().result(result).build();
    }

    private static MockInput error(String error) {
        return MockInput.builder()
                .errorOutput(MockErrorOutput.builder().error(error).cause("c").build())
                .build();
    }

    private static TestStateConfiguration retries(int count) {
        return TestStateConfiguration.builder().retrierRetryCount(count).build();
    }

    private static InspectionData data(TestStateOutput output) {
        return Objects.requireNonNull(output.inspectionData());
    }

    @Test
    void variablesAreSetAndShown() {
        TestStateOutput tested =
                test(
                        """
                        {"QueryLanguage": "JSONata", "Type": "Pass", "End": true,
                          "Assign": {"b": "{% $a + 1 %}"}, "Output": "{% $a %}"}
                        """,
                        input -> input.variables("{\"a\":1}"));

        assertThat(tested.output()).isEqualTo("1");
        assertThat(data(tested).variables()).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(data(tested).afterArguments()).isNull();
        assertThatThrownBy(() -> test(MAP, input -> input.variables("[]").mock(result("[]"))))
                .hasMessage("Variables must be a JSON object.");
    }

    @Test
    void aContextObjectReplacesTheWholeOne() {
        TestStateOutput tested =
                test(
                        "{\"Type\":\"Pass\",\"Parameters\":{\"c.$\":\"$$\"},\"End\":true}",
                        input -> input.context("{\"Execution\":{\"Id\":\"e\"}}"));

        assertThat(tested.output()).isEqualTo("{\"c\":{\"Execution\":{\"Id\":\"e\"}}}");
    }

    @Test
    void aTestWithoutAContextHasOneOfItsOwn() {
        TestStateOutput tested =
                test(
                        "{\"Type\":\"Pass\",\"Parameters\":{\"c.$\":\"$$\"},\"End\":true}",
                        input -> {});

        assertThat(tested.output())
                .contains("\"RoleArn\":null", "\"State\":{\"Name\":\"StateName\"");
        assertThat(tested.output())
                .containsPattern("\"Id\":\"arn:aws:states:us-east-1:\\d{12}:express:[^:]+:[^:]+\"");
    }

    @Test
    void contextObjectsAreChecked() {
        refused("{\"Execution\":{\"Id\":1}}", "Execution.Id must be a string");
        refused("{\"Map\":{}}", "'Map' field is not supported when mocking a Context object");
        refused("{\"State\":{\"Colour\":\"red\"}}", "Field 'Colour' is not allowed");
        refused("{\"Planet\":{}}", "Field 'Planet' is not allowed");
        refused(
                "{\"Task\":{\"Token\":\"t\"}}",
                "Context object contains 'Task' when state is not a Task state with a '.sync' or"
                        + " '.waitForTaskToken' service integration pattern");
    }

    private void refused(String context, String reason) {
        assertThatThrownBy(() ->
                        test("{\"Type\":\"Pass\",\"End\":true}", input -> input.context(context)))
                .hasMessage("Invalid Context object provided: " + reason);
    }

    @Test
    void retriesAreCountedOn() {
        TestStateOutput third =
                test(RETRIED, input -> input.mock(error("Busy")).stateConfiguration(retries(2)));
        assertThat(third.status()).isEqualTo("RETRIABLE");
        var details = Objects.requireNonNull(data(third).errorDetails());
        assertThat(details.retryIndex()).isEqualTo(1);
        assertThat(details.retryBackoffIntervalSeconds()).isEqualTo(18);

        TestStateOutput fifth =
                test(RETRIED, input -> input.mock(error("Busy")).stateConfiguration(retries(4)));
        assertThat(fifth.status()).isEqualTo("FAILED");
        details = Objects.requireNonNull(data(fifth).errorDetails());
        assertThat(details.retryIndex()).isEqualTo(1);
        assertThat(details.retryBackoffIntervalSeconds()).isNull();
    }

    @Test
    void theCatcherIsNamed() {
        TestStateOutput tested = test(RETRIED, input -> input.mock(error("Y")));

        assertThat(tested.status()).isEqualTo("CAUGHT_ERROR");
        assertThat(Objects.requireNonNull(data(tested).errorDetails()).catchIndex()).isEqualTo(1);
    }

    @Test
    void aMockStandsForTheIterationsOfAMap() {
        TestStateOutput tested =
                test(MAP, input -> input.input("{\"list\":[7,8]}").mock(result("[1,2]")));

        assertThat(tested.output()).isEqualTo("{\"list\":[7,8],\"out\":[1,2]}");
        assertThat(data(tested).afterItemsPath()).isEqualTo("[7,8]");
        assertThat(data(tested).maxConcurrency()).isEqualTo(2);
        assertThat(data(tested).result()).isNull();
        assertThat(data(tested).afterResultSelector()).isEqualTo("[1,2]");
    }

    @Test
    void tooManyFailedIterationsFailADistributedMap() {
        String map =
                """
                {"Type": "Map", "ItemsPath": "$.list", "End": true, "ToleratedFailureCount": 1,
                  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
                      "ExecutionType": "STANDARD"},
                    "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}
                """;
        TestStateConfiguration two =
                TestStateConfiguration.builder().mapIterationFailureCount(2).build();

        TestStateOutput tested =
                test(
                        map,
                        input ->
                                input.input("{\"list\":[7,8]}")
                                        .mock(result("[1,2]"))
                                        .stateConfiguration(two));

        assertThat(tested.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
        assertThat(data(tested).toleratedFailureCount()).isEqualTo(1);
    }

    @Test
    void aStateIsFoundInsideOfAnother() {
        TestStateOutput tested =
                test(
                        """
                        {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
                          "ItemProcessor": {"StartAt": "I", "States": {
                            "I": {"Type": "Pass", "Result": 7, "End": true}}}}}}
                        """,
                        input -> input.stateName("I"));

        assertThat(tested.output()).isEqualTo("7");
    }

    @Test
    void aMockStandsForTheBranchesOfAParallel() {
        TestStateOutput tested = test(PARALLEL, input -> input.mock(result("[1,2]")));

        assertThat(tested.output()).isEqualTo("[1,2]");
        assertThat(data(tested).afterInputPath()).isNull();
        assertThat(test(PARALLEL, input -> input.mock(error("E"))).error()).isEqualTo("E");
    }

    @Test
    void mocksOfWorkflowsAreChecked() {
        assertThatThrownBy(() -> test(MAP, input -> {}))
                .hasMessageStartingWith("TestState API does not support Map or Parallel states.");
        assertThatThrownBy(() -> test(MAP, input -> input.mock(result("{}"))))
                .hasMessage("Mocked result must be an array.");
        assertThatThrownBy(() -> test(PARALLEL, input -> input.mock(result("[1]"))))
                .hasMessage(
                        "Mocked result must contain the same number of items as number of Parallel"
                                + " branches.");
        assertThatThrownBy(() -> test(PARALLEL, input -> input.mock(result("no"))))
                .hasMessage("Mocked result must be valid JSON");
    }

    @Test
    void failedIterationsAreForMocksOfMaps() {
        TestStateConfiguration two =
                TestStateConfiguration.builder().mapIterationFailureCount(2).build();

        assertThatThrownBy(() -> test(MAP, input -> input.stateConfiguration(two)))
                .hasMessage(
                        "TestState does not support MapIterationFailureCount when a mock is not"
                                + " specified.");
        assertThatThrownBy(
                        () -> test(MAP, input -> input.mock(result("[1]")).stateConfiguration(two)))
                .hasMessage(
                        "Map iteration failure count must be less than or equal to the number of"
                                + " Map iterations");
    }

    @Test
    void itemsHaveTheBlanksOfTheirSource() {
        String map =
                """
                {"Type": "Map", "ItemsPath": "%s", "End": true, "ItemProcessor": {
                  "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}
                """;

        assertThat(
                        data(test(
                                        map.formatted("$.b"),
                                        input ->
                                                input.input("{\"a\": [1], \"b\": [ 1,  [2]]}")
                                                        .mock(result("[1,2]"))))
                                .afterItemsPath())
                .isEqualTo("[ 1,  [2]]");
        assertThat(
                        data(test(
                                        map.formatted("$$.Execution.Input"),
                                        input ->
                                                input.context(
                                                                "{\"Execution\": {\"Input\": [1,"
                                                                        + " 2]}}")
                                                        .mock(result("[1,2]"))))
                                .afterItemsPath())
                .isEqualTo("[1, 2]");
    }
}

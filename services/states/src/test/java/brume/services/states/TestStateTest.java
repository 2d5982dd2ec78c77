package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.InspectionData;
import brume.api.states.MockErrorOutput;
import brume.api.states.MockInput;
import brume.api.states.StatesApi;
import brume.api.states.TestStateInput;
import brume.api.states.TestStateOutput;
import brume.wire.ServiceException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TestState. What each inspection level shows is what LocalStack's repository records from AWS
 * (v2/test_state/test_test_state_scenarios).
 */
class TestStateTest {

    private static final String TASK =
            """
            {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
              "Retry": [{"ErrorEquals": ["Again"]}],
              "Catch": [{"ErrorEquals": ["Known"], "Next": "C"}], "Next": "N"}
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

    private TestStateOutput test(String definition, String input, String level) {
        return states.call(
                StatesApi.TEST_STATE,
                TestStateInput.builder()
                        .definition(definition)
                        .roleArn(StatesFixture.ROLE)
                        .input(input)
                        .inspectionLevel(level)
                        .build());
    }

    @Test
    void aPassStateShowsItsStages() {
        TestStateOutput tested =
                test(
                        """
                        {"Type": "Pass", "InputPath": "$.in", "Parameters": {"v.$": "$.x"},
                          "ResultPath": "$.out", "Next": "N"}
                        """,
                        "{\"in\":{\"x\":1}}",
                        "DEBUG");

        assertThat(tested.status()).isEqualTo("SUCCEEDED");
        assertThat(tested.nextState()).isEqualTo("N");
        assertThat(tested.output()).isEqualTo("{\"in\":{\"x\":1},\"out\":{\"v\":1}}");
        InspectionData data = Objects.requireNonNull(tested.inspectionData());
        assertThat(data.input()).isEqualTo("{\"in\":{\"x\":1}}");
        assertThat(data.afterInputPath()).isEqualTo("{\"x\":1}");
        assertThat(data.afterParameters()).isEqualTo("{\"v\":1}");
        assertThat(data.afterResultSelector()).isEqualTo("{\"v\":1}");
        assertThat(data.afterResultPath()).isEqualTo("{\"in\":{\"x\":1},\"out\":{\"v\":1}}");
        assertThat(data.result()).isNull();
    }

    @Test
    void aResultShowsNoParameters() {
        InspectionData data =
                Objects.requireNonNull(
                        test("{\"Type\":\"Pass\",\"Result\":{\"r\":1},\"End\":true}", "{}", "TRACE")
                                .inspectionData());

        assertThat(data.result()).isEqualTo("{\"r\":1}");
        assertThat(data.afterResultPath()).isEqualTo("{\"r\":1}");
        assertThat(data.afterInputPath()).isNull();
        assertThat(data.afterParameters()).isNull();
    }

    @Test
    void aChoiceNamesTheNextState() {
        TestStateOutput tested =
                test(
                        """
                        {"Type": "Choice", "Default": "Other", "Choices": [
                          {"Variable": "$.v", "NumericEquals": 1, "Next": "One"}]}
                        """,
                        "{\"v\":1}",
                        "INFO");

        assertThat(tested.nextState()).isEqualTo("One");
        assertThat(tested.output()).isEqualTo("{\"v\":1}");
        assertThat(tested.inspectionData()).isNull();
    }

    @Test
    void aFailStateFails() {
        TestStateOutput tested =
                test("{\"Type\":\"Fail\",\"Error\":\"E\",\"Cause\":\"c\"}", "{}", "DEBUG");

        assertThat(tested.status()).isEqualTo("FAILED");
        assertThat(tested.error()).isEqualTo("E");
        assertThat(tested.cause()).isEqualTo("c");
        assertThat(Objects.requireNonNull(tested.inspectionData()).afterInputPath())
                .isEqualTo("{}");
    }

    @Test
    void aTaskIsCalledOnce() {
        states.calls.function("f", FakeCalls.Answer::of);
        TestStateOutput tested = test(TASK, "{\"v\":1}", "DEBUG");

        assertThat(tested.status()).isEqualTo("SUCCEEDED");
        assertThat(tested.output()).isEqualTo("{\"v\":1}");
        assertThat(tested.nextState()).isEqualTo("N");
        assertThat(Objects.requireNonNull(tested.inspectionData()).result()).isEqualTo("{\"v\":1}");
        assertThat(states.calls.calls).hasSize(1);
    }

    @Test
    void errorsAreCaughtOrCallForARetry() {
        states.calls.function("f", input -> FakeCalls.Answer.error("Known", "m"));
        TestStateOutput caught = test(TASK, "{}", "INFO");
        assertThat(caught.status()).isEqualTo("CAUGHT_ERROR");
        assertThat(caught.error()).isEqualTo("Known");
        assertThat(caught.nextState()).isEqualTo("C");

        states.calls.function("f", input -> FakeCalls.Answer.error("Again", "m"));
        TestStateOutput again = test(TASK, "{}", "INFO");
        assertThat(again.status()).isEqualTo("RETRIABLE");
        assertThat(again.error()).isEqualTo("Again");
        assertThat(states.calls.calls).hasSize(2);
    }

    @Test
    void aStateOfAMachineIsFoundByItsName() {
        TestStateOutput tested =
                states.call(
                        StatesApi.TEST_STATE,
                        TestStateInput.builder()
                                .stateName("B")
                                .definition(
                                        """
                                        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
                                          "A": {"Type": "Pass", "Next": "B"},
                                          "B": {"Type": "Pass", "Output": "{% $states.input.v + 1 %}",
                                            "Next": "B"}}}
                                        """)
                                .input("{\"v\":1}")
                                .build());

        assertThat(tested.output()).isEqualTo("2");
        assertThat(tested.nextState()).isEqualTo("B");
    }

    @Test
    void aTaskNeedsARole() {
        assertThatThrownBy(() ->
                        states.call(
                                StatesApi.TEST_STATE,
                                TestStateInput.builder().definition(TASK).build()))
                .isInstanceOf(ServiceException.class);
    }

    private static final String PUT_EVENTS =
            """
            {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents",
              "Catch": [{"ErrorEquals": ["Busy"], "Next": "C"}], "End": true}
            """;

    private TestStateOutput mocked(String definition, MockInput mock) {
        return states.call(
                StatesApi.TEST_STATE,
                TestStateInput.builder().definition(definition).input("{}").mock(mock).build());
    }

    private static MockInput result(String result) {
        return MockInput.builder().result(result).build();
    }

    @Test
    void aMockStandsForTheResultAndNeedsNoRole() {
        TestStateOutput tested = mocked(PUT_EVENTS, result("{\"Entries\":[{\"EventId\":\"e\"}]}"));

        assertThat(tested.status()).isEqualTo("SUCCEEDED");
        assertThat(tested.output()).isEqualTo("{\"Entries\":[{\"EventId\":\"e\"}]}");
    }

    @Test
    void aMockedErrorMayBeCaught() {
        TestStateOutput tested =
                mocked(
                        PUT_EVENTS,
                        MockInput.builder()
                                .errorOutput(
                                        MockErrorOutput.builder().error("Busy").cause("c").build())
                                .build());

        assertThat(tested.status()).isEqualTo("CAUGHT_ERROR");
        assertThat(tested.error()).isEqualTo("Busy");
        assertThat(tested.nextState()).isEqualTo("C");
    }

    /** Texts: LocalStack, v2/test_state/test_field_validation_mode. */
    @Test
    void aMockedResultHasTheShapeOfTheRealOne() {
        assertThatThrownBy(() -> mocked(PUT_EVENTS, result("{\"Entries\":[{\"EventId\":[1]}]}")))
                .hasMessage(
                        "Mock result schema validation error: Field 'EventId' must be a string");
        String start =
                "{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:sfn:startExecution\","
                        + "\"End\":true}";
        assertThatThrownBy(() -> mocked(start, result("{}")))
                .hasMessage(
                        "Mock result schema validation error: Required field 'ExecutionArn' is"
                                + " missing");
        assertThat(
                        mocked(
                                        start,
                                        MockInput.builder()
                                                .result("{}")
                                                .fieldValidationMode("PRESENT")
                                                .build())
                                .status())
                .isEqualTo("SUCCEEDED");
    }

    /** Texts: LocalStack, v2/test_state/test_state_mock_validation. */
    @Test
    void onlyTasksTakeAMock() {
        assertThatThrownBy(() -> mocked("{\"Type\":\"Pass\",\"End\":true}", result("1")))
                .hasMessage("State type 'Pass' is not supported when a mock is specified");
    }
}

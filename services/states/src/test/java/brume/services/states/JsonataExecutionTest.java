package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State machines in JSONata, from start to end. */
class JsonataExecutionTest {

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    @Test
    void variablesCrossTheLanguages() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Assign": {"x.$": "$.n"}, "Next": "B"},
                          "B": {"QueryLanguage": "JSONata", "Type": "Pass",
                                "Assign": {"y": "{% $x + 1 %}"},
                                "Output": {"n": "{% $states.input.n %}", "x.$": "$", "k": " {% 1 %}"},
                                "Next": "C"},
                          "C": {"Type": "Pass", "Parameters": {"y.$": "$y", "n.$": "$.n"}, "End": true}}}
                        """,
                        "{\"n\": 4}");

        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("{\"y\":5,\"n\":4}");
    }

    @Test
    void aTaskSelectsItsArgumentsAndItsOutput() {
        states.calls.function("f", input -> FakeCalls.Answer.of("{\"got\": " + input + "}"));

        DescribeExecutionOutput end =
                states.run(
                        """
                        {"QueryLanguage": "JSONata", "StartAt": "T", "States": {
                          "T": {"Type": "Task",
                                "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
                                "Arguments": {"id": "{% $states.input.id & '!' %}"},
                                "Output": "{% $states.result.got.id %}", "End": true}}}
                        """,
                        "{\"id\": \"7\"}");

        assertThat(end.output()).isEqualTo("\"7!\"");
    }

    @Test
    void aChoiceFollowsItsCondition() {
        String definition =
                """
                {"QueryLanguage": "JSONata", "StartAt": "C", "States": {
                  "C": {"Type": "Choice", "Default": "No", "Output": "default",
                        "Choices": [{"Condition": "{% $states.input.n > 3 %}", "Next": "Yes",
                                     "Output": {"big": "{% $states.input.n %}"}}]},
                  "Yes": {"Type": "Succeed"},
                  "No": {"Type": "Fail", "Error": "{% 'E' & 1 %}", "Cause": "{% $states.input %}"}}}
                """;

        DescribeExecutionOutput yes = states.run(definition, "{\"n\": 4}");
        assertThat(yes.output()).isEqualTo("{\"big\":4}");
        String arn = yes.stateMachineArn();
        DescribeExecutionOutput no = states.await(states.start(arn, "{\"n\": 1}"));
        assertThat(no.error()).isEqualTo("E1");
        assertThat(no.cause()).isEqualTo("default");
    }

    @Test
    void aMapRunsOverItsItems() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"QueryLanguage": "JSONata", "StartAt": "M", "States": {
                          "M": {"Type": "Map", "Items": "{% $states.input.list %}",
                                "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}",
                                                 "v": "{% $states.context.Map.Item.Value %}"},
                                "ItemProcessor": {"StartAt": "P", "States": {
                                  "P": {"Type": "Pass", "Output": "{% $states.input.v * 10 + $states.input.i %}",
                                        "End": true}}},
                                "Output": "{% $sum($states.result) %}", "End": true}}}
                        """,
                        "{\"list\": [1, 2, 3]}");

        assertThat(end.output()).isEqualTo("63");
    }

    @Test
    void itemsThatAreNoArrayFailTheMap() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"QueryLanguage": "JSONata", "StartAt": "M", "States": {
                          "M": {"Type": "Map", "Items": "{% {'foo': 'bar'} %}",
                                "ItemProcessor": {"StartAt": "P", "States": {
                                  "P": {"Type": "Pass", "End": true}}}, "End": true}}}
                        """,
                        "{}");

        assertThat(end.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(end.cause())
                .isEqualTo(
                        "An error occurred while executing the state 'M' (entered at the event id"
                                + " #2). The JSONata expression '{'foo': 'bar'}' specified for the"
                                + " field 'Items' returned an unexpected result type. Expected"
                                + " 'array', but was 'object' for value: {\"foo\":\"bar\"}");
    }

    @Test
    void aCatcherSeesTheErrorOutput() {
        states.calls.function("f", input -> FakeCalls.Answer.of("{}"));

        DescribeExecutionOutput end =
                states.run(
                        """
                        {"QueryLanguage": "JSONata", "StartAt": "T", "States": {
                          "T": {"Type": "Task",
                                "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
                                "Arguments": "{% $missing %}", "End": true,
                                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C",
                                           "Assign": {"e": "{% $states.errorOutput.Error %}"},
                                           "Output": "{% $states.input %}"}]},
                          "C": {"Type": "Pass", "Output": ["{% $e %}", "{% $states.input.k %}"],
                                "End": true}}}
                        """,
                        "{\"k\": 1}");

        assertThat(end.output()).isEqualTo("[\"States.QueryEvaluationError\",1]");
    }

    @Test
    void aPathThatMayLeadToManyAnswersNone() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Parameters": {"a.$": "$.items[*].v", "b.$": "$.items[1:]"},
                                "End": true}}}
                        """,
                        "{}");

        assertThat(end.output()).isEqualTo("{\"a\":[],\"b\":[]}");
    }

    /**
     * Orders as recorded from AWS in LocalStack's v2/assign/test_assign_reference_variables and
     * v2/scenarios/test_base_scenarios.
     */
    @Test
    void anExpressionThatFailsHasAnEventOfItsOwn() {
        String arn =
                states.start(
                        states.create(
                                "m",
                                """
                                {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
                                  "A": {"Type": "Pass", "Next": "B"},
                                  "B": {"Type": "Pass", "Output": {"x": "{% $nothing %}"}, "End": true}}}
                                """),
                        "{}");
        states.await(arn);

        assertThat(states.events(arn))
                .endsWith("4<3 PassStateEntered", "5<3 EvaluationFailed", "6<5 ExecutionFailed");
        var details = states.history(arn).get(4).evaluationFailedEventDetails();
        assertThat(details.state()).isEqualTo("B");
        assertThat(details.location()).isEqualTo("Output/x");
        assertThat(details.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(details.cause()).contains("(entered at the event id #4)", "(undefined)");
    }

    @Test
    void aWaitUntilNoTimestampFollowsItsOwnEntry() {
        String arn =
                states.start(
                        states.create(
                                "m",
                                """
                                {"QueryLanguage": "JSONata", "StartAt": "W", "States": {
                                  "W": {"Type": "Wait", "Timestamp": "{% '2020-02-30' %}", "End": true}}}
                                """),
                        "{}");

        assertThat(states.await(arn).cause())
                .endsWith(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset"
                                + " date-time format string: 2020-02-30");
        assertThat(states.events(arn)).contains("3<2 EvaluationFailed");
    }

    @Test
    void aMapInJsonataTakesAnArrayOnly() {
        String arn =
                states.start(
                        states.create(
                                "m",
                                """
                                {"QueryLanguage": "JSONata", "StartAt": "M", "States": {
                                  "M": {"Type": "Map", "End": true, "ItemProcessor": {
                                    "StartAt": "P", "States": {"P": {"Type": "Succeed"}}}}}}
                                """),
                        "5");

        assertThat(states.await(arn).cause())
                .endsWith("Map state input must be an array but was: 5");
        assertThat(states.events(arn))
                .endsWith("3<0 EvaluationFailed", "4<3 MapStateFailed", "5<4 ExecutionFailed");
    }
}

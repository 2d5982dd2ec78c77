package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executions from start to end. Event orders and texts are those that LocalStack's repository
 * records from AWS (tests/aws/services/stepfunctions/v2).
 */
class ExecutionTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

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
    void aPassStateHandsItsResultOn() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Result": {"x": 1}, "ResultPath": "$.r", "Next": "B"},
                          "B": {"Type": "Pass", "Parameters": {"y.$": "$.r.x", "z": "k"}, "End": true}}}
                        """,
                        "{\"in\": true}");

        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("{\"y\":1,\"z\":\"k\"}");
        assertThat(states.events(end.executionArn()))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 PassStateEntered",
                        "3<2 PassStateExited",
                        "4<3 PassStateEntered",
                        "5<4 PassStateExited",
                        "6<5 ExecutionSucceeded");
    }

    @Test
    void aLambdaTaskIsScheduledCalledAndExited() {
        states.calls.function("f", input -> FakeCalls.Answer.of("{\"got\": " + input + "}"));

        DescribeExecutionOutput end = states.run(task(""), "{\"sno\": \"7\"}");

        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("{\"got\": {\"sno\": \"7\"}}");
        assertThat(states.events(end.executionArn()))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 TaskStateEntered",
                        "3<2 LambdaFunctionScheduled",
                        "4<3 LambdaFunctionStarted",
                        "5<4 LambdaFunctionSucceeded",
                        "6<5 TaskStateExited",
                        "7<6 ExecutionSucceeded");
    }

    private static String task(String more) {
        return """
        {"StartAt": "T", "States": {
          "T": {"Type": "Task", "Resource": "%s", %s "End": true}}}
        """
                .formatted(FUNCTION, more);
    }

    @Test
    void anErrorIsRetriedWithBackoffAndThenCaught() {
        AtomicInteger attempts = new AtomicInteger();
        states.calls.function(
                "f",
                input -> {
                    attempts.incrementAndGet();
                    return FakeCalls.Answer.error("Oops", "no");
                });
        String arn =
                states.start(
                        states.create(
                                "retry",
                                """
                                {"StartAt": "T", "States": {
                                  "T": {"Type": "Task", "Resource": "%s",
                                    "Retry": [{"ErrorEquals": ["Oops"], "IntervalSeconds": 10,
                                               "BackoffRate": 3, "MaxAttempts": 2}],
                                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C",
                                               "ResultPath": "$.e"}],
                                    "End": true},
                                  "C": {"Type": "Pass", "End": true}}}
                                """
                                        .formatted(FUNCTION)),
                        "{}");
        states.awaitThat(() -> states.history(arn).size() == 5);
        states.clock.advance(Duration.ofSeconds(10));
        states.awaitThat(() -> states.history(arn).size() == 8);
        states.clock.advance(Duration.ofSeconds(30));

        DescribeExecutionOutput end = states.await(arn);

        assertThat(attempts).hasValue(3);
        assertThat(end.output())
                .isEqualTo(
                        "{\"e\":{\"Error\":\"Oops\",\"Cause\":\"{\\\"errorMessage\\\": \\\"no\\\","
                                + " \\\"errorType\\\": \\\"Oops\\\"}\"}}");
        assertThat(states.events(arn))
                .endsWith(
                        "9<8 LambdaFunctionScheduled",
                        "10<9 LambdaFunctionStarted",
                        "11<10 LambdaFunctionFailed",
                        "12<11 TaskStateExited",
                        "13<12 PassStateEntered",
                        "14<13 PassStateExited",
                        "15<14 ExecutionSucceeded");
    }

    @Test
    void anUncaughtErrorFailsTheExecutionWithTheWholePayloadAsCause() {
        states.calls.function("f", input -> FakeCalls.Answer.error("Oops", "no"));

        DescribeExecutionOutput end = states.run(task(""), "{}");

        assertThat(end.status()).isEqualTo("FAILED");
        assertThat(end.error()).isEqualTo("Oops");
        assertThat(end.cause()).isEqualTo("{\"errorMessage\": \"no\", \"errorType\": \"Oops\"}");
        assertThat(states.events(end.executionArn())).endsWith("6<5 ExecutionFailed");
    }

    @Test
    void aWaitEndsWhenTheClockHasPassedIt() {
        String arn =
                states.start(
                        states.create(
                                "wait",
                                """
                                {"StartAt": "W", "States": {
                                  "W": {"Type": "Wait", "Seconds": 2592000, "End": true}}}
                                """),
                        "{\"a\": 1}");
        assertThat(states.describe(arn).status()).isEqualTo("RUNNING");

        states.clock.advance(Duration.ofDays(30));

        assertThat(states.await(arn).output()).isEqualTo("{\"a\": 1}");
        assertThat(states.events(arn))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 WaitStateEntered",
                        "3<2 WaitStateExited",
                        "4<3 ExecutionSucceeded");
    }

    @Test
    void aMapRunsItsIterationsInOrderWithinItsConcurrency() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "M", "States": {
                          "M": {"Type": "Map", "MaxConcurrency": 1, "ItemsPath": "$.items",
                            "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"},
                            "ItemProcessor": {"StartAt": "P", "States": {
                              "P": {"Type": "Pass", "End": true}}},
                            "End": true}}}
                        """,
                        "{\"items\": [\"a\", \"b\"]}");

        assertThat(end.output()).isEqualTo("[{\"i\":0,\"v\":\"a\"},{\"i\":1,\"v\":\"b\"}]");
        assertThat(states.events(end.executionArn()))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapIterationStarted",
                        "5<4 PassStateEntered",
                        "6<5 PassStateExited",
                        "7<6 MapIterationSucceeded",
                        "8<6 MapIterationStarted",
                        "9<8 PassStateEntered",
                        "10<9 PassStateExited",
                        "11<10 MapIterationSucceeded",
                        "12<11 MapStateSucceeded",
                        "13<11 MapStateExited",
                        "14<13 ExecutionSucceeded");
    }

    @Test
    void aFailedMapIterationFailsTheMapWhichCatches() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "M", "States": {
                          "M": {"Type": "Map", "Iterator": {"StartAt": "F", "States": {
                              "F": {"Type": "Fail", "Error": "E", "Cause": "C"}}},
                            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "N"}],
                            "End": true},
                          "N": {"Type": "Pass", "End": true}}}
                        """,
                        "[1]");

        assertThat(end.output()).isEqualTo("{\"Error\":\"E\",\"Cause\":\"C\"}");
        assertThat(states.events(end.executionArn()))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapIterationStarted",
                        "5<4 FailStateEntered",
                        "6<5 MapIterationFailed",
                        "7<5 MapStateFailed",
                        "8<7 MapStateExited",
                        "9<8 PassStateEntered",
                        "10<9 PassStateExited",
                        "11<10 ExecutionSucceeded");
    }

    @Test
    void parallelBranchesCallTheirTasksAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);
        states.calls.function(
                "f",
                input -> {
                    try {
                        both.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return FakeCalls.Answer.of("\"done\"");
                });
        String branch =
                """
                {"StartAt": "%s", "States": {"%s": {"Type": "Task", "Resource": "%s", "End": true}}}
                """;

        DescribeExecutionOutput end =
                states.run(
                        "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Parallel\","
                                + " \"Branches\": ["
                                + branch.formatted("A", "A", FUNCTION)
                                + ","
                                + branch.formatted("B", "B", FUNCTION)
                                + "], \"End\": true}}}",
                        "{}");

        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("[\"done\",\"done\"]");
        assertThat(states.history(end.executionArn()))
                .extracting(event -> event.id())
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void aTaskThatTakesTooLongTimesOut() {
        CountDownLatch release = new CountDownLatch(1);
        states.calls.function(
                "f",
                input -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return FakeCalls.Answer.of("1");
                });
        String arn = states.start(states.create("slow", task("\"TimeoutSeconds\": 5,")), "{}");
        states.clock.advance(Duration.ofSeconds(5));

        DescribeExecutionOutput end = states.await(arn);
        release.countDown();

        assertThat(end.status()).isEqualTo("FAILED");
        assertThat(end.error()).isEqualTo("States.Timeout");
        assertThat(states.events(arn))
                .endsWith("5<4 LambdaFunctionTimedOut", "6<5 ExecutionFailed");
    }

    @Test
    void anExecutionThatTakesTooLongTimesOut() {
        String arn =
                states.start(
                        states.create(
                                "late",
                                """
                                {"TimeoutSeconds": 60, "StartAt": "W", "States": {
                                  "W": {"Type": "Wait", "Seconds": 100, "End": true}}}
                                """),
                        "{}");
        states.clock.advance(Duration.ofSeconds(60));

        assertThat(states.await(arn).status()).isEqualTo("TIMED_OUT");
    }

    @Test
    void aMissingPathFailsWithTheTextOfAws() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "pass", "States": {
                          "pass": {"Type": "Pass", "Parameters": {"value.$": "$.no_such_jsonpath"},
                            "End": true}}}
                        """,
                        "{}");

        assertThat(end.error()).isEqualTo("States.Runtime");
        assertThat(end.cause())
                .isEqualTo(
                        "An error occurred while executing the state 'pass' (entered at the event"
                                + " id #2). The JSONPath '$.no_such_jsonpath' specified for the"
                                + " field 'value.$' could not be found in the input '{}'");
    }

    @Test
    void aLongLoopIsCarriedOnInSeveralStepsUntilTheHistoryIsFull() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Next": "B"},
                          "B": {"Type": "Choice", "Default": "A", "Choices": [
                            {"Variable": "$.never", "IsPresent": true, "Next": "C"}]},
                          "C": {"Type": "Succeed"}}}
                        """,
                        "{}");

        assertThat(end.status()).isEqualTo("FAILED");
        assertThat(end.cause())
                .isEqualTo("The execution reached the maximum number of history events (25000).");
    }

    /** LocalStack, v2/scenarios/test_base_scenarios and v2/assign. */
    @Test
    void aConcurrencyThatIsNoNumberFailsTheExecutionWithoutFailingTheMap() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
                          "ItemsPath": "$.list", "MaxConcurrencyPath": "$.n", "ItemProcessor": {
                            "StartAt": "P", "States": {"P": {"Type": "Succeed"}}}}}}
                        """);
        String wrong = states.start(machine, "{\"list\":[1,2],\"n\":\"two\"}");
        assertThat(states.await(wrong).error()).isEqualTo("States.Runtime");
        assertThat(states.events(wrong)).endsWith("2<0 MapStateEntered", "3<2 ExecutionFailed");

        String text = states.start(machine, "{\"list\":[1,2],\"n\":\"1\"}");
        assertThat(states.await(text).status()).isEqualTo("SUCCEEDED");
    }

    /** LocalStack, v2/scenarios/test_base_scenarios. */
    @Test
    void aBackslashInAPathIsItselfUnlessItEscapes() {
        assertThat(
                        states.run(
                                        """
                                        {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true,
                                          "InputPath": "$['a\\\\\\"b']"}}}
                                        """,
                                        "{\"a\\\\\\\"b\": 1}")
                                .output())
                .isEqualTo("1");
    }
}

package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.DeleteStateMachineInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.HistoryEvent;
import brume.api.states.RedriveExecutionInput;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.base.MovableClock;
import brume.store.Durability;
import brume.wire.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executions that go on where they have failed. */
class RedriveTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

    @TempDir Path folder;
    private StatesFixture states;

    /** Inputs that the function has failed on already: it fails on each of its inputs once. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void open() {
        states = new StatesFixture(folder);
        failOnce(states.calls);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private void failOnce(FakeCalls calls) {
        calls.function(
                "f",
                input ->
                        failed.add(input) && input.contains("fail")
                                ? FakeCalls.Answer.error("Once", "m")
                                : FakeCalls.Answer.of(input));
    }

    private Instant redrive(String arn, @Nullable String token) {
        return states.call(
                        StatesApi.REDRIVE_EXECUTION,
                        RedriveExecutionInput.builder()
                                .executionArn(arn)
                                .clientToken(token)
                                .build())
                .redriveDate();
    }

    private void assertRefused(String arn, String reason) {
        assertThat(states.describe(arn).redriveStatus()).isEqualTo("NOT_REDRIVABLE");
        assertThat(states.describe(arn).redriveStatusReason()).isEqualTo(reason);
        assertThatThrownBy(() -> redrive(arn, null))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().name()).isEqualTo("ExecutionNotRedrivable"))
                .hasMessage(reason);
    }

    private String failingTask() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Result": "fail", "ResultPath": "$.r", "Next": "T"},
                          "T": {"Type": "Task", "Resource": "%s", "End": true}}}
                        """
                                .formatted(FUNCTION));
        return states.start(machine, "{}");
    }

    @Test
    void theStateThatFailedIsCarriedOutAnew() {
        String arn = failingTask();
        DescribeExecutionOutput first = states.await(arn);
        assertThat(first.status()).isEqualTo("FAILED");
        assertThat(first.redriveStatus()).isEqualTo("REDRIVABLE");

        Instant redriven = redrive(arn, null);

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("{\"r\":\"fail\"}");
        assertThat(end.redriveCount()).isEqualTo(1);
        assertThat(end.redriveDate()).isEqualTo(redriven);
        assertThat(end.error()).isNull();
        assertThat(states.events(arn))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 PassStateEntered",
                        "3<2 PassStateExited",
                        "4<3 TaskStateEntered",
                        "5<4 LambdaFunctionScheduled",
                        "6<5 LambdaFunctionStarted",
                        "7<6 LambdaFunctionFailed",
                        "8<7 ExecutionFailed",
                        "9<8 ExecutionRedriven",
                        "10<9 TaskStateEntered",
                        "11<10 LambdaFunctionScheduled",
                        "12<11 LambdaFunctionStarted",
                        "13<12 LambdaFunctionSucceeded",
                        "14<13 TaskStateExited",
                        "15<14 ExecutionSucceeded");
        HistoryEvent event = states.history(arn).get(8);
        assertThat(Objects.requireNonNull(event.executionRedrivenEventDetails()).redriveCount())
                .isEqualTo(1);
    }

    @Test
    void whatHasSucceededIsNotDoneAgain() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
                          "Branches": [
                            {"StartAt": "Good", "States": {
                              "Good": {"Type": "Task", "Resource": "%1$s", "End": true,
                                "Parameters": "good"}}},
                            {"StartAt": "W", "States": {
                              "W": {"Type": "Wait", "Seconds": 5, "Next": "M"},
                              "M": {"Type": "Map", "ItemsPath": "$.items", "End": true,
                                "MaxConcurrency": 1,
                                "ItemProcessor": {"StartAt": "T", "States": {
                                  "T": {"Type": "Task", "Resource": "%1$s", "End": true}}}}}}]}}}
                        """
                                .formatted(FUNCTION));
        String arn = states.start(machine, "{\"items\": [1, \"fail\", 3]}");
        states.awaitThat(() -> states.calls.calls.contains("\"good\""));
        states.clock.advance(Duration.ofSeconds(6));
        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        var ignored = redrive(arn, null);

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.output()).isEqualTo("[\"good\",[1,\"fail\",3]]");
        assertThat(states.calls.calls)
                .containsExactlyInAnyOrder("\"good\"", "1", "\"fail\"", "\"fail\"", "3");
    }

    @Test
    void aStoppedExecutionGoesOn() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "W", "TimeoutSeconds": 30, "States": {
                          "W": {"Type": "Wait", "Seconds": 20, "Next": "P"},
                          "P": {"Type": "Pass", "End": true}}}
                        """);
        String arn = states.start(machine, "{}");
        var ignored =
                states.call(
                        StatesApi.STOP_EXECUTION,
                        StopExecutionInput.builder().executionArn(arn).build());
        assertThat(states.describe(arn).status()).isEqualTo("ABORTED");
        states.clock.advance(Duration.ofSeconds(25));
        var redriven = redrive(arn, null);
        assertThat(states.describe(arn).status()).isEqualTo("RUNNING");
        assertRefused(arn, "Execution is RUNNING and cannot be redriven");
        states.clock.advance(Duration.ofSeconds(21));

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
        assertThat(states.describe(arn).redriveDate()).isEqualTo(redriven);
    }

    @Test
    void theTimeoutBeginsAnew() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "W", "TimeoutSeconds": 10, "States": {
                          "W": {"Type": "Wait", "Seconds": 20, "End": true}}}
                        """);
        String arn = states.start(machine, "{}");
        states.clock.advance(Duration.ofSeconds(11));
        assertThat(states.await(arn).status()).isEqualTo("TIMED_OUT");
        var ignored = redrive(arn, null);
        states.clock.advance(Duration.ofSeconds(9));
        assertThat(states.describe(arn).status()).isEqualTo("RUNNING");
        states.clock.advance(Duration.ofSeconds(2));
        assertThat(states.await(arn).status()).isEqualTo("TIMED_OUT");
    }

    @Test
    void whatFailsInTheFirstStepIsRedrivenToo() {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Next": "F"},
                          "F": {"Type": "Fail", "Error": "E"}}}
                        """);
        String arn = states.start(machine, "{}");
        var ignored = redrive(arn, null);

        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        assertThat(states.events(arn))
                .containsSequence(
                        "5<4 ExecutionFailed",
                        "6<5 ExecutionRedriven",
                        "7<6 FailStateEntered",
                        "8<7 ExecutionFailed");
    }

    @Test
    void aRedriveSurvivesARestart() {
        String arn = failingTask();
        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        states.close();
        FakeCalls calls = new FakeCalls();
        failOnce(calls);
        states = new StatesFixture(folder, new MovableClock(), calls, Durability.RELAXED);
        Instant redriven = redrive(arn, "token");

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
        assertThat(redrive(arn, "token")).isEqualTo(redriven);
        assertRefused(arn, "Execution is SUCCEEDED and cannot be redriven");
    }

    @Test
    void afterTwoWeeksItIsTooLate() {
        String arn = failingTask();
        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        states.clock.advance(Duration.ofDays(15));

        assertRefused(arn, "Execution redrivable period exceeded");
    }

    @Test
    void withoutItsMachineNothingGoesOn() {
        String arn = failingTask();
        DescribeExecutionOutput end = states.await(arn);
        var ignored =
                states.call(
                        StatesApi.DELETE_STATE_MACHINE,
                        DeleteStateMachineInput.builder()
                                .stateMachineArn(end.stateMachineArn())
                                .build());

        assertRefused(arn, "State machine is in DELETING status");
        assertThat(List.of(end.status())).containsExactly("FAILED");
    }
}

package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.CreateStateMachineInput;
import brume.api.states.DescribeExecutionInput;
import brume.api.states.GetExecutionHistoryInput;
import brume.api.states.ListExecutionsInput;
import brume.api.states.StartSyncExecutionInput;
import brume.api.states.StartSyncExecutionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.base.MovableClock;
import brume.store.Durability;
import brume.store.Key;
import brume.store.Range;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Express executions. Answers and errors are those that LocalStack's repository records from AWS
 * (v2/express, v2/test_sfn_api_express).
 */
class ExpressTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String TASK =
            """
            {"StartAt": "T", "States": {
              "T": {"Type": "Task", "Resource": "%s", "End": true,
                "Catch": [{"ErrorEquals": ["Known"], "Next": "C"}]},
              "C": {"Type": "Pass", "Result": "caught", "End": true}}}
            """
                    .formatted(FUNCTION);

    @TempDir Path folder;
    private StatesFixture states;

    @BeforeEach
    void open() {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private String create(String definition) {
        return states.call(
                        StatesApi.CREATE_STATE_MACHINE,
                        CreateStateMachineInput.builder()
                                .name("e")
                                .type("EXPRESS")
                                .roleArn(StatesFixture.ROLE)
                                .definition(definition)
                                .build())
                .stateMachineArn();
    }

    private StartSyncExecutionOutput sync(String machine, String input) {
        return states.call(
                StatesApi.START_SYNC_EXECUTION,
                StartSyncExecutionInput.builder()
                        .stateMachineArn(machine)
                        .name("n")
                        .input(input)
                        .build());
    }

    private int stored() {
        return states.store.read(
                reader -> reader.list(Range.prefix(Key.of("states", "express")), 100).size());
    }

    private static void assertError(ThrowingCallable body, String code, String message) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.error().name()).isEqualTo(code);
                            assertThat(e.getMessage()).isEqualTo(message);
                        });
    }

    @Test
    void aSynchronousExecutionAnswersItsOutput() {
        String machine =
                create(
                        """
                        {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true,
                          "Parameters": {"e.$": "$$.Execution", "v.$": "$.v"}}}}
                        """);
        StartSyncExecutionOutput end = sync(machine, "{\"v\": 1}");

        assertThat(end.status()).isEqualTo("SUCCEEDED");
        assertThat(end.executionArn())
                .startsWith("arn:aws:states:us-east-1:000000000000:express:e:n:");
        assertThat(end.stateMachineArn()).isEqualTo(machine);
        assertThat(end.billingDetails()).isNotNull();
        assertThat(end.billingDetails().billedMemoryUsedInMB()).isEqualTo(64);
        assertThat(end.billingDetails().billedDurationInMilliseconds()).isEqualTo(100);
        var output = Documents.parse(String.valueOf(end.output()));
        assertThat(output.path("v").asInt()).isEqualTo(1);
        assertThat(output.path("e").path("Id").asText()).isEqualTo(end.executionArn());
        assertThat(output.path("e").has("RedriveCount")).isFalse();
    }

    @Test
    void aFailureIsAnAnswer() {
        String machine =
                create(
                        "{\"StartAt\": \"F\", \"States\": {\"F\": {\"Type\": \"Fail\","
                                + " \"Error\": \"E\", \"Cause\": \"c\"}}}");
        StartSyncExecutionOutput end = sync(machine, "{}");

        assertThat(end.status()).isEqualTo("FAILED");
        assertThat(end.error()).isEqualTo("E");
        assertThat(end.cause()).isEqualTo("c");
        assertThat(end.output()).isNull();
        assertThat(end.outputDetails()).isNotNull();
    }

    @Test
    void tasksWaitsAndBranchesRunInMemory() {
        states.calls.function("f", FakeCalls.Answer::of);
        String machine =
                create(
                        """
                        {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
                          "Branches": [
                            {"StartAt": "W", "States": {
                              "W": {"Type": "Wait", "Seconds": 0, "End": true}}},
                            {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
                              "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "T", "States": {
                                "T": {"Type": "Task", "Resource": "%s", "End": true}}}}}}]}}}
                        """
                                .formatted(FUNCTION));
        StartSyncExecutionOutput end = sync(machine, "{\"items\": [1, 2, 3]}");

        assertThat(end.output()).isEqualTo("[{\"items\": [1, 2, 3]},[1,2,3]]");
        assertThat(states.calls.calls).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void errorsOfTasksAreCaught() {
        states.calls.function("f", input -> FakeCalls.Answer.error("Known", "m"));
        assertThat(sync(create(TASK), "{}").output()).isEqualTo("\"caught\"");
    }

    @Test
    void fiveMinutesAreTheLimit() throws Exception {
        String machine =
                create(
                        """
                        {"StartAt": "W", "TimeoutSeconds": 3600, "States": {
                          "W": {"Type": "Wait", "Seconds": 1000, "End": true}}}
                        """);
        CompletableFuture<StartSyncExecutionOutput> answer =
                CompletableFuture.supplyAsync(() -> sync(machine, "{}"));
        String async = states.start(machine, "{}");
        assertThat(async).contains(":express:e:");
        while (!answer.isDone()) {
            states.clock.advance(Duration.ofSeconds(100));
            Thread.onSpinWait();
        }
        StartSyncExecutionOutput end = answer.get(20, TimeUnit.SECONDS);

        assertThat(end.status()).isEqualTo("TIMED_OUT");
        assertThat(end.error()).isEqualTo("States.Timeout");
        states.awaitThat(() -> stored() == 0);
    }

    @Test
    void anAsynchronousExecutionThatNeedsNothingIsNotStored() {
        String machine =
                create(
                        "{\"StartAt\": \"P\", \"States\": {\"P\":"
                                + " {\"Type\": \"Pass\", \"End\": true}}}");
        states.start(machine, "{}");

        assertThat(stored()).isZero();
    }

    @Test
    void whatACrashInterruptsIsBegunAgain() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        Semaphore never = new Semaphore(0);
        states.calls.function(
                "f",
                input -> {
                    called.countDown();
                    never.acquireUninterruptibly();
                    return FakeCalls.Answer.of(input);
                });
        states.start(create(TASK), "{\"n\": 7}");
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stored()).isEqualTo(1);
        states.close();
        FakeCalls calls = new FakeCalls();
        calls.function("f", FakeCalls.Answer::of);
        states = new StatesFixture(folder, new MovableClock(), calls, Durability.RELAXED);

        states.awaitThat(() -> stored() == 0);

        assertThat(calls.calls).containsExactly("{\"n\": 7}");
        never.release();
    }

    @Test
    void whatIsOverWhenItIsBegunAgainIsForgotten() {
        String machine =
                create(
                        """
                        {"StartAt": "W", "States": {
                          "W": {"Type": "Wait", "TimestampPath": "$.until", "End": true}}}
                        """);
        states.start(
                machine,
                "{\"until\": \"%s\"}"
                        .formatted(
                                states.clock
                                        .now()
                                        .plusSeconds(60)
                                        .truncatedTo(ChronoUnit.SECONDS)));
        assertThat(stored()).isEqualTo(1);
        states.close();
        MovableClock later = new MovableClock();
        later.advance(Duration.ofSeconds(120));
        states = new StatesFixture(folder, later, new FakeCalls(), Durability.RELAXED);

        states.awaitThat(() -> stored() == 0);
    }

    @Test
    void expressExecutionsHaveNoHistory() {
        String machine = create(TASK);
        states.calls.function("f", FakeCalls.Answer::of);
        String arn = states.start(machine, "{}");
        String message = "Invalid Arn: 'Resource type not valid in this context: express'";

        assertError(
                () ->
                        states.call(
                                StatesApi.DESCRIBE_EXECUTION,
                                DescribeExecutionInput.builder().executionArn(arn).build()),
                "InvalidArn",
                message);
        assertError(
                () ->
                        states.call(
                                StatesApi.STOP_EXECUTION,
                                StopExecutionInput.builder().executionArn(arn).build()),
                "InvalidArn",
                message);
        assertError(
                () ->
                        states.call(
                                StatesApi.GET_EXECUTION_HISTORY,
                                GetExecutionHistoryInput.builder().executionArn(arn).build()),
                "InvalidArn",
                message);
        assertError(
                () ->
                        states.call(
                                StatesApi.LIST_EXECUTIONS,
                                ListExecutionsInput.builder().stateMachineArn(machine).build()),
                "StateMachineTypeNotSupported",
                "This operation is not supported by this type of state machine");
    }

    @Test
    void standardMachinesDoNotRunSynchronously() {
        String machine =
                states.create(
                        "s",
                        "{\"StartAt\": \"P\", \"States\": {\"P\":"
                                + " {\"Type\": \"Pass\", \"End\": true}}}");
        assertError(
                () -> sync(machine, "{}"),
                "StateMachineTypeNotSupported",
                "This operation is not supported by this type of state machine");
    }

    @Test
    void whatTakesTooLongIsRefused() {
        assertRefused(
                "arn:aws:states:us-east-1:000000000000:activity:a",
                "Express state machine does not support Activity ARN");
        assertRefused(
                "arn:aws:states:::states:startExecution.sync",
                "Express state machine does not support '.sync' service integration");
        assertRefused(
                "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Express state machine does not support '.waitForTaskToken' service integration ");
    }

    private void assertRefused(String resource, String message) {
        assertError(
                () ->
                        create(
                                """
                                {"StartAt": "T", "States": {
                                  "T": {"Type": "Task", "Resource": "%s", "End": true}}}
                                """
                                        .formatted(resource)),
                "InvalidDefinition",
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: "
                        + message
                        + " at /States/T/Resource'");
    }
}

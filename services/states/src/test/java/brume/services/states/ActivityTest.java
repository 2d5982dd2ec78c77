package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.CreateActivityInput;
import brume.api.states.DeleteActivityInput;
import brume.api.states.DescribeActivityInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.GetActivityTaskInput;
import brume.api.states.GetActivityTaskOutput;
import brume.api.states.HistoryEvent;
import brume.api.states.ListActivitiesInput;
import brume.api.states.ListTagsForResourceInput;
import brume.api.states.SendTaskFailureInput;
import brume.api.states.SendTaskHeartbeatInput;
import brume.api.states.SendTaskSuccessInput;
import brume.api.states.StatesApi;
import brume.api.states.Tag;
import brume.api.states.TagResourceInput;
import brume.base.MovableClock;
import brume.store.Durability;
import brume.wire.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Activities. Events, their details and error texts are those that LocalStack's repository records
 * from AWS (v2/activities/test_activities and v2/test_sfn_api_activities).
 */
class ActivityTest {

    @TempDir Path folder;
    private StatesFixture states;
    private String activity;

    @BeforeEach
    void open() {
        states = new StatesFixture(folder);
        activity = create("work");
    }

    @AfterEach
    void close() {
        states.close();
    }

    private String create(String name) {
        return states.call(
                        StatesApi.CREATE_ACTIVITY, CreateActivityInput.builder().name(name).build())
                .activityArn();
    }

    private String start(String fields) {
        String machine =
                states.create(
                        "m",
                        """
                        {"StartAt": "T", "States": {
                          "T": {"Type": "Task", "Resource": "%s" %s, "End": true}}}
                        """
                                .formatted(activity, fields));
        return states.start(machine, "{\"v\": 1}");
    }

    private GetActivityTaskOutput poll() {
        return states.call(
                StatesApi.GET_ACTIVITY_TASK,
                GetActivityTaskInput.builder().activityArn(activity).workerName("w").build());
    }

    private void succeed(GetActivityTaskOutput task) {
        states.call(
                StatesApi.SEND_TASK_SUCCESS,
                SendTaskSuccessInput.builder()
                        .taskToken(Objects.requireNonNull(task.taskToken()))
                        .output("{\"done\": true}")
                        .build());
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
    void aWorkerTakesTheTaskAndReportsItsResult() {
        String arn = start("");
        GetActivityTaskOutput task = poll();

        assertThat(task.input()).isEqualTo("{\"v\": 1}");
        succeed(task);

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.output()).isEqualTo("{\"done\": true}");
        assertThat(states.events(arn))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 TaskStateEntered",
                        "3<2 ActivityScheduled",
                        "4<3 ActivityStarted",
                        "5<4 ActivitySucceeded",
                        "6<5 TaskStateExited",
                        "7<6 ExecutionSucceeded");
        List<HistoryEvent> events = states.history(arn);
        assertThat(Objects.requireNonNull(events.get(2).activityScheduledEventDetails()).resource())
                .isEqualTo(activity);
        assertThat(Objects.requireNonNull(events.get(3).activityStartedEventDetails()).workerName())
                .isEqualTo("w");
        assertThat(Objects.requireNonNull(events.get(4).activitySucceededEventDetails()).output())
                .isEqualTo("{\"done\": true}");
        assertError(
                () -> succeed(task),
                "TaskTimedOut",
                "Task Timed Out: 'Provided task does not exist anymore'");
    }

    @Test
    void aPollWaitsForATaskAndTwoWorkersNeverGetTheSame() throws Exception {
        CompletableFuture<GetActivityTaskOutput> first = CompletableFuture.supplyAsync(this::poll);
        CompletableFuture<GetActivityTaskOutput> second = CompletableFuture.supplyAsync(this::poll);
        String machine =
                states.create(
                        "two",
                        """
                        {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
                          "Branches": [
                            {"StartAt": "A", "States": {
                              "A": {"Type": "Task", "Resource": "%1$s", "End": true}}},
                            {"StartAt": "B", "States": {
                              "B": {"Type": "Task", "Resource": "%1$s", "End": true,
                                "QueryLanguage": "JSONata", "Arguments": "{%% $states.input.v + 1 %%}"}}}]}}}
                        """
                                .formatted(activity));
        String arn = states.start(machine, "{\"v\": 1}");

        GetActivityTaskOutput one = first.get(20, TimeUnit.SECONDS);
        GetActivityTaskOutput other = second.get(20, TimeUnit.SECONDS);
        assertThat(List.of(String.valueOf(one.input()), String.valueOf(other.input())))
                .containsExactlyInAnyOrder("{\"v\": 1}", "2");
        succeed(one);
        succeed(other);
        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aWorkersFailureIsCaught() {
        String arn =
                start(
                        ", \"Catch\": [{\"ErrorEquals\": [\"States.TaskFailed\"], \"Next\": \"C\"}]"
                                + ", \"Next\": \"C\"}, \"C\": {\"Type\": \"Pass\"");
        states.call(
                StatesApi.SEND_TASK_FAILURE,
                SendTaskFailureInput.builder()
                        .taskToken(Objects.requireNonNull(poll().taskToken()))
                        .error("Broken")
                        .cause("because")
                        .build());

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.output()).isEqualTo("{\"Error\":\"Broken\",\"Cause\":\"because\"}");
        assertThat(states.events(arn)).contains("5<4 ActivityFailed", "6<5 TaskStateExited");
    }

    @Test
    void theTimeoutIsCountedFromTheStart() {
        String arn = start(", \"TimeoutSeconds\": 5");
        states.clock.advance(Duration.ofSeconds(60));
        poll();
        states.clock.advance(Duration.ofSeconds(6));

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.status()).isEqualTo("FAILED");
        assertThat(end.error()).isEqualTo("States.Timeout");
        assertThat(states.events(arn))
                .containsSequence(
                        "4<3 ActivityStarted", "5<4 ActivityTimedOut", "6<5 ExecutionFailed");
    }

    @Test
    void aWorkerThatIsSilentForTooLongHasFailed() {
        String arn = start(", \"TimeoutSeconds\": 60, \"HeartbeatSeconds\": 10");
        GetActivityTaskOutput task = poll();
        for (int i = 0; i < 3; i++) {
            states.clock.advance(Duration.ofSeconds(8));
            states.call(
                    StatesApi.SEND_TASK_HEARTBEAT,
                    SendTaskHeartbeatInput.builder()
                            .taskToken(Objects.requireNonNull(task.taskToken()))
                            .build());
        }
        assertThat(states.describe(arn).status()).isEqualTo("RUNNING");
        states.clock.advance(Duration.ofSeconds(11));

        assertThat(states.await(arn).error()).isEqualTo("States.HeartbeatTimeout");
        HistoryEvent scheduled = states.history(arn).get(2);
        assertThat(
                        Objects.requireNonNull(scheduled.activityScheduledEventDetails())
                                .heartbeatInSeconds())
                .isEqualTo(10);
    }

    @Test
    void aTaskThatWaitsSurvivesARestart() {
        String arn = start("");
        states.close();
        states = new StatesFixture(folder, new MovableClock(), new FakeCalls(), Durability.RELAXED);

        GetActivityTaskOutput task = poll();
        states.close();
        states = new StatesFixture(folder, new MovableClock(), new FakeCalls(), Durability.RELAXED);
        succeed(task);

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aTaskOfAStoppedExecutionIsNotGivenAway() {
        String stopped = start("");
        states.call(
                StatesApi.STOP_EXECUTION,
                brume.api.states.StopExecutionInput.builder().executionArn(stopped).build());
        String machine = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
        String running = states.start(machine, "{\"v\": 2}");

        GetActivityTaskOutput task = poll();

        assertThat(task.input()).isEqualTo("{\"v\": 2}");
        succeed(task);
        assertThat(states.await(running).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aTaskOfADeletedActivityFails() {
        states.call(
                StatesApi.DELETE_ACTIVITY,
                DeleteActivityInput.builder().activityArn(activity).build());
        String arn = start("");

        DescribeExecutionOutput end = states.await(arn);
        assertThat(end.error()).isEqualTo("States.Runtime");
        assertThat(end.cause())
                .isEqualTo(
                        "An error occurred while executing the state 'T' (entered at the event id"
                                + " #2). The activity "
                                + activity
                                + " does not exist.");
        assertThat(states.events(arn))
                .containsExactly(
                        "1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 ExecutionFailed");
    }

    @Test
    void activitiesAreKeptByName() {
        assertThat(create("work")).isEqualTo(activity);
        create("other");
        assertThat(
                        states.call(
                                        StatesApi.LIST_ACTIVITIES,
                                        ListActivitiesInput.builder().maxResults(1).build())
                                .activities()
                                .getFirst()
                                .name())
                .isEqualTo("other");
        states.call(
                StatesApi.TAG_RESOURCE,
                TagResourceInput.builder()
                        .resourceArn(activity)
                        .tags(List.of(Tag.builder().key("k").value("v").build()))
                        .build());
        assertThat(
                        states.call(
                                        StatesApi.LIST_TAGS_FOR_RESOURCE,
                                        ListTagsForResourceInput.builder()
                                                .resourceArn(activity)
                                                .build())
                                .tags())
                .hasSize(1);
        assertError(() -> create("a b"), "InvalidName", "Invalid Name: 'a b'");
        assertError(
                () -> describe("no_an_activity_arn"),
                "InvalidArn",
                "Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'");
        assertError(
                () -> describe(activity + "2"),
                "ActivityDoesNotExist",
                "Activity Does Not Exist: '" + activity + "2'");
    }

    private void describe(String arn) {
        states.call(
                StatesApi.DESCRIBE_ACTIVITY,
                DescribeActivityInput.builder().activityArn(arn).build());
    }
}

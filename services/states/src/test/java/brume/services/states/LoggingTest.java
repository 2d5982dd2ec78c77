package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.logs.DescribeLogGroupsResponse;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogGroup;
import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.api.logs.PutLogEventsResponse;
import brume.api.states.CloudWatchLogsLogGroup;
import brume.api.states.CreateStateMachineInput;
import brume.api.states.DescribeStateMachineInput;
import brume.api.states.LogDestination;
import brume.api.states.LoggingConfiguration;
import brume.api.states.StatesApi;
import brume.wire.Documents;
import brume.wire.ServiceException;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Execution logging. Events, levels, their form and error texts are those that LocalStack's
 * repository records from AWS (v2/logs/test_logs, v2/test_sfn_api_logs).
 */
class LoggingTest {

    private static final String GROUP = "/states/g";
    private static final String PASS =
            "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}";
    private static final String FAIL =
            "{\"StartAt\": \"F\", \"States\": {\"F\": {\"Type\": \"Fail\","
                    + " \"Error\": \"E\", \"Cause\": \"c\"}}}";

    private final BlockingQueue<JsonNode> logged = new LinkedBlockingQueue<>();
    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
        states.calls.operation(
                LogsApi.DESCRIBE_LOG_GROUPS,
                input ->
                        DescribeLogGroupsResponse.builder()
                                .logGroups(List.of(LogGroup.builder().logGroupName(GROUP).build()))
                                .build());
        states.calls.operation(
                LogsApi.CREATE_LOG_STREAM,
                input -> {
                    assertThat(input.logStreamName()).startsWith("states/m/");
                    return Unit.INSTANCE;
                });
        states.calls.operation(
                LogsApi.PUT_LOG_EVENTS,
                input -> {
                    assertThat(input.logGroupName()).isEqualTo(GROUP);
                    for (InputLogEvent event : input.logEvents()) {
                        logged.add(Documents.parse(event.message()));
                    }
                    return PutLogEventsResponse.builder().build();
                });
    }

    @AfterEach
    void close() {
        states.close();
    }

    private static LoggingConfiguration logging(String level, boolean data, String... groups) {
        return LoggingConfiguration.builder()
                .level(level)
                .includeExecutionData(data)
                .destinations(
                        Arrays.stream(groups)
                                .map(group ->
                                        new LogDestination(
                                                new CloudWatchLogsLogGroup(
                                                        "arn:aws:logs:us-east-1:000000000000:log-group:"
                                                                + group
                                                                + ":*")))
                                .toList())
                .build();
    }

    private String create(String type, String definition, LoggingConfiguration logging) {
        return states.call(
                        StatesApi.CREATE_STATE_MACHINE,
                        CreateStateMachineInput.builder()
                                .name("m")
                                .type(type)
                                .roleArn(StatesFixture.ROLE)
                                .definition(definition)
                                .loggingConfiguration(logging)
                                .build())
                .stateMachineArn();
    }

    private JsonNode next() throws InterruptedException {
        JsonNode event = logged.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    @Test
    void everyEventIsLoggedWithItsData() throws Exception {
        String arn = states.start(create("STANDARD", PASS, logging("ALL", true, GROUP)), "{}");

        JsonNode started = next();
        assertThat(started.path("event_timestamp").asText()).matches("[0-9]{13}");
        assertThat(started.toString())
                .isEqualTo(
                        ("{'id':'1','type':'ExecutionStarted','details':{'input':'{}','inputDetails':"
                             + "{'truncated':false},'roleArn':'"
                                        + StatesFixture.ROLE
                                        + "'},'previous_event_id':'0','event_timestamp':'"
                                        + started.path("event_timestamp").asText()
                                        + "','execution_arn':'"
                                        + arn
                                        + "','redrive_count':'0'}")
                                .replace('\'', '"'));
        assertThat(next().path("details").path("name").asText()).isEqualTo("P");
        assertThat(next().path("details").path("output").asText()).isEqualTo("{}");
        assertThat(next().path("previous_event_id").asText()).isEqualTo("3");
    }

    @Test
    void dataIsLeftOut() throws Exception {
        states.start(create("STANDARD", PASS, logging("ALL", false, GROUP)), "{}");

        assertThat(next().path("details").toString())
                .isEqualTo("{\"roleArn\":\"" + StatesFixture.ROLE + "\"}");
        assertThat(next().path("details").toString()).isEqualTo("{\"name\":\"P\"}");
        assertThat(next().path("details").toString()).isEqualTo("{\"name\":\"P\"}");
        assertThat(next().path("details").toString()).isEqualTo("{}");
    }

    @Test
    void aLevelChoosesAmongTheEvents() throws Exception {
        states.start(create("STANDARD", FAIL, logging("ERROR", false, GROUP)), "{}");

        assertThat(next().path("type").asText()).isEqualTo("FailStateEntered");
        assertThat(next().path("details").toString())
                .isEqualTo("{\"error\":\"E\",\"cause\":\"c\"}");
    }

    @Test
    void expressExecutionsLogWithoutAHistory() {
        String arn = states.start(create("EXPRESS", FAIL, logging("FATAL", true, GROUP)), "{}");

        assertThat(logged).hasSize(1);
        assertThat(logged.element().path("type").asText()).isEqualTo("ExecutionFailed");
        assertThat(logged.element().path("execution_arn").asText()).isEqualTo(arn);
    }

    @Test
    void aDeletedLogGroupStopsNoExecution() {
        states.calls.operation(
                LogsApi.PUT_LOG_EVENTS,
                input -> {
                    throw LogsErrors.resourceNotFoundException("gone");
                });
        String arn = states.start(create("STANDARD", PASS, logging("ALL", true, GROUP)), "{}");

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aConfigurationIsCheckedAndDescribed() {
        assertRefused(logging("ALL", true), "Must specify exactly one Log Destination.");
        assertRefused(
                logging("ALL", true, GROUP, "/other"), "Must specify exactly one Log Destination.");
        assertRefused(logging("ERROR", true, "/other"), "Log Destination not found.");
        LoggingConfiguration off = LoggingConfiguration.builder().destinations(List.of()).build();
        String machine = create("STANDARD", PASS, off);
        assertThat(
                        states.call(
                                        StatesApi.DESCRIBE_STATE_MACHINE,
                                        DescribeStateMachineInput.builder()
                                                .stateMachineArn(machine)
                                                .build())
                                .loggingConfiguration())
                .isEqualTo(logging("OFF", false));
    }

    private void assertRefused(LoggingConfiguration logging, String reason) {
        assertThatThrownBy(() -> create("STANDARD", PASS, logging))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Invalid Logging Configuration: " + reason);
    }

    @Test
    void aRoleWithoutAccessIsRefused() {
        states.calls.operation(
                LogsApi.DESCRIBE_LOG_GROUPS,
                input -> {
                    throw LogsErrors.resourceNotFoundException("no");
                });
        assertThatThrownBy(() -> create("STANDARD", PASS, logging("ALL", true, GROUP)))
                .isInstanceOf(ServiceException.class)
                .hasMessage(
                        "The state machine IAM Role is not authorized to access the Log"
                                + " Destination");
    }

    @Test
    void executionsThatEndTogetherShareAStream() throws InterruptedException {
        Set<String> streams = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(1);
        states.calls.operation(
                LogsApi.CREATE_LOG_STREAM,
                input -> {
                    streams.add(input.logStreamName());
                    begun.countDown();
                    return Unit.INSTANCE;
                });
        String machine = create("STANDARD", PASS, logging("ALL", true, GROUP));
        for (int i = 0; i < 8; i++) {
            var ignored = states.start(machine, "{}");
        }

        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 8 * 4; i++) {
            var ignored = next();
        }
        assertThat(streams).hasSize(1);
    }
}

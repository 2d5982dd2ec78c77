package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeMapRunInput;
import brume.api.states.DescribeMapRunOutput;
import brume.api.states.ListExecutionsInput;
import brume.api.states.ListMapRunsInput;
import brume.api.states.MapRunListItem;
import brume.api.states.RedriveExecutionInput;
import brume.api.states.StatesApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Map runs that go on after they have failed. Source: developer guide, "Redriving Map Runs". */
class MapRunRedriveTest {

    private static final String INPUT = "[\"good\", \"bad\", \"late\"]";

    private StatesFixture states;
    private final Map<String, AtomicInteger> called = new ConcurrentHashMap<>();
    private volatile boolean broken = true;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
        states.calls.function(
                "f",
                input -> {
                    called.computeIfAbsent(input, _ -> new AtomicInteger()).incrementAndGet();
                    return broken && input.contains("bad")
                            ? FakeCalls.Answer.error("Oops", "broken")
                            : FakeCalls.Answer.of(input);
                });
    }

    @AfterEach
    void close() {
        states.close();
    }

    private static String definition(String type, int concurrency) {
        return """
        {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": %d, "End": true,
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"},
            "StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f"}}}}}}
        """
                .formatted(concurrency, type);
    }

    private String failed(String type, int concurrency) {
        String arn = states.start(states.create("m", definition(type, concurrency)), INPUT);
        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        return arn;
    }

    private void redrive(String arn) {
        var ignored =
                states.call(
                        StatesApi.REDRIVE_EXECUTION,
                        RedriveExecutionInput.builder().executionArn(arn).build());
    }

    private List<MapRunListItem> runs(String arn) {
        return states.call(
                        StatesApi.LIST_MAP_RUNS,
                        ListMapRunsInput.builder().executionArn(arn).build())
                .mapRuns();
    }

    private DescribeMapRunOutput run(String arn) {
        return states.call(
                StatesApi.DESCRIBE_MAP_RUN,
                DescribeMapRunInput.builder().mapRunArn(runs(arn).getFirst().mapRunArn()).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"STANDARD", "EXPRESS"})
    void onlyWhatHasNotSucceededIsRunAgain(String type) {
        String arn = failed(type, 1);
        assertThat(run(arn).executionCounts().failed()).isEqualTo(1);
        assertThat(run(arn).redriveCount()).isNull();

        broken = false;
        redrive(arn);

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
        assertThat(states.describe(arn).output()).isEqualTo("[\"good\",\"bad\",\"late\"]");
        assertThat(runs(arn)).hasSize(1);
        DescribeMapRunOutput run = run(arn);
        assertThat(run.status()).isEqualTo("SUCCEEDED");
        assertThat(run.redriveCount()).isEqualTo(1);
        assertThat(run.executionCounts().succeeded()).isEqualTo(3);
        assertThat(run.executionCounts().failed()).isZero();
        assertThat(run.executionCounts().pendingRedrive()).isNull();
        assertThat(called.get("\"good\"")).hasValue(1);
        assertThat(called.get("\"bad\"")).hasValue(2);
        assertThat(called.get("\"late\"")).hasValue(1);
        assertThat(states.events(arn).stream().map(line -> line.substring(line.indexOf(' ') + 1)))
                .endsWith(
                        "ExecutionFailed",
                        "ExecutionRedriven",
                        "MapRunRedriven",
                        "MapRunSucceeded",
                        "MapStateSucceeded",
                        "MapStateExited",
                        "ExecutionSucceeded");
    }

    @Test
    void aRunFailsAgainAndIsRedrivenAgain() {
        String arn = failed("STANDARD", 0);

        redrive(arn);
        assertThat(states.await(arn).status()).isEqualTo("FAILED");
        assertThat(run(arn).redriveCount()).isEqualTo(1);
        broken = false;
        redrive(arn);

        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");
        assertThat(run(arn).redriveCount()).isEqualTo(2);
        assertThat(run(arn).executionCounts().succeeded()).isEqualTo(3);
        assertThat(called.get("\"good\"")).hasValue(1);
    }

    @Test
    void aChildGoesOnInItsOwnExecution() {
        String arn = failed("STANDARD", 1);
        broken = false;
        redrive(arn);
        assertThat(states.await(arn).status()).isEqualTo("SUCCEEDED");

        var children =
                states.call(
                                StatesApi.LIST_EXECUTIONS,
                                ListExecutionsInput.builder()
                                        .mapRunArn(runs(arn).getFirst().mapRunArn())
                                        .build())
                        .executions();
        assertThat(children).hasSize(3);
        assertThat(children.stream().map(child -> states.describe(child.executionArn())))
                .filteredOn(child -> child.redriveCount() == 1)
                .hasSize(1);
    }
}

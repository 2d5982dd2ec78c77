package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import brume.api.states.DescribeMapRunInput;
import brume.api.states.DescribeMapRunOutput;
import brume.api.states.ExecutionListItem;
import brume.api.states.ListExecutionsInput;
import brume.api.states.ListMapRunsInput;
import brume.api.states.MapRunListItem;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.api.states.UpdateMapRunInput;
import brume.wire.Documents;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Map states in distributed mode. Event orders and texts are those that LocalStack's repository
 * records from AWS (tests/aws/services/stepfunctions/v2/scenarios and v2/test_sfn_api_map_run).
 */
class DistributedMapTest {

    private static final String ITEM =
            "\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true}}";

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private static String map(String fields, String type, String item) {
        return """
        {"StartAt": "M", "States": {"M": {"Type": "Map", %s "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"}, %s}}}}
        """
                .formatted(fields, type, item);
    }

    private MapRunListItem run(String executionArn) {
        List<MapRunListItem> runs =
                states.call(
                                StatesApi.LIST_MAP_RUNS,
                                ListMapRunsInput.builder().executionArn(executionArn).build())
                        .mapRuns();
        assertThat(runs).hasSize(1);
        return runs.getFirst();
    }

    private DescribeMapRunOutput describe(String mapRunArn) {
        return states.call(
                StatesApi.DESCRIBE_MAP_RUN,
                DescribeMapRunInput.builder().mapRunArn(mapRunArn).build());
    }

    private List<ExecutionListItem> children(String mapRunArn) {
        return states.call(
                        StatesApi.LIST_EXECUTIONS,
                        ListExecutionsInput.builder().mapRunArn(mapRunArn).build())
                .executions();
    }

    @Test
    void eachItemIsAnExecutionOfItsOwn() {
        DescribeExecutionOutput end =
                states.run(
                        map("\"Label\": \"Items\",", "STANDARD", ITEM), "[\"Hello\", \"World\"]");

        assertThat(end.output()).isEqualTo("[\"Hello\",\"World\"]");
        assertThat(states.events(end.executionArn()))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapRunStarted",
                        "5<4 MapRunSucceeded",
                        "6<5 MapStateSucceeded",
                        "7<5 MapStateExited",
                        "8<7 ExecutionSucceeded");
        MapRunListItem run = run(end.executionArn());
        assertThat(run.stateMachineArn()).isEqualTo(end.stateMachineArn() + "/Items");
        assertThat(run.mapRunArn())
                .startsWith(
                        end.stateMachineArn().replace(":stateMachine:", ":mapRun:") + "/Items:");
        DescribeMapRunOutput described = describe(run.mapRunArn());
        assertThat(described.status()).isEqualTo("SUCCEEDED");
        assertThat(described.executionArn()).isEqualTo(end.executionArn());
        assertThat(described.itemCounts().total()).isEqualTo(2);
        assertThat(described.executionCounts().succeeded()).isEqualTo(2);
        assertThat(described.executionCounts().resultsWritten()).isEqualTo(2);
        assertThat(children(run.mapRunArn()))
                .hasSize(2)
                .allSatisfy(child -> {
                    assertThat(child.mapRunArn()).isEqualTo(run.mapRunArn());
                    assertThat(child.stateMachineArn()).isEqualTo(run.stateMachineArn());
                    assertThat(states.describe(child.executionArn()).mapRunArn())
                            .isEqualTo(run.mapRunArn());
                    assertThat(states.events(child.executionArn()))
                            .containsExactly(
                                    "1<0 ExecutionStarted",
                                    "2<0 PassStateEntered",
                                    "3<2 PassStateExited",
                                    "4<3 ExecutionSucceeded");
                });
    }

    @Test
    void itemsAreSelectedAndBatched() {
        String fields =
                """
                "ItemsPath": "$.items",
                "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "k.$": "$.k"},
                "ItemBatcher": {"MaxItemsPerBatchPath": "$.size", "BatchInput": {"b": 1}},
                """;

        DescribeExecutionOutput end =
                states.run(
                        map(fields, "STANDARD", ITEM),
                        "{\"items\": [\"a\", \"b\", \"c\"], \"k\": 7, \"size\": \"2\"}");

        assertThat(end.output())
                .isEqualTo(
                        "[{\"BatchInput\":{\"b\":1},\"Items\":[{\"v\":\"a\",\"i\":0,\"k\":7},"
                            + "{\"v\":\"b\",\"i\":1,\"k\":7}]},"
                            + "{\"BatchInput\":{\"b\":1},\"Items\":[{\"v\":\"c\",\"i\":2,\"k\":7}]}]");
        DescribeMapRunOutput run = describe(run(end.executionArn()).mapRunArn());
        assertThat(run.itemCounts().total()).isEqualTo(3);
        assertThat(run.executionCounts().total()).isEqualTo(2);
    }

    @Test
    void expressChildrenAndNestedRunsAndEmptyOnes() {
        assertThat(states.run(map("", "EXPRESS", ITEM), "[1, 2, 3]").output()).isEqualTo("[1,2,3]");
        assertThat(states.run(map("", "STANDARD", ITEM), "[]").output()).isEqualTo("[]");
        String inner =
                """
                "StartAt": "N", "States": {"N": {"Type": "Map", "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, %s}}}
                """
                        .formatted(ITEM);
        assertThat(states.run(map("", "STANDARD", inner), "[[1, 2], [3]]").output())
                .isEqualTo("[[1,2],[3]]");
    }

    private static final String PICKY =
            """
            "StartAt": "C", "States": {
              "C": {"Type": "Choice", "Default": "P", "Choices": [
                {"Variable": "$", "NumericGreaterThan": 5, "Next": "F"}]},
              "P": {"Type": "Pass", "End": true},
              "F": {"Type": "Fail", "Error": "TooLarge", "Cause": "more than 5"}}
            """;

    @Test
    void moreFailuresThanAreToleratedFailTheState() {
        DescribeExecutionOutput end =
                states.run(map("\"MaxConcurrency\": 1,", "STANDARD", PICKY), "[1, 6, 2]");

        assertThat(end.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
        assertThat(states.events(end.executionArn()))
                .containsSequence(
                        "4<3 MapRunStarted",
                        "5<4 MapRunFailed",
                        "6<5 MapStateFailed",
                        "7<6 ExecutionFailed");
        DescribeMapRunOutput run = describe(run(end.executionArn()).mapRunArn());
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.executionCounts().failed()).isEqualTo(1);
        assertThat(run.executionCounts().pending()).isEqualTo(1);

        assertThat(
                        states.run(
                                        map(
                                                "\"ToleratedFailurePercentage\": 50,",
                                                "STANDARD",
                                                PICKY),
                                        "[1, 6]")
                                .output())
                .isEqualTo("[1,{\"Error\":\"TooLarge\",\"Cause\":\"more than 5\"}]");
    }

    @Test
    void computedThresholdsAreChecked() {
        String definition = map("\"ToleratedFailureCountPath\": \"$[0]\",", "STANDARD", ITEM);

        assertThat(states.run(definition, "[-1]").cause())
                .isEqualTo(
                        "An error occurred while executing the state 'M' (entered at the event id"
                                + " #2). ToleratedFailureCount cannot be negative.");
        DescribeExecutionOutput end = states.run(definition, "[\"x\"]");
        assertThat(end.cause())
                .endsWith(
                        "The ToleratedFailureCountPath field refers to value \"x\" which is not a"
                                + " valid integer: $[0]");
        assertThat(states.events(end.executionArn())).contains("4<3 ExecutionFailed");
    }

    private static final String WAITING =
            "\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 9999,"
                    + " \"End\": true}}";

    @Test
    void concurrencyIsKeptAndAStopAbortsTheRun() {
        String arn =
                states.start(
                        states.create(
                                "waiting", map("\"MaxConcurrency\": 2,", "STANDARD", WAITING)),
                        "[1, 2, 3, 4, 5]");
        states.awaitThat(() -> states.history(arn).size() == 4);
        String run = run(arn).mapRunArn();
        states.awaitThat(() -> describe(run).executionCounts().running() == 2);
        states.call(
                StatesApi.UPDATE_MAP_RUN,
                UpdateMapRunInput.builder().mapRunArn(run).maxConcurrency(3).build());
        states.awaitThat(() -> describe(run).executionCounts().running() == 3);

        states.call(
                StatesApi.STOP_EXECUTION, StopExecutionInput.builder().executionArn(arn).build());

        states.awaitThat(() -> describe(run).executionCounts().aborted() == 3);
        assertThat(describe(run).status()).isEqualTo("ABORTED");
        assertThat(describe(run).executionCounts().pending()).isEqualTo(2);
        assertThat(children(run))
                .allSatisfy(child -> assertThat(child.status()).isEqualTo("ABORTED"));
    }

    @Test
    void resultsThatAreTooLargeForAStateFail() {
        String large =
                "\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true,"
                        + " \"Result\": \""
                        + "x".repeat(2000)
                        + "\"}}";
        String items = "[" + "0,".repeat(199) + "0]";

        DescribeExecutionOutput end = states.run(map("", "STANDARD", large), items);

        assertThat(end.error()).isEqualTo("States.DataLimitExceeded");
    }

    @Test
    void manyItemsAreRun() {
        StringBuilder items = new StringBuilder("[0");
        for (int i = 1; i < 1000; i++) {
            items.append(',').append(i);
        }
        String text = items.append(']').toString();

        DescribeExecutionOutput end = states.run(map("", "STANDARD", ITEM), text);

        assertThat(Documents.parse(end.output())).isEqualTo(Documents.parse(text));
        assertThat(describe(run(end.executionArn()).mapRunArn()).executionCounts().succeeded())
                .isEqualTo(1000);
    }
}

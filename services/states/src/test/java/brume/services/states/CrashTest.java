package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import brume.api.states.HistoryEvent;
import brume.base.MovableClock;
import brume.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves on disk is enough to carry every execution to its right end. */
class CrashTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final int EXECUTIONS = 20;
    private static final int MOMENTS_MAX = 60;

    private static final String DEFINITION =
            """
            {"StartAt": "Both", "States": {
              "Both": {"Type": "Parallel", "ResultPath": "$.both", "Next": "Pause", "Branches": [
                {"StartAt": "Call", "States": {
                  "Call": {"Type": "Task", "Resource": "%1$s", "End": true,
                    "Retry": [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 1, "MaxAttempts": 5}]}}},
                {"StartAt": "Nap", "States": {
                  "Nap": {"Type": "Wait", "Seconds": 2, "Next": "Told"},
                  "Told": {"Type": "Pass", "Result": "rested", "End": true}}}]},
              "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Each"},
              "Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2,
                "ResultPath": "$.each", "End": true,
                "ItemSelector": {"n.$": "$.n", "i.$": "$$.Map.Item.Value"},
                "ItemProcessor": {"StartAt": "Item", "States": {
                  "Item": {"Type": "Task", "Resource": "%1$s", "End": true,
                    "Retry": [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 1,
                               "MaxAttempts": 5}]}}}}}}
            """
                    .formatted(FUNCTION);

    /** Every second call of the same input fails; the others answer their input. */
    private static FakeCalls flaky() {
        Map<String, Boolean> failed = new ConcurrentHashMap<>();
        FakeCalls calls = new FakeCalls();
        calls.function(
                "f",
                input ->
                        failed.merge(input, true, (before, now) -> !before)
                                ? FakeCalls.Answer.error("Flaky", "again")
                                : FakeCalls.Answer.of(input));
        return calls;
    }

    @Test
    void executionsGoOnFromWhatACrashLeaves(@TempDir Path folder) {
        List<Path> images = new ArrayList<>();
        List<String> arns = new ArrayList<>();
        try (StatesFixture states = fixture(folder.resolve("first"))) {
            String machine = states.create("machine", DEFINITION);
            for (int i = 0; i < EXECUTIONS; i++) {
                arns.add(states.start(machine, "{\"n\":" + i + ",\"items\":[1,2,3]}"));
            }
            int seconds = 0;
            while (running(states, arns) > 0 && seconds < MOMENTS_MAX) {
                Path image = folder.resolve("image-" + seconds);
                states.store.checkpoint(image.resolve("store"));
                images.add(image);
                states.clock.advance(Duration.ofSeconds(1));
                seconds++;
            }
        }
        assertThat(images).hasSizeGreaterThan(2);
        for (Path image :
                List.of(images.getFirst(), images.get(images.size() / 2), images.getLast())) {
            try (StatesFixture states = fixture(image)) {
                finish(states, arns);
            }
        }
    }

    private static StatesFixture fixture(Path folder) {
        return new StatesFixture(folder, new MovableClock(), flaky(), Durability.RELAXED);
    }

    private static long running(StatesFixture states, List<String> arns) {
        return arns.stream().filter(arn -> states.describe(arn).status().equals("RUNNING")).count();
    }

    private static void finish(StatesFixture states, List<String> arns) {
        for (int seconds = 0; running(states, arns) > 0; seconds++) {
            assertThat(seconds).isLessThan(2_000);
            states.clock.advance(Duration.ofSeconds(5));
        }
        for (int i = 0; i < arns.size(); i++) {
            DescribeExecutionOutput end = states.describe(arns.get(i));
            assertThat(end.status()).isEqualTo("SUCCEEDED");
            String input = "{\"n\":" + i + ",\"items\":[1,2,3]";
            String item = "{\"n\":" + i + ",\"i\":%d}";
            assertThat(end.output())
                    .isEqualTo(
                            input
                                    + ",\"both\":["
                                    + input
                                    + "},\"rested\"],\"each\":["
                                    + (item + ',' + item + ',' + item).formatted(1, 2, 3)
                                    + "]}");
            assertWhole(states.history(arns.get(i)));
        }
    }

    /** No gap, no duplicate, nothing after the end, and causes before effects. */
    private static void assertWhole(List<HistoryEvent> events) {
        assertThat(events)
                .extracting(HistoryEvent::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events)
                .allSatisfy(event -> assertThat(event.previousEventId()).isLessThan(event.id()));
        assertThat(events.getLast().type()).isEqualTo("ExecutionSucceeded");
        assertThat(events.stream().filter(event -> event.type().equals("MapIterationSucceeded")))
                .hasSize(3);
    }
}

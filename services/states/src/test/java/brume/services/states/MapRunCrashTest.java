package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeMapRunInput;
import brume.api.states.DescribeMapRunOutput;
import brume.api.states.ListMapRunsInput;
import brume.api.states.StatesApi;
import brume.base.MovableClock;
import brume.store.Durability;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map run goes on from what a crash leaves, and no child that has ended is run again. */
class MapRunCrashTest {

    private static final int ITEMS = 60;

    /** Children that have ended at the moments of the crashes. */
    private static final List<Integer> ENDED = List.of(0, 17, 40);

    private static String definition(String type) {
        return """
        {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 4, "End": true,
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"},
            "StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f"}}}}}}
        """
                .formatted(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STANDARD", "EXPRESS"})
    void aMapRunGoesOn(String type, @TempDir Path folder) {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        List<Path> images = new ArrayList<>();
        String arn;
        int released = 0;
        Semaphore step = new Semaphore(0);
        FakeCalls first = new FakeCalls();
        first.function(
                "f",
                input -> {
                    step.acquireUninterruptibly();
                    return FakeCalls.Answer.of(input);
                });
        try (StatesFixture states = fixture(folder.resolve("first"), first)) {
            arn = states.start(states.create("machine", definition(type)), items.toString());
            for (int ended : ENDED) {
                step.release(ended - released);
                released = ended;
                states.awaitThat(() ->
                        run(states, arn).executionCounts().succeeded() == ended
                                && run(states, arn).executionCounts().running() == 4);
                Path image = folder.resolve("image-" + ended);
                states.store.checkpoint(image.resolve("store"));
                images.add(image);
            }
            step.release(ITEMS);
        }
        for (int i = 0; i < images.size(); i++) {
            Map<String, AtomicInteger> called = new ConcurrentHashMap<>();
            FakeCalls calls = new FakeCalls();
            calls.function(
                    "f",
                    input -> {
                        called.computeIfAbsent(input, _ -> new AtomicInteger()).incrementAndGet();
                        return FakeCalls.Answer.of(input);
                    });
            try (StatesFixture states = fixture(images.get(i), calls)) {
                JsonNode output = Documents.parse(states.await(arn).output());
                assertThat(output).isEqualTo(Documents.parse(items.toString()));
                assertThat(run(states, arn).executionCounts().succeeded()).isEqualTo(ITEMS);
                assertThat(called).hasSize(ITEMS - ENDED.get(i));
                assertThat(called.values()).allSatisfy(times -> assertThat(times).hasValue(1));
            }
        }
    }

    private static DescribeMapRunOutput run(StatesFixture states, String executionArn) {
        String mapRun =
                states.call(
                                StatesApi.LIST_MAP_RUNS,
                                ListMapRunsInput.builder().executionArn(executionArn).build())
                        .mapRuns()
                        .getFirst()
                        .mapRunArn();
        return states.call(
                StatesApi.DESCRIBE_MAP_RUN,
                DescribeMapRunInput.builder().mapRunArn(mapRun).build());
    }

    private static StatesFixture fixture(Path folder, FakeCalls calls) {
        return new StatesFixture(folder, new MovableClock(), calls, Durability.RELAXED);
    }
}

package brume.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.FilterLogEventsRequest;
import brume.api.logs.FilterLogEventsResponse;
import brume.api.logs.FilteredLogEvent;
import brume.api.logs.GetLogEventsRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.OutputLogEvent;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
import brume.base.MovableClock;
import brume.spi.Operation;
import brume.store.Key;
import brume.store.Range;
import brume.store.Store;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The log service on a real store. */
final class LogsHarness implements AutoCloseable {

    final MovableClock clock;
    private final ServiceHarness harness;

    LogsHarness(Path folder) {
        harness = new ServiceHarness(folder, Surroundings.NONE, LogsService::new);
        clock = harness.clock();
    }

    void restart() {
        harness.restart();
    }

    Store store() {
        return harness.store();
    }

    /** How many rows of the log service the store has. */
    long rows(String kind) {
        long[] rows = {0};
        store().read(reader -> {
            reader.scan(
                    Range.prefix(Key.of("logs", kind)),
                    (key, value) -> {
                        rows[0]++;
                        return true;
                    });
            return rows;
        });
        return rows[0];
    }

    void group(String name) {
        call(LogsApi.CREATE_LOG_GROUP, CreateLogGroupRequest.builder().logGroupName(name).build());
    }

    void stream(String group, String name) {
        call(
                LogsApi.CREATE_LOG_STREAM,
                CreateLogStreamRequest.builder().logGroupName(group).logStreamName(name).build());
    }

    PutLogEventsResponse put(String group, String stream, InputLogEvent... events) {
        return call(
                LogsApi.PUT_LOG_EVENTS,
                PutLogEventsRequest.builder()
                        .logGroupName(group)
                        .logStreamName(stream)
                        .logEvents(List.of(events))
                        .build());
    }

    /** An event that happened so long ago. */
    InputLogEvent event(Duration ago, String message) {
        return new InputLogEvent(clock.millis() - ago.toMillis(), message);
    }

    List<String> get(String group, String stream) {
        return call(
                        LogsApi.GET_LOG_EVENTS,
                        GetLogEventsRequest.builder()
                                .logGroupName(group)
                                .logStreamName(stream)
                                .startFromHead(true)
                                .build())
                .events()
                .stream()
                .map(OutputLogEvent::message)
                .toList();
    }

    /** All pages of a search, after checking that none is longer than allowed. */
    List<FilteredLogEvent> filter(
            String group, UnaryOperator<FilterLogEventsRequest.Builder> parameters) {
        List<FilteredLogEvent> found = new ArrayList<>();
        String token = null;
        do {
            FilterLogEventsRequest request =
                    parameters
                            .apply(FilterLogEventsRequest.builder().logGroupName(group))
                            .nextToken(token)
                            .build();
            FilterLogEventsResponse page = call(LogsApi.FILTER_LOG_EVENTS, request);
            assertThat(page.searchedLogStreams()).isEmpty();
            if (request.limit() != null) {
                assertThat(page.events()).hasSizeLessThanOrEqualTo(request.limit());
            }
            found.addAll(page.events());
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    List<String> messages(String group, UnaryOperator<FilterLogEventsRequest.Builder> parameters) {
        return filter(group, parameters).stream().map(FilteredLogEvent::message).toList();
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return harness.call(model, input);
    }

    <I extends Shape, O extends Shape> Operation<I, O> operation(OperationModel<I, O> model) {
        return harness.operation(model);
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        ServiceHarness.assertError(body, code, message);
    }

    @Override
    public void close() {
        harness.close();
    }
}

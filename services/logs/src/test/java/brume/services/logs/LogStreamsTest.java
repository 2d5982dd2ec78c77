package brume.services.logs;

import static brume.services.logs.LogsHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.logs.DescribeLogStreamsRequest;
import brume.api.logs.DescribeLogStreamsResponse;
import brume.api.logs.LogStream;
import brume.api.logs.LogsApi;
import brume.api.logs.OrderBy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log streams and their orders. Texts and forms of answers are those that LocalStack recorded from
 * AWS (tests/aws/services/logs/test_logs_streams.snapshot.json).
 */
final class LogStreamsTest {

    @TempDir Path folder;
    private LogsHarness logs;

    @BeforeEach
    void open() {
        logs = new LogsHarness(folder);
        logs.group("g");
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private List<LogStream> streams(UnaryOperator<DescribeLogStreamsRequest.Builder> parameters) {
        List<LogStream> found = new ArrayList<>();
        String token = null;
        do {
            DescribeLogStreamsResponse page =
                    logs.call(
                            LogsApi.DESCRIBE_LOG_STREAMS,
                            parameters
                                    .apply(DescribeLogStreamsRequest.builder().logGroupName("g"))
                                    .nextToken(token)
                                    .build());
            found.addAll(page.logStreams());
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    private List<String> names(UnaryOperator<DescribeLogStreamsRequest.Builder> parameters) {
        return streams(parameters).stream().map(LogStream::logStreamName).toList();
    }

    @Test
    void describesAStreamBeforeAndAfterItsEvents() {
        logs.stream("g", "s");
        LogStream empty = streams(request -> request).getFirst();
        assertThat(empty.arn())
                .isEqualTo("arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream:s");
        assertThat(empty.storedBytes()).isZero();
        assertThat(empty.firstEventTimestamp()).isNull();
        assertThat(empty.uploadSequenceToken()).isNull();
        var first = logs.event(Duration.ofHours(2), "1");
        var last = logs.event(Duration.ofHours(1), "2");
        long before = logs.clock.millis();
        logs.put("g", "s", first, last);
        LogStream stream = streams(request -> request).getFirst();
        assertThat(stream.firstEventTimestamp()).isEqualTo(first.timestamp());
        assertThat(stream.lastEventTimestamp()).isEqualTo(last.timestamp());
        assertThat(stream.lastIngestionTime()).isBetween(before, logs.clock.millis());
        assertThat(stream.uploadSequenceToken()).isNotEmpty();
    }

    @Test
    void ordersByName() {
        for (String name : List.of("b", "a/2", "a/1", "c")) {
            logs.stream("g", name);
        }
        for (int limit : List.of(1, 2, 50)) {
            assertThat(names(request -> request.limit(limit)))
                    .containsExactly("a/1", "a/2", "b", "c");
            assertThat(names(request -> request.limit(limit).descending(true)))
                    .containsExactly("c", "b", "a/2", "a/1");
            assertThat(names(request -> request.limit(limit).logStreamNamePrefix("a/")))
                    .containsExactly("a/1", "a/2");
            assertThat(
                            names(request ->
                                    request.limit(limit)
                                            .logStreamNamePrefix("a/")
                                            .descending(true)))
                    .containsExactly("a/2", "a/1");
        }
    }

    @Test
    void ordersByLastEvent() {
        List<String> expected = new ArrayList<>(List.of("empty-1", "empty-2"));
        logs.stream("g", "empty-2");
        logs.stream("g", "empty-1");
        for (int i = 0; i < 12; i++) {
            String name = "s" + (i * 7 % 12);
            logs.stream("g", name);
            logs.put("g", name, logs.event(Duration.ofHours(20), "early"));
            logs.put("g", name, logs.event(Duration.ofMinutes(25L * (12 - i)), "late"));
            expected.add(name);
        }
        for (int limit : List.of(1, 3, 50)) {
            assertThat(names(request -> request.limit(limit).orderBy(OrderBy.LAST_EVENT_TIME)))
                    .isEqualTo(expected);
            assertThat(
                            names(request ->
                                    request.limit(limit)
                                            .orderBy(OrderBy.LAST_EVENT_TIME)
                                            .descending(true)))
                    .isEqualTo(expected.reversed());
        }
    }

    @Test
    void refusesWhatAwsRefuses() {
        logs.stream("g", "s");
        assertError(
                () -> logs.stream("g", "s"),
                "ResourceAlreadyExistsException",
                "The specified log stream already exists");
        assertError(
                () -> logs.stream("none", "s"),
                "ResourceNotFoundException",
                "The specified log group does not exist.");
        assertError(
                () ->
                        streams(request ->
                                request.orderBy(OrderBy.LAST_EVENT_TIME).logStreamNamePrefix("a")),
                "InvalidParameterException",
                "Cannot order by LastEventTime with a logStreamNamePrefix.");
        assertError(
                () -> streams(request -> request.logGroupIdentifier("g")),
                "ValidationException",
                "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
    }
}

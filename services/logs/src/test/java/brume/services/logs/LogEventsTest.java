package brume.services.logs;

import static brume.services.logs.LogsHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.logs.DeleteLogStreamRequest;
import brume.api.logs.FilterLogEventsRequest;
import brume.api.logs.FilteredLogEvent;
import brume.api.logs.GetLogEventsRequest;
import brume.api.logs.GetLogEventsResponse;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.OutputLogEvent;
import brume.api.logs.PutLogEventsResponse;
import brume.api.logs.PutRetentionPolicyRequest;
import brume.services.logs.store.LogStore;
import brume.services.logs.worker.Expiry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events: what is taken, read, found and expires. Texts and forms of answers are those that
 * LocalStack recorded from AWS (tests/aws/services/logs/test_logs_events.snapshot.json and
 * test_logs_filter_events.snapshot.json).
 */
final class LogEventsTest {

    @TempDir Path folder;
    private LogsHarness logs;

    @BeforeEach
    void open() {
        logs = new LogsHarness(folder);
        logs.group("g");
        logs.stream("g", "s");
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private GetLogEventsResponse page(GetLogEventsRequest.Builder request) {
        return logs.call(
                LogsApi.GET_LOG_EVENTS, request.logGroupName("g").logStreamName("s").build());
    }

    private static List<String> messages(GetLogEventsResponse page) {
        return page.events().stream().map(OutputLogEvent::message).toList();
    }

    private void putNumbered(String stream, int count) {
        InputLogEvent[] events = new InputLogEvent[count];
        long now = logs.clock.millis();
        for (int i = 0; i < count; i++) {
            events[i] = new InputLogEvent(now - count + i, "m" + i);
        }
        logs.put("g", stream, events);
    }

    // PutLogEvents

    @Test
    void refusesAWrongOrderAndMissingPlaces() {
        assertError(
                () ->
                        logs.put(
                                "g",
                                "s",
                                logs.event(Duration.ZERO, "1"),
                                logs.event(Duration.ofDays(2), "2")),
                "InvalidParameterException",
                "Log events in a single PutLogEvents request must be in chronological order.");
        assertError(
                () ->
                        logs.put(
                                "g",
                                "s",
                                logs.event(Duration.ofHours(25), "1"),
                                logs.event(Duration.ZERO, "2")),
                "InvalidParameterException",
                "The batch of log events in a single PutLogEvents request cannot span more than 24"
                        + " hours.");
        assertError(
                () -> logs.put("g", "s", logs.event(Duration.ZERO, "x".repeat(1_048_551))),
                "InvalidParameterException",
                "Upload too large: 1048577 bytes exceeds limit of 1048576");
        assertError(
                () -> logs.put("g", "none", logs.event(Duration.ZERO, "1")),
                "ResourceNotFoundException",
                "The specified log stream does not exist.");
        assertError(
                () -> logs.put("none", "s", logs.event(Duration.ZERO, "1")),
                "ResourceNotFoundException",
                "The specified log group does not exist.");
        assertThat(logs.get("g", "s")).isEmpty();
    }

    @Test
    void rejectsEventsThatAreTooOldOrTooNew() {
        PutLogEventsResponse old =
                logs.put(
                        "g",
                        "s",
                        logs.event(Duration.ofDays(30), "old"),
                        logs.event(Duration.ofHours(1), "good"),
                        logs.event(Duration.ofHours(-3), "new"));
        var rejected = old.rejectedLogEventsInfo();
        assertThat(rejected).isNotNull();
        assertThat(rejected.tooOldLogEventEndIndex()).isEqualTo(1);
        assertThat(rejected.tooNewLogEventStartIndex()).isEqualTo(2);
        assertThat(rejected.expiredLogEventEndIndex()).isNull();
        assertThat(old.nextSequenceToken()).isNotEmpty();
        assertThat(logs.get("g", "s")).containsExactly("good");
        retention(1);
        var expired =
                logs.put("g", "s", logs.event(Duration.ofHours(25), "expired"))
                        .rejectedLogEventsInfo();
        assertThat(expired).isNotNull();
        assertThat(expired.expiredLogEventEndIndex()).isEqualTo(1);
        assertThat(expired.tooOldLogEventEndIndex()).isNull();
    }

    @Test
    void takesParallelBatches() throws Exception {
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String message = "m" + i;
                writers.submit(() -> logs.put("g", "s", logs.event(Duration.ZERO, message)));
            }
        }
        assertThat(logs.get("g", "s")).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void keepsTextsOfManyBytes() {
        logs.put("g", "s", logs.event(Duration.ZERO, "🙀 - 参よ - 日本語"));
        logs.restart();
        assertThat(logs.get("g", "s")).containsExactly("🙀 - 参よ - 日本語");
    }

    // GetLogEvents

    @Test
    void pagesForwardsToTheEndAndSeesWhatComesLater() {
        putNumbered("s", 5);
        GetLogEventsResponse first =
                page(GetLogEventsRequest.builder().startFromHead(true).limit(3));
        assertThat(messages(first)).containsExactly("m0", "m1", "m2");
        assertThat(first.nextForwardToken()).matches("f/\\d{56}/s");
        assertThat(first.nextBackwardToken()).matches("b/\\d{56}/s");
        GetLogEventsResponse second = page(next(first.nextForwardToken()).limit(3));
        assertThat(messages(second)).containsExactly("m3", "m4");
        GetLogEventsResponse end = page(next(second.nextForwardToken()));
        assertThat(end.events()).isEmpty();
        assertThat(end.nextForwardToken()).isEqualTo(second.nextForwardToken());
        logs.put("g", "s", logs.event(Duration.ZERO, "late"));
        assertThat(messages(page(next(end.nextForwardToken())))).containsExactly("late");
        assertThat(messages(page(next(second.nextBackwardToken()).limit(2))))
                .containsExactly("m1", "m2");
    }

    @Test
    void pagesBackwardsFromTheEnd() {
        putNumbered("s", 5);
        GetLogEventsResponse last = page(GetLogEventsRequest.builder().limit(2));
        assertThat(messages(last)).containsExactly("m3", "m4");
        GetLogEventsResponse before = page(next(last.nextBackwardToken()).limit(4));
        assertThat(messages(before)).containsExactly("m0", "m1", "m2");
        GetLogEventsResponse start = page(next(before.nextBackwardToken()));
        assertThat(start.events()).isEmpty();
        assertThat(start.nextBackwardToken()).isEqualTo(before.nextBackwardToken());
        assertThat(messages(page(next(start.nextForwardToken()).limit(1)))).containsExactly("m0");
    }

    private static GetLogEventsRequest.Builder next(String token) {
        return GetLogEventsRequest.builder().nextToken(token).startFromHead(true);
    }

    @Test
    void readsARangeWhoseEndIsExclusive() {
        putNumbered("s", 5);
        List<OutputLogEvent> all = page(GetLogEventsRequest.builder().startFromHead(true)).events();
        GetLogEventsRequest.Builder range =
                GetLogEventsRequest.builder()
                        .startTime(all.get(1).timestamp())
                        .endTime(all.get(3).timestamp());
        assertThat(messages(page(range))).containsExactly("m1", "m2");
        assertThat(
                        logs.messages(
                                "g",
                                filter ->
                                        filter.startTime(all.get(1).timestamp())
                                                .endTime(all.get(3).timestamp())))
                .containsExactly("m1", "m2", "m3");
    }

    @Test
    void answersAtMostAMegabyte() {
        for (int i = 0; i < 3; i++) {
            logs.put("g", "s", logs.event(Duration.ofSeconds(3 - i), "é".repeat(250_000)));
        }
        GetLogEventsResponse first = page(GetLogEventsRequest.builder().startFromHead(true));
        assertThat(first.events()).hasSize(2);
        assertThat(page(next(first.nextForwardToken())).events()).hasSize(1);
        assertThat(logs.filter("g", filter -> filter)).hasSize(3);
    }

    @Test
    void refusesForeignTokens() {
        for (String token : List.of("invalid-token", "f/12/s", "x/" + "0".repeat(56) + "/s")) {
            assertError(
                    () -> page(GetLogEventsRequest.builder().nextToken(token)),
                    "InvalidParameterException",
                    "The specified nextToken is invalid.");
        }
        assertError(
                () ->
                        logs.call(
                                LogsApi.FILTER_LOG_EVENTS,
                                FilterLogEventsRequest.builder()
                                        .logGroupName("g")
                                        .nextToken("invalid-token")
                                        .build()),
                "InvalidParameterException",
                "The specified nextToken is invalid.");
    }

    @Test
    void takesIdentifiers() {
        putNumbered("s", 1);
        for (String identifier : List.of("g", "arn:aws:logs:us-east-1:111122223333:log-group:g")) {
            assertThat(
                            logs.call(
                                            LogsApi.GET_LOG_EVENTS,
                                            GetLogEventsRequest.builder()
                                                    .logGroupIdentifier(identifier)
                                                    .logStreamName("s")
                                                    .build())
                                    .events())
                    .hasSize(1);
        }
    }

    @Test
    void checksTheModelWithItsOwnError() {
        assertError(
                () -> page(GetLogEventsRequest.builder().limit(10_001)),
                "InvalidParameterException",
                "1 validation error detected: Value '10001' at 'limit' failed to satisfy"
                        + " constraint: Member must have value less than or equal to 10000");
        assertError(
                () -> logs.group("a".repeat(513)),
                "InvalidParameterException",
                "Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
    }

    // FilterLogEvents

    @Test
    void interleavesStreamsByTimeAndPages() {
        List<String> expected = new ArrayList<>();
        for (int stream = 0; stream < 7; stream++) {
            logs.stream("g", "n" + stream);
        }
        for (int i = 0; i < 300; i++) {
            String message = "m" + i;
            logs.put("g", "n" + i % 7, logs.event(Duration.ofMinutes(600 - 2L * i), message));
            expected.add(message);
        }
        for (int limit : List.of(7, 100, 299, 300, 10_000)) {
            assertThat(logs.messages("g", filter -> filter.limit(limit))).isEqualTo(expected);
        }
        List<String> names = List.of("n1", "n2", "n1");
        List<String> two =
                expected.stream().filter(m -> List.of(1, 2).contains(number(m) % 7)).toList();
        assertThat(logs.messages("g", filter -> filter.logStreamNames(names).limit(9)))
                .isEqualTo(two);
        assertThat(logs.messages("g", filter -> filter.logStreamNamePrefix("n").limit(50)))
                .isEqualTo(expected);
        assertThat(logs.messages("g", filter -> filter.logStreamNamePrefix("x"))).isEmpty();
        assertThat(logs.messages("g", filter -> filter.filterPattern("m29").limit(2)))
                .containsExactlyElementsOf(
                        expected.stream().filter(m -> m.contains("m29")).toList());
        List<FilteredLogEvent> events = logs.filter("g", filter -> filter);
        assertThat(events).extracting(FilteredLogEvent::eventId).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(event -> assertThat(event.eventId()).matches("[0-9]{56}"))
                .isSortedAccordingTo(
                        Comparator.comparing(event -> String.valueOf(event.eventId())));
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(1));
    }

    @Test
    void keepsTheOrderOfArrivalWithinAMillisecond() {
        long now = logs.clock.millis();
        InputLogEvent[] events = new InputLogEvent[50];
        for (int i = 0; i < events.length; i++) {
            events[i] = new InputLogEvent(now, "m" + i);
        }
        logs.put("g", "s", events);
        logs.put("g", "s", new InputLogEvent(now, "m50"));
        assertThat(logs.get("g", "s")).hasSize(51);
        assertThat(logs.messages("g", filter -> filter.limit(10)))
                .isEqualTo(logs.get("g", "s"))
                .endsWith("m49", "m50");
    }

    @Test
    void refusesWrongSearches() {
        assertError(
                () ->
                        logs.filter(
                                "g",
                                filter ->
                                        filter.logStreamNamePrefix("a")
                                                .logStreamNames(List.of("s"))),
                "InvalidParameterException",
                "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
        assertError(
                () -> logs.filter("g", filter -> filter.logStreamNames(List.of("none"))),
                "ResourceNotFoundException",
                "The specified log stream does not exist.");
        assertError(
                () -> logs.filter("g", filter -> filter.filterPattern("a:b")),
                "InvalidParameterException",
                "Invalid character(s) in term 'a:b'");
        assertError(
                () ->
                        logs.call(
                                LogsApi.FILTER_LOG_EVENTS,
                                FilterLogEventsRequest.builder()
                                        .logGroupName("g")
                                        .logGroupIdentifier("g")
                                        .build()),
                "ValidationException",
                "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
    }

    @Test
    void goesOnAfterTheEffortOfOneCall() {
        String text = "x".repeat(500_000);
        for (int i = 0; i < 35; i++) {
            logs.put("g", "s", logs.event(Duration.ofMinutes(35 - i), text));
        }
        logs.put("g", "s", logs.event(Duration.ZERO, "found"));
        var first =
                logs.call(
                        LogsApi.FILTER_LOG_EVENTS,
                        FilterLogEventsRequest.builder()
                                .logGroupName("g")
                                .filterPattern("found")
                                .build());
        assertThat(first.events()).isEmpty();
        assertThat(first.nextToken()).isNotNull();
        assertThat(logs.messages("g", filter -> filter.filterPattern("found")))
                .containsExactly("found");
    }

    // Deletion and expiry

    @Test
    void deletesAStreamWithItsEvents() {
        logs.stream("g", "other");
        for (int i = 0; i < 100; i++) {
            logs.put("g", "s", logs.event(Duration.ofHours(i), "m" + i));
        }
        logs.put("g", "other", logs.event(Duration.ZERO, "stays"));
        logs.call(
                LogsApi.DELETE_LOG_STREAM,
                DeleteLogStreamRequest.builder().logGroupName("g").logStreamName("s").build());
        assertThat(logs.rows("event")).isEqualTo(1);
        assertThat(logs.rows("hour")).isEqualTo(1);
        assertThat(logs.messages("g", filter -> filter)).containsExactly("stays");
        logs.stream("g", "s");
        assertThat(logs.get("g", "s")).isEmpty();
    }

    private void retention(int days) {
        logs.call(
                LogsApi.PUT_RETENTION_POLICY,
                PutRetentionPolicyRequest.builder()
                        .logGroupName("g")
                        .retentionInDays(days)
                        .build());
    }

    @Test
    void hidesExpiredEventsAtOnceAndDeletesThemLater() {
        for (int i = 0; i < 60; i++) {
            logs.put("g", "s", logs.event(Duration.ofHours(60 - i), "m" + i));
        }
        retention(1);
        assertThat(logs.get("g", "s")).hasSizeBetween(23, 24).last().isEqualTo("m59");
        assertThat(logs.messages("g", filter -> filter)).isEqualTo(logs.get("g", "s"));
        Expiry expiry = new Expiry(new LogStore(logs.store()), logs.clock);
        assertThat(expiry.sweep()).isBetween(35L, 37L);
        assertThat(logs.get("g", "s")).hasSizeBetween(23, 24);
        logs.clock.advance(Duration.ofHours(30));
        assertThat(logs.get("g", "s")).isEmpty();
        expiry.sweep();
        assertThat(logs.rows("event")).isZero();
        assertThat(logs.rows("hour")).isZero();
        assertThat(logs.rows("stream")).isEqualTo(1);
    }
}

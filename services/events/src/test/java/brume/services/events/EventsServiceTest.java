package brume.services.events;

import static brume.services.events.EventsHarness.FUNCTION;
import static brume.services.events.EventsHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.events.CreateEventBusRequest;
import brume.api.events.DeleteEventBusRequest;
import brume.api.events.DeleteRuleRequest;
import brume.api.events.DescribeEventBusRequest;
import brume.api.events.DescribeRuleRequest;
import brume.api.events.DisableRuleRequest;
import brume.api.events.EnableRuleRequest;
import brume.api.events.EventsApi;
import brume.api.events.InputTransformer;
import brume.api.events.KinesisParameters;
import brume.api.events.ListRuleNamesByTargetRequest;
import brume.api.events.ListRulesRequest;
import brume.api.events.ListRulesResponse;
import brume.api.events.ListTargetsByRuleRequest;
import brume.api.events.PutEventsRequest;
import brume.api.events.PutEventsRequestEntry;
import brume.api.events.PutEventsResponse;
import brume.api.events.PutEventsResultEntry;
import brume.api.events.PutPermissionRequest;
import brume.api.events.PutRuleRequest;
import brume.api.events.PutTargetsRequest;
import brume.api.events.RemoveTargetsRequest;
import brume.api.events.RetryPolicy;
import brume.api.events.Rule;
import brume.api.events.Target;
import brume.api.events.TestEventPatternRequest;
import brume.api.lambda.LambdaErrors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class EventsServiceTest {

    private static final String PATTERN = "{\"source\":[\"shop\"],\"detail\":{\"n\":[1]}}";

    @TempDir Path folder;
    private EventsHarness events;

    @BeforeEach
    void open() {
        events = new EventsHarness(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        events.close();
    }

    private String putRule(PutRuleRequest.Builder rule) {
        return events.call(EventsApi.PUT_RULE, rule.build()).ruleArn();
    }

    private static PutRuleRequest.Builder rule(String name) {
        return PutRuleRequest.builder().name(name);
    }

    private static Target.Builder target(String id) {
        return Target.builder().id(id).arn(FUNCTION);
    }

    private void putTarget(String rule, Target.Builder target) {
        events.call(
                EventsApi.PUT_TARGETS,
                PutTargetsRequest.builder().rule(rule).targets(List.of(target.build())).build());
    }

    private static PutEventsRequestEntry.Builder entry(String detail) {
        return PutEventsRequestEntry.builder().source("shop").detailType("order").detail(detail);
    }

    private PutEventsResponse putEvent(PutEventsRequestEntry.Builder entry) {
        return events.call(
                EventsApi.PUT_EVENTS,
                PutEventsRequest.builder().entries(List.of(entry.build())).build());
    }

    @Test
    void aMatchingEventReachesTheFunction() throws InterruptedException {
        String arn = putRule(rule("orders").eventPattern(PATTERN));
        putTarget("orders", target("t1"));
        PutEventsResponse answer = putEvent(entry("{\"n\":1}").resources(List.of("r1")));
        putEvent(entry("{\"n\":2}"));
        EventsHarness.Invocation invocation = events.next();
        assertThat(invocation.function()).isEqualTo(FUNCTION);
        assertThat(invocation.principal().name()).isEqualTo("events.amazonaws.com");
        assertThat(invocation.principal().sourceArn()).isEqualTo(arn);
        assertThat(invocation.payload().path("id").asText())
                .isEqualTo(answer.entries().getFirst().eventId());
        assertThat(invocation.payload().path("resources").get(0).asText()).isEqualTo("r1");
        assertThat(invocation.payload().path("detail").path("n").asInt()).isEqualTo(1);
        assertThat(events.drain()).isZero();
    }

    @Test
    void aRuleIsInForceWhenPutRuleAnswersAndNoLongerWhenDisabled() throws InterruptedException {
        putRule(rule("orders").eventPattern(PATTERN));
        putTarget("orders", target("t1").input("{\"fixed\":true}"));
        putEvent(entry("{\"n\":1}"));
        assertThat(events.next().payload().path("fixed").asBoolean()).isTrue();
        events.call(EventsApi.DISABLE_RULE, DisableRuleRequest.builder().name("orders").build());
        putEvent(entry("{\"n\":1}"));
        assertThat(events.drain()).isZero();
        events.call(EventsApi.ENABLE_RULE, EnableRuleRequest.builder().name("orders").build());
        putEvent(entry("{\"n\":1}"));
        events.next();
    }

    @Test
    void entriesFailOneByOne() {
        PutEventsResponse answer =
                events.call(
                        EventsApi.PUT_EVENTS,
                        PutEventsRequest.builder()
                                .entries(
                                        List.of(
                                                entry("{}").build(),
                                                entry("[1]").build(),
                                                entry("{}").source(null).build(),
                                                entry("{}").source("aws.ec2").build()))
                                .build());
        assertThat(answer.failedEntryCount()).isEqualTo(3);
        assertThat(answer.entries())
                .extracting(PutEventsResultEntry::errorCode)
                .containsExactly(
                        null, "MalformedDetail", "InvalidArgument", "NotAuthorizedForSource");
        assertThat(answer.entries().get(2).errorMessage())
                .isEqualTo("Parameter Source is not valid. Reason: Source is a required argument.");
        assertError(
                () -> putEvent(entry("{\"x\":\"" + "y".repeat(262_144) + "\"}")),
                "ValidationException",
                "Total size of the entries in the request is over the limit.");
    }

    @Test
    void aRateFiresAsTimePasses() throws InterruptedException {
        String arn = putRule(rule("hourly").scheduleExpression("rate(1 hour)"));
        putTarget("hourly", target("t1"));
        assertThat(events.drain()).isZero();
        Instant before = events.clock.now();
        events.clock.advance(Duration.ofHours(1));
        var payload = events.next().payload();
        assertThat(payload.path("detail-type").asText()).isEqualTo("Scheduled Event");
        assertThat(payload.path("source").asText()).isEqualTo("aws.events");
        assertThat(payload.path("resources").get(0).asText()).isEqualTo(arn);
        assertThat(payload.path("detail").isEmpty()).isTrue();
        assertThat(Instant.parse(payload.path("time").asText()))
                .isAfter(before)
                .isBefore(events.clock.now());
        assertThat(events.drain()).isZero();
        events.clock.advance(Duration.ofHours(1));
        events.next();
    }

    @Test
    void aJumpOf180DaysFiresTheLastDayOnly() throws InterruptedException {
        putRule(rule("daily").scheduleExpression("rate(1 day)"));
        putTarget("daily", target("t1"));
        events.clock.advance(Duration.ofDays(180).plusSeconds(1));
        events.next();
        assertThat(events.drain()).isZero();

        putRule(rule("often").scheduleExpression("rate(5 minutes)"));
        putTarget("often", target("t1").input("{\"often\":1}"));
        events.call(EventsApi.DISABLE_RULE, DisableRuleRequest.builder().name("daily").build());
        events.clock.advance(Duration.ofDays(180));
        for (int i = 0; i < 24; i++) {
            assertThat(events.next().payload().has("often")).isTrue();
        }
        assertThat(events.drain()).isZero();

        events.call(EventsApi.DISABLE_RULE, DisableRuleRequest.builder().name("often").build());
        putRule(rule("monthly").scheduleExpression("cron(0 0 1 * ? *)"));
        putTarget("monthly", target("t1"));
        events.clock.advance(Duration.ofDays(75));
        Instant time = Instant.parse(events.next().payload().path("time").asText());
        assertThat(time).isAfter(events.clock.now().minus(Duration.ofDays(32)));
        assertThat(events.drain()).isZero();
    }

    @Test
    void schedulesAndEventsSurviveARestart() throws InterruptedException {
        putRule(rule("hourly").scheduleExpression("rate(1 hour)"));
        putTarget("hourly", target("t1"));
        events.restart();
        events.clock.advance(Duration.ofHours(1));
        events.next();
        events.restart();
        events.clock.advance(Duration.ofHours(1));
        events.next();
        assertThat(events.drain()).isZero();
    }

    @Test
    void aChangedScheduleReplacesTheOldOne() throws InterruptedException {
        putRule(rule("r").scheduleExpression("rate(1 hour)"));
        putTarget("r", target("t1"));
        putRule(rule("r").scheduleExpression("rate(3 hours)"));
        events.clock.advance(Duration.ofMinutes(61));
        assertThat(events.drain()).isZero();
        events.clock.advance(Duration.ofHours(2));
        events.next();
        assertThat(events.drain()).isZero();
    }

    @Test
    void temporaryFailuresAreRetriedOthersAreNot() throws InterruptedException {
        putRule(rule("orders").eventPattern(PATTERN));
        putTarget(
                "orders",
                target("t1").retryPolicy(RetryPolicy.builder().maximumRetryAttempts(2).build()));
        synchronized (events.failures) {
            events.failures.add(LambdaErrors.tooManyRequestsException("slow down"));
            events.failures.add(LambdaErrors.serviceException("broken"));
        }
        putEvent(entry("{\"n\":1}"));
        for (int i = 0; i < 20 && events.invocations.isEmpty(); i++) {
            events.clock.advance(Duration.ofSeconds(2));
            events.invocations.addAll(pollSoon());
        }
        assertThat(events.invocations).hasSize(1);
        events.invocations.clear();
        synchronized (events.failures) {
            events.failures.add(LambdaErrors.resourceNotFoundException("no function"));
        }
        putEvent(entry("{\"n\":1}"));
        assertThat(events.drain()).isZero();
        events.clock.advance(Duration.ofHours(1));
        assertThat(events.drain()).isZero();
    }

    private List<EventsHarness.Invocation> pollSoon() throws InterruptedException {
        var found = events.invocations.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
        return found == null ? List.of() : List.of(found);
    }

    @Test
    void inputsAreTransformed() throws InterruptedException {
        putRule(rule("orders").eventPattern(PATTERN));
        putTarget("orders", target("t1").inputPath("$.detail"));
        putEvent(entry("{\"n\":1,\"who\":\"ann\"}"));
        assertThat(events.next().payload().path("who").asText()).isEqualTo("ann");
        putTarget(
                "orders",
                target("t1")
                        .inputTransformer(
                                InputTransformer.builder()
                                        .inputPathsMap(Map.of("who", "$.detail.who"))
                                        .inputTemplate(
                                                "{\"hello\":<who>,\"by\":\"<aws.events.rule-name>\"}")
                                        .build()));
        putEvent(entry("{\"n\":1,\"who\":\"ann\"}"));
        assertThat(events.next().payload().toString())
                .isEqualTo("{\"hello\":\"ann\",\"by\":\"orders\"}");
        assertError(
                () -> putTarget("orders", target("t2").input("{}").inputPath("$.detail")),
                "ValidationException",
                "Only one of Input, InputPath, or InputTransformer must be provided for target"
                        + " t2.");
        assertError(
                () ->
                        putTarget(
                                "orders",
                                target("t2")
                                        .inputTransformer(
                                                InputTransformer.builder()
                                                        .inputTemplate("\"<notdefinedkey>\"")
                                                        .build())),
                "ValidationException",
                "InputTemplate for target t2 contains invalid placeholder notdefinedkey.");
    }

    @Test
    void rulesAnswerAwsErrors() {
        assertError(
                () ->
                        events.call(
                                EventsApi.DESCRIBE_RULE,
                                DescribeRuleRequest.builder().name("none").build()),
                "ResourceNotFoundException",
                "Rule none does not exist on EventBus default.");
        assertError(
                () -> putRule(rule("r").scheduleExpression("cron(0 1 * * * *)")),
                "ValidationException",
                "Parameter ScheduleExpression is not valid.");
        assertError(
                () -> putRule(rule("r").scheduleExpression("rate(1 day)").eventBusName("own")),
                "ValidationException",
                "ScheduleExpression is supported only on the default event bus.");
        assertError(
                () -> putRule(rule("r").eventPattern(PATTERN).eventBusName("own")),
                "ResourceNotFoundException",
                "Event bus own does not exist.");
        putRule(rule("r").eventPattern(PATTERN));
        putTarget("r", target("t1"));
        assertError(
                () ->
                        events.call(
                                EventsApi.DELETE_RULE,
                                DeleteRuleRequest.builder().name("r").build()),
                "ValidationException",
                "Rule can't be deleted since it has targets.");
        for (int i = 2; i <= 5; i++) {
            putTarget("r", target("t" + i));
        }
        assertError(
                () -> putTarget("r", target("t6")),
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.");
    }

    @Test
    void whatTargetsOfEachServiceMustHave() {
        putRule(rule("r").eventPattern(PATTERN));
        assertError(
                () -> putTarget("r", at("states", "stateMachine:m")),
                "NotImplemented",
                "Brume does not implement targets of the service states of EventBridge yet.");
        assertError(
                () -> putTarget("r", at("kinesis", "stream/s")),
                "ValidationException",
                "RoleArn is required for target arn:aws:kinesis:us-east-1:111122223333:stream/s.");
        assertError(
                () -> putTarget("r", at("sqs", "q.fifo")),
                "ValidationException",
                "Parameter(s) SqsParameters must be specified for target: t.");
        assertError(
                () ->
                        putTarget(
                                "r",
                                at("kinesis", "stream/s")
                                        .roleArn("arn:aws:iam::111122223333:role/r")
                                        .kinesisParameters(new KinesisParameters("detail"))),
                "ValidationException",
                "Invalid JsonPath detail for target t.");
        putTarget("r", at("sqs", "q"));
        putTarget("r", at("sns", "t"));
    }

    private static Target.Builder at(String service, String resource) {
        return Target.builder()
                .id("t")
                .arn("arn:aws:" + service + ":us-east-1:111122223333:" + resource);
    }

    @Test
    void patternsAreCheckedInAwsWords() {
        assertFault("{\"source\":\"x\"}", "\"source\" must be an object or an array");
        assertFault("{\"a\":[]}", "Empty arrays are not allowed");
        assertFault("{\"a\":[{\"EXISTS\":true}]}", "Unrecognized match type EXISTS");
        assertFault(
                "{\"a\":[{\"wildcard\":\"*:*:*:*:*:event-bus/*\"}]}",
                "Rule is too complex - try using fewer wildcard characters or fewer repeating"
                        + " character sequences after a wildcard character");
        assertThat(test("{\"a\":[{\"prefix\":\"x\"}]}", "{\"a\":\"xyz\"}")).isTrue();
        assertThat(test("{\"a\":[{\"numeric\":[\">\",5]}]}", "{\"a\":5}")).isFalse();
        assertError(
                () -> test("{\"a\":[1]}", "[1]"),
                "ValidationException",
                "Parameter Event is not valid.");
    }

    private boolean test(String pattern, String event) {
        return events.call(
                        EventsApi.TEST_EVENT_PATTERN,
                        TestEventPatternRequest.builder()
                                .eventPattern(pattern)
                                .event(event)
                                .build())
                .result();
    }

    private void assertFault(String pattern, String reason) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> putRule(rule("p").eventPattern(pattern)))
                .hasMessageStartingWith("Event pattern is not valid. Reason: " + reason);
    }

    @Test
    void busesAreSeparate() throws InterruptedException {
        String arn =
                events.call(
                                EventsApi.CREATE_EVENT_BUS,
                                CreateEventBusRequest.builder().name("own").build())
                        .eventBusArn();
        assertThat(arn).isEqualTo("arn:aws:events:us-east-1:111122223333:event-bus/own");
        assertError(
                () ->
                        events.call(
                                EventsApi.CREATE_EVENT_BUS,
                                CreateEventBusRequest.builder().name("own").build()),
                "ResourceAlreadyExistsException",
                "Event bus own already exists.");
        assertThat(putRule(rule("r").eventPattern(PATTERN).eventBusName(arn)))
                .isEqualTo("arn:aws:events:us-east-1:111122223333:rule/own/r");
        events.call(
                EventsApi.PUT_TARGETS,
                PutTargetsRequest.builder()
                        .rule("r")
                        .eventBusName("own")
                        .targets(List.of(target("t").build()))
                        .build());
        putEvent(entry("{\"n\":1}"));
        assertThat(events.drain()).isZero();
        putEvent(entry("{\"n\":1}").eventBusName("own"));
        events.next();
        assertError(
                () ->
                        events.call(
                                EventsApi.DELETE_EVENT_BUS,
                                DeleteEventBusRequest.builder().name("default").build()),
                "ValidationException",
                "Cannot delete event bus default.");
        events.call(
                EventsApi.PUT_PERMISSION,
                PutPermissionRequest.builder()
                        .eventBusName("own")
                        .action("events:PutEvents")
                        .principal("444455556666")
                        .statementId("s1")
                        .build());
        assertThat(
                        events.call(
                                        EventsApi.DESCRIBE_EVENT_BUS,
                                        DescribeEventBusRequest.builder().name("own").build())
                                .policy())
                .contains("arn:aws:iam::444455556666:root");
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 5; i++) {
            putRule(rule("r" + i).eventPattern(PATTERN));
            putTarget("r" + i, target("t"));
        }
        ListRulesResponse first =
                events.call(EventsApi.LIST_RULES, ListRulesRequest.builder().limit(3).build());
        assertThat(first.rules()).extracting(Rule::name).containsExactly("r0", "r1", "r2");
        ListRulesResponse second =
                events.call(
                        EventsApi.LIST_RULES,
                        ListRulesRequest.builder().limit(3).nextToken(first.nextToken()).build());
        assertThat(second.rules()).extracting(Rule::name).containsExactly("r3", "r4");
        assertThat(second.nextToken()).isNull();
        assertThat(
                        events.call(
                                        EventsApi.LIST_RULE_NAMES_BY_TARGET,
                                        ListRuleNamesByTargetRequest.builder()
                                                .targetArn(FUNCTION)
                                                .build())
                                .ruleNames())
                .hasSize(5);
        events.call(
                EventsApi.REMOVE_TARGETS,
                RemoveTargetsRequest.builder().rule("r0").ids(List.of("t")).build());
        assertThat(
                        events.call(
                                        EventsApi.LIST_TARGETS_BY_RULE,
                                        ListTargetsByRuleRequest.builder().rule("r0").build())
                                .targets())
                .isEmpty();
    }
}

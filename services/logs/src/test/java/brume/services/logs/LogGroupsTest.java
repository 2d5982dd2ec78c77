package brume.services.logs;

import static brume.services.logs.LogsHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.DeleteLogGroupRequest;
import brume.api.logs.DeleteRetentionPolicyRequest;
import brume.api.logs.DescribeLogGroupsRequest;
import brume.api.logs.DescribeLogGroupsResponse;
import brume.api.logs.ListTagsForResourceRequest;
import brume.api.logs.ListTagsLogGroupRequest;
import brume.api.logs.LogGroup;
import brume.api.logs.LogsApi;
import brume.api.logs.PutRetentionPolicyRequest;
import brume.api.logs.TagLogGroupRequest;
import brume.api.logs.TagResourceRequest;
import brume.api.logs.TestMetricFilterRequest;
import brume.api.logs.UntagLogGroupRequest;
import brume.api.logs.UntagResourceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log groups, their tags and retention. Texts and forms of answers are those that LocalStack
 * recorded from AWS (tests/aws/services/logs/test_logs_groups.snapshot.json).
 */
final class LogGroupsTest {

    private static final String ARN = "arn:aws:logs:us-east-1:111122223333:log-group:";

    @TempDir Path folder;
    private LogsHarness logs;

    @BeforeEach
    void open() {
        logs = new LogsHarness(folder);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private List<LogGroup> groups(DescribeLogGroupsRequest request) {
        return logs.call(LogsApi.DESCRIBE_LOG_GROUPS, request).logGroups();
    }

    private LogGroup only(String prefix) {
        List<LogGroup> found =
                groups(DescribeLogGroupsRequest.builder().logGroupNamePrefix(prefix).build());
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void describesWhatWasCreated() {
        long before = logs.clock.millis();
        logs.call(
                LogsApi.CREATE_LOG_GROUP,
                CreateLogGroupRequest.builder()
                        .logGroupName("/aws/lambda/f")
                        .logGroupClass("INFREQUENT_ACCESS")
                        .build());
        logs.restart();
        LogGroup group = only("/aws/lambda/f");
        assertThat(group.arn()).isEqualTo(ARN + "/aws/lambda/f:*");
        assertThat(group.logGroupArn()).isEqualTo(ARN + "/aws/lambda/f");
        assertThat(group.logGroupClass()).isEqualTo("INFREQUENT_ACCESS");
        assertThat(group.metricFilterCount()).isZero();
        assertThat(group.storedBytes()).isZero();
        assertThat(group.retentionInDays()).isNull();
        assertThat(group.creationTime()).isBetween(before, logs.clock.millis());
    }

    @Test
    void refusesASecondGroupOfTheName() {
        logs.group("g");
        assertError(
                () -> logs.group("g"),
                "ResourceAlreadyExistsException",
                "The specified log group already exists");
    }

    @Test
    void refusesWhatIsNotBuilt() {
        assertError(
                () ->
                        logs.call(
                                LogsApi.CREATE_LOG_GROUP,
                                CreateLogGroupRequest.builder()
                                        .logGroupName("g")
                                        .kmsKeyId("arn:aws:kms:us-east-1:111122223333:key/k")
                                        .build()),
                "NotImplemented",
                "Brume does not implement CreateLogGroup with kmsKeyId of "
                        + LogsApi.MODEL.serviceId()
                        + " yet.");
    }

    @Test
    void listsByPrefixPatternAndPage() {
        for (String name : List.of("a-1", "a-2", "b-Data", "c-data")) {
            logs.group(name);
        }
        assertThat(groups(DescribeLogGroupsRequest.builder().logGroupNamePrefix("a-").build()))
                .extracting(LogGroup::logGroupName)
                .containsExactly("a-1", "a-2");
        assertThat(groups(DescribeLogGroupsRequest.builder().logGroupNamePattern("Data").build()))
                .extracting(LogGroup::logGroupName)
                .containsExactly("b-Data");
        DescribeLogGroupsResponse first =
                logs.call(
                        LogsApi.DESCRIBE_LOG_GROUPS,
                        DescribeLogGroupsRequest.builder().limit(3).build());
        assertThat(first.logGroups())
                .extracting(LogGroup::logGroupName)
                .containsExactly("a-1", "a-2", "b-Data");
        DescribeLogGroupsResponse second =
                logs.call(
                        LogsApi.DESCRIBE_LOG_GROUPS,
                        DescribeLogGroupsRequest.builder()
                                .limit(3)
                                .nextToken(first.nextToken())
                                .build());
        assertThat(second.logGroups()).extracting(LogGroup::logGroupName).containsExactly("c-data");
        assertThat(second.nextToken()).isNull();
        assertError(
                () ->
                        groups(
                                DescribeLogGroupsRequest.builder()
                                        .logGroupNamePrefix("a")
                                        .logGroupNamePattern("b")
                                        .build()),
                "InvalidParameterException",
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive"
                        + " parameters.");
    }

    @Test
    void deletesAGroupWithEverythingInIt() {
        logs.group("g");
        logs.group("other");
        logs.stream("other", "s");
        logs.put("other", "s", logs.event(Duration.ZERO, "stays"));
        for (int i = 0; i < 5; i++) {
            logs.stream("g", "s" + i);
            for (int k = 0; k < 30; k++) {
                logs.put("g", "s" + i, logs.event(Duration.ofHours(k), "m" + k));
            }
        }
        logs.call(
                LogsApi.DELETE_LOG_GROUP,
                DeleteLogGroupRequest.builder().logGroupName("g").build());
        assertThat(logs.rows("event")).isEqualTo(1);
        assertThat(logs.rows("hour")).isEqualTo(1);
        assertThat(logs.rows("stream")).isEqualTo(1);
        assertThat(logs.get("other", "s")).containsExactly("stays");
        assertError(
                () ->
                        logs.call(
                                LogsApi.DELETE_LOG_GROUP,
                                DeleteLogGroupRequest.builder().logGroupName("g").build()),
                "ResourceNotFoundException",
                "The specified log group does not exist.");
    }

    @Test
    void keepsAndDropsTheRetention() {
        logs.group("g");
        logs.call(
                LogsApi.PUT_RETENTION_POLICY,
                PutRetentionPolicyRequest.builder().logGroupName("g").retentionInDays(7).build());
        assertThat(only("g").retentionInDays()).isEqualTo(7);
        logs.call(
                LogsApi.DELETE_RETENTION_POLICY,
                DeleteRetentionPolicyRequest.builder().logGroupName("g").build());
        assertThat(only("g").retentionInDays()).isNull();
        assertError(
                () ->
                        logs.call(
                                LogsApi.PUT_RETENTION_POLICY,
                                PutRetentionPolicyRequest.builder()
                                        .logGroupName("g")
                                        .retentionInDays(2)
                                        .build()),
                "InvalidParameterException",
                "1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy"
                    + " constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60,"
                    + " 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,"
                    + " 3653]");
    }

    @Test
    void tagsByNameAndByArn() {
        logs.call(
                LogsApi.CREATE_LOG_GROUP,
                CreateLogGroupRequest.builder()
                        .logGroupName("g")
                        .tags(Map.of("env", "testing1"))
                        .build());
        logs.call(
                LogsApi.TAG_RESOURCE,
                TagResourceRequest.builder()
                        .resourceArn(ARN + "g")
                        .tags(Map.of("test1", "val1", "test2", "val2"))
                        .build());
        logs.call(
                LogsApi.TAG_LOG_GROUP,
                TagLogGroupRequest.builder()
                        .logGroupName("g")
                        .tags(Map.of("test3", "val3"))
                        .build());
        logs.call(
                LogsApi.UNTAG_LOG_GROUP,
                UntagLogGroupRequest.builder().logGroupName("g").tags(List.of("test3")).build());
        logs.call(
                LogsApi.UNTAG_RESOURCE,
                UntagResourceRequest.builder()
                        .resourceArn(ARN + "g")
                        .tagKeys(List.of("env", "test1"))
                        .build());
        assertThat(
                        logs.call(
                                        LogsApi.LIST_TAGS_FOR_RESOURCE,
                                        ListTagsForResourceRequest.builder()
                                                .resourceArn(ARN + "g")
                                                .build())
                                .tags())
                .containsExactly(Map.entry("test2", "val2"));
        assertThat(
                        logs.call(
                                        LogsApi.LIST_TAGS_LOG_GROUP,
                                        ListTagsLogGroupRequest.builder().logGroupName("g").build())
                                .tags())
                .containsExactly(Map.entry("test2", "val2"));
        assertError(
                () ->
                        logs.call(
                                LogsApi.LIST_TAGS_FOR_RESOURCE,
                                ListTagsForResourceRequest.builder()
                                        .resourceArn(ARN + "g:*")
                                        .build()),
                "InvalidParameterException",
                "1 validation error detected: Value '"
                        + ARN
                        + "g:*' at 'resourceArn' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: [\\w+=/:,.@-]*");
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            many.put("k" + i, "v");
        }
        assertError(
                () ->
                        logs.call(
                                LogsApi.TAG_RESOURCE,
                                TagResourceRequest.builder()
                                        .resourceArn(ARN + "g")
                                        .tags(many)
                                        .build()),
                "TooManyTagsException",
                "A resource can have at most 50 tags.");
    }

    @Test
    void measuresTheGroup() {
        logs.group("g");
        logs.stream("g", "s");
        logs.put("g", "s", logs.event(Duration.ZERO, "x".repeat(74)));
        assertThat(only("g").storedBytes()).isEqualTo(100);
        logs.restart();
        assertThat(only("g").storedBytes()).isEqualTo(100);
    }

    @Test
    void triesPatternsOnMessages() {
        var matches =
                logs.call(
                                LogsApi.TEST_METRIC_FILTER,
                                TestMetricFilterRequest.builder()
                                        .filterPattern("[level = ERROR, code]")
                                        .logEventMessages(List.of("INFO 1", "ERROR 2"))
                                        .build())
                        .matches();
        assertThat(matches).hasSize(1);
        assertThat(matches.getFirst().eventNumber()).isEqualTo(2);
        assertThat(matches.getFirst().extractedValues())
                .isEqualTo(Map.of("$level", "ERROR", "$code", "2"));
    }
}

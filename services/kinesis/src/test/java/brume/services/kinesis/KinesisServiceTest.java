package brume.services.kinesis;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are recorded from AWS by kinesalite's tests, unless the service says otherwise. */
class KinesisServiceTest {

    private static final String ACCOUNT = "111122223333";
    private static final String ARN = "arn:aws:kinesis:us-east-1:" + ACCOUNT + ":stream/s";
    private static final String NO_STREAM = "Stream none under account " + ACCOUNT + " not found.";

    @TempDir Path folder = Path.of("");
    private ServiceHarness harness = null;

    @BeforeEach
    void start() {
        harness = new ServiceHarness(folder, Surroundings.NONE, KinesisService::new);
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    /** Calls an operation with JSON in which single quotes stand for double ones. */
    private JsonNode call(String name, String input, Object... values) {
        return harness.operations()
                .filter(operation -> operation.model().name().equals(name))
                .map(operation ->
                        invoke(operation.model(), input.formatted(values).replace('\'', '"')))
                .findFirst()
                .orElseThrow();
    }

    private <I extends Shape, O extends Shape> JsonNode invoke(
            OperationModel<I, O> model, String input) {
        I shape = ShapeJson.fromBytes(model.input(), input.getBytes(StandardCharsets.UTF_8));
        return ShapeJson.toTree(harness.call(model, shape));
    }

    private void fails(String code, String message, String name, String input, Object... values) {
        assertError(() -> call(name, input, values), code, message);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void create(int shards) {
        call("CreateStream", "{'StreamName':'s','ShardCount':%d}", shards);
    }

    private JsonNode put(String key, String data) {
        return call(
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'%s','Data':'%s'}",
                key,
                base64(data));
    }

    private String iterator(String shard, String type, String more) {
        return call(
                        "GetShardIterator",
                        "{'StreamName':'s','ShardId':'%s','ShardIteratorType':'%s'%s}",
                        shard,
                        type,
                        more)
                .path("ShardIterator")
                .asText();
    }

    private JsonNode read(String iterator) {
        return call("GetRecords", "{'ShardIterator':'%s'}", iterator);
    }

    private List<String> data(JsonNode page) {
        List<String> data = new ArrayList<>();
        page.path("Records")
                .forEach(record ->
                        data.add(
                                new String(
                                        Base64.getDecoder().decode(record.path("Data").asText()),
                                        StandardCharsets.UTF_8)));
        return data;
    }

    private List<String> all(String shard) {
        return data(read(iterator(shard, "TRIM_HORIZON", "")));
    }

    private JsonNode shards() {
        return call("ListShards", "{'StreamName':'s'}").path("Shards");
    }

    @Test
    void streamsAreMadeDescribedListedAndDeleted() {
        create(2);
        fails(
                "ResourceInUseException",
                "Stream s under account " + ACCOUNT + " already exists.",
                "CreateStream",
                "{'StreamName':'s','ShardCount':1}");
        JsonNode description =
                call("DescribeStream", "{'StreamARN':'%s'}", ARN).path("StreamDescription");
        assertThat(description.path("StreamStatus").asText()).isEqualTo("ACTIVE");
        assertThat(description.path("HasMoreShards").asBoolean()).isFalse();
        assertThat(description.path("EncryptionType").asText()).isEqualTo("NONE");
        assertThat(description.at("/Shards/1/HashKeyRange/StartingHashKey").asText())
                .isEqualTo("170141183460469231731687303715884105728");
        assertThat(description.at("/Shards/1/HashKeyRange/EndingHashKey").asText())
                .isEqualTo("340282366920938463463374607431768211455");
        call("CreateStream", "{'StreamName':'t','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        JsonNode summary =
                call("DescribeStreamSummary", "{'StreamName':'t'}")
                        .path("StreamDescriptionSummary");
        assertThat(summary.path("OpenShardCount").asInt()).isEqualTo(4);
        assertThat(summary.path("MaxRecordSizeInKiB").asInt()).isEqualTo(1024);
        JsonNode page = call("ListStreams", "{'Limit':1}");
        assertThat(page.path("StreamNames").get(0).asText()).isEqualTo("s");
        JsonNode next = call("ListStreams", "{'NextToken':'%s'}", page.path("NextToken").asText());
        assertThat(next.path("StreamNames").get(0).asText()).isEqualTo("t");
        assertThat(next.path("HasMoreStreams").asBoolean()).isFalse();
        call("DeleteStream", "{'StreamName':'s'}");
        for (String name : List.of("DescribeStream", "DeleteStream", "ListShards")) {
            fails("ResourceNotFoundException", NO_STREAM, name, "{'StreamName':'none'}");
        }
        fails(
                "InvalidArgumentException",
                "Either StreamName or StreamARN should be provided.",
                "DescribeStream",
                "{}");
        assertThat(call("DescribeLimits", "{}").path("OpenShardCount").asInt()).isEqualTo(4);
    }

    @Test
    void recordsAreReadInTheOrderInWhichTheyWerePutAlsoAfterARestart() {
        create(1);
        JsonNode first = put("k", "0");
        call(
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'a','Data':'%s'},"
                        + "{'PartitionKey':'b','Data':'%s'}]}",
                base64("1"),
                base64("2"));
        harness.restart();
        JsonNode last = put("k", "3");
        assertThat(all("shardId-000000000000")).containsExactly("0", "1", "2", "3");
        List<BigInteger> numbers = new ArrayList<>();
        read(iterator("shardId-0", "TRIM_HORIZON", ""))
                .path("Records")
                .forEach(record ->
                        numbers.add(new BigInteger(record.path("SequenceNumber").asText())));
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.getFirst().toString()).isEqualTo(first.path("SequenceNumber").asText());
        assertThat(numbers.getLast().toString()).isEqualTo(last.path("SequenceNumber").asText());
    }

    @Test
    void iteratorsOfEveryType() {
        create(1);
        String shard = "shardId-000000000000";
        String first = put("k", "0").path("SequenceNumber").asText();
        harness.clock().advance(Duration.ofSeconds(100));
        put("k", "1");
        String latest = iterator(shard, "LATEST", "");
        String sequence = ",'StartingSequenceNumber':'" + first + "'";
        assertThat(data(read(iterator(shard, "AT_SEQUENCE_NUMBER", sequence))))
                .containsExactly("0", "1");
        assertThat(data(read(iterator(shard, "AFTER_SEQUENCE_NUMBER", sequence))))
                .containsExactly("1");
        long seconds = harness.clock().now().getEpochSecond();
        assertThat(data(read(iterator(shard, "AT_TIMESTAMP", ",'Timestamp':" + (seconds - 50)))))
                .containsExactly("1");
        assertThat(data(read(iterator(shard, "AT_TIMESTAMP", ",'Timestamp':1"))))
                .containsExactly("0", "1");
        JsonNode none = read(latest);
        assertThat(data(none)).isEmpty();
        put("k", "2");
        assertThat(data(read(none.path("NextShardIterator").asText()))).containsExactly("2");
        JsonNode behind =
                call(
                        "GetRecords",
                        "{'Limit':1,'ShardIterator':'%s'}",
                        iterator(shard, "TRIM_HORIZON", ""));
        assertThat(behind.path("MillisBehindLatest").asLong()).isGreaterThanOrEqualTo(100_000);
        fails(
                "InvalidArgumentException",
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP."
                        + " Current request has no timestamp parameter.",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'AT_TIMESTAMP'}");
        fails(
                "InvalidArgumentException",
                "StartingSequenceNumber 7 used in GetShardIterator on shard shardId-000000000000 in"
                        + " stream s under account "
                        + ACCOUNT
                        + " is invalid.",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'AT_SEQUENCE_NUMBER',"
                        + "'StartingSequenceNumber':'7'}");
        fails(
                "ResourceNotFoundException",
                "Shard shardId-9 in stream s under account " + ACCOUNT + " does not exist",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'shardId-9','ShardIteratorType':'LATEST'}");
        fails(
                "InvalidArgumentException",
                "Invalid ShardIterator.",
                "GetRecords",
                "{'ShardIterator':'AAAA'}");
        harness.clock().advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> read(latest))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("Iterator expired.");
    }

    @Test
    void recordsGoToTheShardOfTheirHashKey() {
        create(2);
        assertThat(put("a", "").path("ShardId").asText()).isEqualTo("shardId-000000000000");
        assertThat(put("b", "").path("ShardId").asText()).isEqualTo("shardId-000000000001");
        JsonNode explicit =
                call(
                        "PutRecord",
                        "{'StreamName':'s','PartitionKey':'a','Data':'','ExplicitHashKey':'%s'}",
                        BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));
        assertThat(explicit.path("ShardId").asText()).isEqualTo("shardId-000000000001");
        fails(
                "InvalidArgumentException",
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]."
                        + " Specified value was 340282366920938463463374607431768211456",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'a','Data':'','ExplicitHashKey':'%s'}",
                BigInteger.ONE.shiftLeft(128));
        fails(
                "InvalidArgumentException",
                "ExclusiveMinimumSequenceNumber 1 used in PutRecord on stream s under account "
                        + ACCOUNT
                        + " is invalid.",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'a','Data':'','SequenceNumberForOrdering':'1'}");
    }

    @Test
    void aShardThatIsSplitEndsAndTellsItsChildren() {
        create(1);
        put("a", "old");
        String before = iterator("shardId-0", "TRIM_HORIZON", "");
        call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-000000000000',"
                        + "'NewStartingHashKey':'170141183460469231731687303715884105728'}");
        assertThat(put("a", "new").path("ShardId").asText()).isEqualTo("shardId-000000000001");
        JsonNode end = read(before);
        assertThat(data(end)).containsExactly("old");
        assertThat(end.has("NextShardIterator")).isFalse();
        assertThat(end.at("/ChildShards/0/ShardId").asText()).isEqualTo("shardId-000000000001");
        assertThat(end.at("/ChildShards/1/ParentShards/0").asText())
                .isEqualTo("shardId-000000000000");
        assertThat(shards().at("/0/SequenceNumberRange").has("EndingSequenceNumber")).isTrue();
        assertThat(all("shardId-000000000001")).containsExactly("new");
        fails(
                "InvalidArgumentException",
                "Shard shardId-000000000000 in stream s under account "
                        + ACCOUNT
                        + " has already been merged or split, and thus is not eligible for merging"
                        + " or splitting.",
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-0','NewStartingHashKey':'5'}");
        fails(
                "InvalidArgumentException",
                "NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000001 in stream"
                        + " s under account "
                        + ACCOUNT
                        + " is not both greater than one plus the shard's StartingHashKey 0 and"
                        + " less than the shard's EndingHashKey"
                        + " 170141183460469231731687303715884105727.",
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-1','NewStartingHashKey':'1'}");
        call(
                "MergeShards",
                "{'StreamName':'s','ShardToMerge':'shardId-1','AdjacentShardToMerge':'shardId-2'}");
        assertThat(shards().at("/3/AdjacentParentShardId").asText())
                .isEqualTo("shardId-000000000002");
        fails(
                "LimitExceededException",
                "UpdateShardCount cannot scale up over double your current open shard count."
                        + " Current open shard count: 1, Target shard count: 3",
                "UpdateShardCount",
                "{'StreamName':'s','TargetShardCount':3,'ScalingType':'UNIFORM_SCALING'}");
        JsonNode resized =
                call(
                        "UpdateShardCount",
                        "{'StreamName':'s','TargetShardCount':2,'ScalingType':'UNIFORM_SCALING'}");
        assertThat(resized.path("CurrentShardCount").asInt()).isOne();
        assertThat(
                        call("ListShards", "{'StreamName':'s','ShardFilter':{'Type':'AT_LATEST'}}")
                                .path("Shards")
                                .size())
                .isEqualTo(2);
    }

    @Test
    void shardsAreListedPageByPage() {
        create(3);
        JsonNode page = call("ListShards", "{'StreamARN':'%s','MaxResults':2}", ARN);
        assertThat(page.path("Shards")).hasSize(2);
        String token = page.path("NextToken").asText();
        JsonNode next = call("ListShards", "{'NextToken':'%s'}", token);
        assertThat(next.at("/Shards/0/ShardId").asText()).isEqualTo("shardId-000000000002");
        assertThat(next.has("NextToken")).isFalse();
        fails(
                "InvalidArgumentException",
                "NextToken and StreamName cannot be provided together.",
                "ListShards",
                "{'NextToken':'%s','StreamName':'s'}",
                token);
        harness.clock().advance(Duration.ofMinutes(6));
        fails(
                "ExpiredNextTokenException",
                "The NextToken has expired.",
                "ListShards",
                "{'NextToken':'%s'}",
                token);
    }

    @Test
    void recordsAreGoneAfterTheirRetention() {
        create(1);
        put("k", "old");
        call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-0','NewStartingHashKey':'9'}");
        put("a", "middle");
        harness.clock().advance(Duration.ofHours(23));
        put("a", "young");
        harness.clock().advance(Duration.ofHours(2));
        assertThat(all("shardId-000000000002")).containsExactly("young");
        call("IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':48}");
        fails(
                "InvalidArgumentException",
                "Requested retention period (24 hours) for stream s can not be shorter than"
                        + " existing retention period (48 hours). Use DecreaseRetentionPeriod API.",
                "IncreaseStreamRetentionPeriod",
                "{'StreamName':'s','RetentionPeriodHours':24}");
        fails(
                "InvalidArgumentException",
                "Minimum allowed retention period is 24 hours. Requested retention period (3 hours)"
                        + " is too short.",
                "DecreaseStreamRetentionPeriod",
                "{'StreamName':'s','RetentionPeriodHours':3}");
    }

    @Test
    void tagsAndPolicies() {
        create(1);
        call("AddTagsToStream", "{'StreamName':'s','Tags':{'a':'1','b':'2'}}");
        call("TagResource", "{'ResourceARN':'%s','Tags':{'c':'3'}}", ARN);
        call("RemoveTagsFromStream", "{'StreamName':'s','TagKeys':['a']}");
        JsonNode page = call("ListTagsForStream", "{'StreamName':'s','Limit':1}");
        assertThat(page.at("/Tags/0/Key").asText()).isEqualTo("b");
        assertThat(page.path("HasMoreTags").asBoolean()).isTrue();
        call("UntagResource", "{'ResourceARN':'%s','TagKeys':['b']}", ARN);
        assertThat(call("ListTagsForResource", "{'ResourceARN':'%s'}", ARN).toString())
                .isEqualTo("{\"Tags\":[{\"Key\":\"c\",\"Value\":\"3\"}]}");
        assertThat(call("GetResourcePolicy", "{'ResourceARN':'%s'}", ARN).path("Policy").asText())
                .isEqualTo("{}");
        String policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"AWS\":\"999999999999\"},\"Action\":\"kinesis:PutRecord\","
                        + "\"Resource\":\""
                        + ARN
                        + "\"}]}";
        var input = Documents.object().put("ResourceARN", ARN).put("Policy", policy);
        harness.operations()
                .filter(operation -> operation.model().name().equals("PutResourcePolicy"))
                .forEach(operation -> invoke(operation.model(), Documents.text(input)));
        assertThat(call("GetResourcePolicy", "{'ResourceARN':'%s'}", ARN).path("Policy").asText())
                .isEqualTo(policy);
        call("DeleteResourcePolicy", "{'ResourceARN':'%s'}", ARN);
        assertThatThrownBy(() -> call("DeleteResourcePolicy", "{'ResourceARN':'%s'}", ARN))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void consumersAreRegistered() {
        create(1);
        String arn =
                call("RegisterStreamConsumer", "{'StreamARN':'%s','ConsumerName':'c'}", ARN)
                        .at("/Consumer/ConsumerARN")
                        .asText();
        assertThat(arn).startsWith(ARN + "/consumer/c:");
        assertThat(call("ListStreamConsumers", "{'StreamARN':'%s'}", ARN).path("Consumers"))
                .hasSize(1);
        assertThat(
                        call("DescribeStreamConsumer", "{'ConsumerARN':'%s'}", arn)
                                .at("/ConsumerDescription/ConsumerStatus")
                                .asText())
                .isEqualTo("ACTIVE");
        assertThatThrownBy(() -> call("DeleteStream", "{'StreamName':'s'}"))
                .isInstanceOf(ServiceException.class);
        call("DeregisterStreamConsumer", "{'StreamARN':'%s','ConsumerName':'c'}", ARN);
        fails(
                "ResourceNotFoundException",
                "Consumer " + arn + " not found.",
                "DescribeStreamConsumer",
                "{'ConsumerARN':'%s'}",
                arn);
        call("DeleteStream", "{'StreamName':'s'}");
    }

    @Test
    void settings() {
        create(1);
        JsonNode metrics =
                call(
                        "EnableEnhancedMonitoring",
                        "{'StreamName':'s','ShardLevelMetrics':['IncomingBytes']}");
        assertThat(metrics.at("/DesiredShardLevelMetrics/0").asText()).isEqualTo("IncomingBytes");
        call("UpdateMaxRecordSize", "{'StreamARN':'%s','MaxRecordSizeInKiB':2048}", ARN);
        put("k", "x".repeat(1_500_000));
        assertThatThrownBy(() -> put("k", "x".repeat(2_100_000)))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("less than or equal to 2097152");
        for (String mode : List.of("ON_DEMAND", "PROVISIONED")) {
            call(
                    "UpdateStreamMode",
                    "{'StreamARN':'%s','StreamModeDetails':{'StreamMode':'%s'}}",
                    ARN,
                    mode);
        }
        assertThatThrownBy(() ->
                        call(
                                "UpdateStreamMode",
                                "{'StreamARN':'%s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}",
                                ARN))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void aServerThatLimitsThroughputThrottlesShards() {
        harness.close();
        harness =
                new ServiceHarness(
                        folder, Surroundings.NONE.withThroughputLimited(), KinesisService::new);
        create(1);
        String megabyte = base64("x".repeat((1 << 20) - 10));
        JsonNode result =
                call(
                        "PutRecords",
                        "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'%s'},"
                                + "{'PartitionKey':'k','Data':'%s'}]}",
                        megabyte,
                        megabyte);
        assertThat(result.path("FailedRecordCount").asInt()).isOne();
        assertThat(result.at("/Records/1/ErrorCode").asText())
                .isEqualTo("ProvisionedThroughputExceededException");
        fails(
                "ProvisionedThroughputExceededException",
                "Rate exceeded for shard shardId-000000000000 in stream s under account "
                        + ACCOUNT
                        + ".",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':'%s'}",
                megabyte);
        harness.clock().advance(Duration.ofSeconds(2));
        put("k", "again");
        String iterator = iterator("shardId-0", "LATEST", "");
        for (int i = 0; i < 5; i++) {
            read(iterator);
        }
        assertThatThrownBy(() -> read(iterator)).hasMessageStartingWith("Rate exceeded");
    }
}

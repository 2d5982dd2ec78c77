package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams: what is recorded, in which shards, how it is read and when it is gone. */
final class StreamsTest {

    @TempDir Path folder;
    private Dynamodb dynamodb;

    @BeforeEach
    void open() {
        dynamodb = new Dynamodb(folder);
    }

    @AfterEach
    void close() {
        dynamodb.close();
    }

    private String table(String view) {
        return dynamodb.call(
                        "CreateTable",
                        "{'TableName': 'things', 'BillingMode': 'PAY_PER_REQUEST',"
                                + " 'AttributeDefinitions': [{'AttributeName': 'k',"
                                + " 'AttributeType': 'S'}], 'KeySchema': [{'AttributeName': 'k',"
                                + " 'KeyType': 'HASH'}], 'StreamSpecification': {'StreamEnabled':"
                                + " true, 'StreamViewType': '"
                                + view
                                + "'}}")
                .at("/TableDescription/LatestStreamArn")
                .asText();
    }

    private void put(String key, String value) {
        dynamodb.call(
                "PutItem",
                "{'TableName': 'things', 'Item': {'k': {'S': '%s'}, 'v': {'S': '%s'}}}"
                        .formatted(key, value));
    }

    private String update(String specification) {
        return "{'TableName': 'things', 'StreamSpecification': " + specification + "}";
    }

    private void disable() {
        dynamodb.call("UpdateTable", update("{'StreamEnabled': false}"));
    }

    private JsonNode describe(String arn) {
        return dynamodb.call("DescribeStream", "{'StreamArn': '" + arn + "'}")
                .get("StreamDescription");
    }

    private List<JsonNode> shards(String arn) {
        List<JsonNode> shards = new ArrayList<>();
        describe(arn).get("Shards").forEach(shards::add);
        return shards;
    }

    private String iterator(String arn, JsonNode shard, String type) {
        return dynamodb.call("GetShardIterator", iteratorInput(arn, shard, type))
                .get("ShardIterator")
                .asText();
    }

    private static String iteratorInput(String arn, JsonNode shard, String type) {
        return "{'StreamArn': '%s', 'ShardId': '%s', 'ShardIteratorType': %s}"
                .formatted(arn, shard.get("ShardId").asText(), type);
    }

    private static String get(String iterator) {
        return "{'ShardIterator': '" + iterator + "'}";
    }

    private List<JsonNode> records(String arn) {
        List<JsonNode> records = new ArrayList<>();
        for (JsonNode shard : shards(arn)) {
            String iterator = iterator(arn, shard, "'TRIM_HORIZON'");
            while (iterator != null) {
                JsonNode page = dynamodb.call("GetRecords", get(iterator));
                page.get("Records").forEach(records::add);
                boolean more = !page.get("Records").isEmpty() && page.has("NextShardIterator");
                iterator = more ? page.get("NextShardIterator").asText() : null;
            }
        }
        return records;
    }

    private List<String> summary(String arn) {
        return records(arn).stream()
                .map(one ->
                        one.get("eventName").asText()
                                + " "
                                + one.at("/dynamodb/Keys/k/S").asText()
                                + " "
                                + one.at("/dynamodb/OldImage/v/S").asText("-")
                                + ">"
                                + one.at("/dynamodb/NewImage/v/S").asText("-"))
                .toList();
    }

    @Test
    void recordsEveryChangeAndNothingElse() {
        String arn = table("NEW_AND_OLD_IMAGES");
        put("a", "1");
        put("a", "1");
        put("a", "2");
        dynamodb.call(
                "UpdateItem",
                "{'TableName': 'things', 'Key': {'k': {'S': 'a'}}, 'UpdateExpression': 'SET v ="
                        + " :v', 'ExpressionAttributeValues': {':v': {'S': '2'}}}");
        dynamodb.call(
                "BatchWriteItem",
                "{'RequestItems': {'things': [{'PutRequest': {'Item': {'k': {'S': 'b'}, 'v': {'S':"
                        + " '1'}}}}, {'DeleteRequest': {'Key': {'k': {'S': 'none'}}}}]}}");
        dynamodb.call(
                "TransactWriteItems",
                "{'TransactItems': [{'Delete': {'TableName': 'things', 'Key': {'k': {'S': 'a'}}}},"
                        + " {'Put': {'TableName': 'things', 'Item': {'k': {'S': 'c'}}}}]}");
        assertThat(summary(arn))
                .containsExactly(
                        "INSERT a ->1",
                        "MODIFY a 1>2",
                        "INSERT b ->1",
                        "REMOVE a 2>-",
                        "INSERT c ->-");
    }

    @Test
    void aRecordIsLikeAws() {
        String arn = table("NEW_AND_OLD_IMAGES");
        put("a", "1");
        put("a", "22");
        JsonNode modify = records(arn).get(1);
        assertThat(modify.get("eventID").asText()).matches("[0-9a-f]{32}");
        assertThat(modify.get("eventVersion").asText()).isEqualTo("1.1");
        assertThat(modify.get("eventSource").asText()).isEqualTo("aws:dynamodb");
        assertThat(modify.get("awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(modify.has("userIdentity")).isFalse();
        JsonNode detail = modify.get("dynamodb");
        assertThat(detail.get("SizeBytes").asLong()).isEqualTo(2 + 4 + 5);
        assertThat(detail.get("StreamViewType").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(detail.get("SequenceNumber").asText())
                .matches("[1-9][0-9]{20}")
                .isGreaterThan(records(arn).getFirst().at("/dynamodb/SequenceNumber").asText());
        assertThat(detail.get("ApproximateCreationDateTime").asDouble() % 1).isZero();
    }

    @Test
    void theViewDecidesWhatIsShown() {
        for (String view : List.of("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE")) {
            String arn = table(view);
            put("a", "1");
            put("a", "2");
            JsonNode detail = records(arn).get(1).get("dynamodb");
            assertThat(detail.has("NewImage")).isEqualTo(view.equals("NEW_IMAGE"));
            assertThat(detail.has("OldImage")).isEqualTo(view.equals("OLD_IMAGE"));
            dynamodb.call("DeleteTable", "{'TableName': 'things'}");
        }
    }

    @Test
    void enablesDisablesAndEnablesAnew() {
        String first = table("KEYS_ONLY");
        put("a", "1");
        assertThat(
                        dynamodb.error(
                                "UpdateTable",
                                update("{'StreamEnabled': true, 'StreamViewType': 'NEW_IMAGE'}")))
                .isEqualTo("Table already has an enabled stream: TableName: things");
        assertThat(dynamodb.error("UpdateTable", update("{'StreamEnabled': true}")))
                .isEqualTo(
                        "One or more parameter values were invalid: If stream is being enabled then"
                                + " UpdateViewType is required");
        assertThat(
                        dynamodb.error(
                                "UpdateTable",
                                update("{'StreamEnabled': false, 'StreamViewType': 'KEYS_ONLY'}")))
                .isEqualTo(
                        "One or more parameter values were invalid: If stream is being disabled,"
                                + " then UpdateViewType must not be specified");
        disable();
        put("b", "1");
        JsonNode table = dynamodb.call("DescribeTable", "{'TableName': 'things'}").get("Table");
        assertThat(table.has("StreamSpecification")).isFalse();
        assertThat(table.get("LatestStreamArn").asText()).isEqualTo(first);
        assertThat(dynamodb.error("UpdateTable", update("{'StreamEnabled': false}")))
                .isEqualTo("Table has no stream to disable: TableName: things");
        String second =
                dynamodb.call(
                                "UpdateTable",
                                update("{'StreamEnabled': true, 'StreamViewType': 'NEW_IMAGE'}"))
                        .at("/TableDescription/LatestStreamArn")
                        .asText();
        put("c", "1");
        assertThat(second).isNotEqualTo(first);
        assertThat(describe(first).get("StreamStatus").asText()).isEqualTo("DISABLED");
        assertThat(describe(second).get("StreamStatus").asText()).isEqualTo("ENABLED");
        assertThat(summary(first)).containsExactly("INSERT a ->-");
        assertThat(summary(second)).containsExactly("INSERT c ->1");
        assertThat(dynamodb.call("ListStreams", "{'TableName': 'things'}").get("Streams"))
                .hasSize(2);
        JsonNode page = dynamodb.call("ListStreams", "{'Limit': 1}");
        assertThat(page.get("LastEvaluatedStreamArn").asText()).isEqualTo(first);
        JsonNode rest =
                dynamodb.call("ListStreams", "{'ExclusiveStartStreamArn': '" + first + "'}");
        assertThat(rest.at("/Streams/0/StreamArn").asText()).isEqualTo(second);
        assertThat(rest.has("LastEvaluatedStreamArn")).isFalse();
    }

    @Test
    void aNewTableSaysWhichViewItsStreamHas() {
        String invalid = "One or more parameter values were invalid: Table is being created with a";
        assertThat(creation("{'StreamEnabled': true}"))
                .isEqualTo(invalid + " stream enabled, UpdateViewType is required");
        assertThat(creation("{'StreamEnabled': false, 'StreamViewType': 'KEYS_ONLY'}"))
                .isEqualTo(invalid + " stream disabled, UpdateViewType should not be specified");
        assertThat(creation("{'StreamEnabled': false}")).isEqualTo("no error");
    }

    private String creation(String specification) {
        return dynamodb.error(
                "CreateTable",
                "{'TableName': 'things', 'BillingMode': 'PAY_PER_REQUEST',"
                        + " 'AttributeDefinitions': [{'AttributeName': 'k', 'AttributeType':"
                        + " 'S'}], 'KeySchema': [{'AttributeName': 'k', 'KeyType': 'HASH'}],"
                        + " 'StreamSpecification': "
                        + specification
                        + "}");
    }

    @Test
    void shardsAreDescribedInPages() {
        String arn = table("KEYS_ONLY");
        for (int i = 0; i < 3; i++) {
            dynamodb.clock.advance(Duration.ofHours(5));
            dynamodb.lookAfterStreams();
        }
        List<String> all = shards(arn).stream().map(one -> one.get("ShardId").asText()).toList();
        assertThat(all).hasSize(4).isSorted();
        List<String> paged = new ArrayList<>();
        String start = "";
        while (!start.equals("-")) {
            JsonNode page =
                    dynamodb.call(
                                    "DescribeStream",
                                    "{'StreamArn': '" + arn + "', 'Limit': 3" + start + "}")
                            .get("StreamDescription");
            page.get("Shards").forEach(one -> paged.add(one.get("ShardId").asText()));
            JsonNode last = page.get("LastEvaluatedShardId");
            start = last == null ? "-" : ", 'ExclusiveStartShardId': '" + last.asText() + "'";
        }
        assertThat(paged).isEqualTo(all);
        assertThat(
                        dynamodb.call(
                                        "DescribeStream",
                                        "{'StreamArn': '%s', 'ExclusiveStartShardId': '%s'}"
                                                .formatted(arn, all.getLast()))
                                .at("/StreamDescription/Shards"))
                .isEmpty();
    }

    @Test
    void aPageHasAThousandRecords() {
        String arn = table("KEYS_ONLY");
        for (int batch = 0; batch < 41; batch++) {
            StringBuilder puts = new StringBuilder();
            for (int i = 0; i < 25; i++) {
                puts.append(puts.isEmpty() ? "" : ",")
                        .append(
                                "{'PutRequest': {'Item': {'k': {'S': '"
                                        + batch
                                        + "-"
                                        + i
                                        + "'}}}}");
            }
            dynamodb.call("BatchWriteItem", "{'RequestItems': {'things': [" + puts + "]}}");
        }
        JsonNode page =
                dynamodb.call(
                        "GetRecords", get(iterator(arn, shards(arn).getFirst(), "'TRIM_HORIZON'")));
        assertThat(page.get("Records")).hasSize(1000);
        assertThat(keys(page.get("NextShardIterator").asText())).hasSize(25);
    }

    @Test
    void anIteratorIsGoodForFifteenMinutes() {
        String arn = table("KEYS_ONLY");
        String iterator = iterator(arn, shards(arn).getFirst(), "'LATEST'");
        dynamodb.clock.advance(Duration.ofMinutes(14));
        assertThat(keys(iterator)).isEmpty();
        dynamodb.clock.advance(Duration.ofMinutes(2));
        assertThat(dynamodb.error("GetRecords", get(iterator)))
                .isEqualTo(
                        "ExpiredIteratorException: The provided iterator exceeds the maximum age"
                                + " allowed");
    }

    @Test
    void aDeletedTablesStreamStaysForADay() {
        String arn = table("KEYS_ONLY");
        put("a", "1");
        dynamodb.call("DeleteTable", "{'TableName': 'things'}");
        assertThat(summary(arn)).containsExactly("INSERT a ->-");
        String iterator = iterator(arn, shards(arn).getFirst(), "'TRIM_HORIZON'");
        assertThat(dynamodb.call("GetRecords", get(iterator)).has("NextShardIterator")).isFalse();
        dynamodb.clock.advance(Duration.ofHours(25));
        dynamodb.lookAfterStreams();
        assertThat(dynamodb.error("DescribeStream", "{'StreamArn': '" + arn + "'}"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Stream: "
                                + arn
                                + " not found");
    }

    @Test
    void rotatesShardsWithoutLosingAReader() {
        String arn = table("KEYS_ONLY");
        put("a", "1");
        String open = iterator(arn, shards(arn).getFirst(), "'TRIM_HORIZON'");
        dynamodb.clock.advance(Duration.ofHours(5));
        dynamodb.lookAfterStreams();
        put("b", "1");
        List<JsonNode> shards = shards(arn);
        assertThat(shards).hasSize(2);
        JsonNode child = shards.get(1);
        assertThat(child.get("ParentShardId")).isEqualTo(shards.getFirst().get("ShardId"));
        assertThat(shards.getFirst().at("/SequenceNumberRange/EndingSequenceNumber").asText())
                .isLessThan(child.at("/SequenceNumberRange/StartingSequenceNumber").asText());
        assertThat(child.at("/SequenceNumberRange").has("EndingSequenceNumber")).isFalse();
        assertThat(
                        dynamodb.call(
                                        "DescribeStream",
                                        "{'StreamArn': '%s', 'ShardFilter': {'Type':".formatted(arn)
                                                + " 'CHILD_SHARDS', 'ShardId': '"
                                                + shards.getFirst().get("ShardId").asText()
                                                + "'}}")
                                .at("/StreamDescription/Shards"))
                .containsExactly(child);
        assertThat(summary(arn)).containsExactly("INSERT a ->-", "INSERT b ->-");
        assertThat(dynamodb.error("GetRecords", get(open))).startsWith("ExpiredIteratorException");
        JsonNode page =
                dynamodb.call(
                        "GetRecords", get(iterator(arn, shards.getFirst(), "'TRIM_HORIZON'")));
        assertThat(page.get("Records")).hasSize(1);
        assertThat(page.has("NextShardIterator")).isFalse();
    }

    @Test
    void trimsAfterADayAndTellsTheReader() {
        String arn = table("KEYS_ONLY");
        put("a", "1");
        String sequence = records(arn).getFirst().at("/dynamodb/SequenceNumber").asText();
        dynamodb.clock.advance(Duration.ofHours(24).minusMinutes(5));
        JsonNode shard = shards(arn).getFirst();
        String early = iterator(arn, shard, "'TRIM_HORIZON'");
        dynamodb.clock.advance(Duration.ofMinutes(10));
        dynamodb.lookAfterStreams();
        put("b", "1");
        assertThat(dynamodb.error("GetRecords", get(early)))
                .isEqualTo(
                        "TrimmedDataAccessException: The data you are trying to access has been"
                                + " trimmed");
        assertThat(
                        dynamodb.error(
                                "GetShardIterator",
                                iteratorInput(
                                        arn,
                                        shard,
                                        "'AT_SEQUENCE_NUMBER', 'SequenceNumber': '"
                                                + sequence
                                                + "'")))
                .startsWith("TrimmedDataAccessException");
        assertThat(summary(arn)).containsExactly("INSERT b ->-");
        dynamodb.restart();
        assertThat(summary(arn)).containsExactly("INSERT b ->-");
    }

    @Test
    void iteratorsStartWhereTheyAreAskedTo() {
        String arn = table("KEYS_ONLY");
        JsonNode shard = shards(arn).getFirst();
        put("a", "1");
        String latest = iterator(arn, shard, "'LATEST'");
        put("b", "1");
        put("c", "1");
        String second = records(arn).get(1).at("/dynamodb/SequenceNumber").asText();
        String number = "', 'SequenceNumber': '" + second + "'";
        assertThat(keys(latest)).containsExactly("b", "c");
        assertThat(keys(iterator(arn, shard, "'AT_SEQUENCE_NUMBER" + number)))
                .containsExactly("b", "c");
        assertThat(keys(iterator(arn, shard, "'AFTER_SEQUENCE_NUMBER" + number)))
                .containsExactly("c");
        String start = shard.at("/SequenceNumberRange/StartingSequenceNumber").asText();
        assertThat(
                        keys(
                                iterator(
                                        arn,
                                        shard,
                                        "'AT_SEQUENCE_NUMBER', 'SequenceNumber': '" + start + "'")))
                .containsExactly("a", "b", "c");
    }

    private List<String> keys(String iterator) {
        List<String> keys = new ArrayList<>();
        dynamodb.call("GetRecords", get(iterator))
                .get("Records")
                .forEach(one -> keys.add(one.at("/dynamodb/Keys/k/S").asText()));
        return keys;
    }

    @Test
    void pagesByLimitAndByBytes() {
        String arn = table("NEW_IMAGE");
        JsonNode shard = shards(arn).getFirst();
        IntStream.range(0, 6).forEach(i -> put("k" + i, "x".repeat(300_000)));
        String first = iterator(arn, shard, "'TRIM_HORIZON'");
        assertThat(keys(first)).hasSize(3);
        JsonNode limited =
                dynamodb.call("GetRecords", "{'ShardIterator': '" + first + "', 'Limit': 2}");
        assertThat(limited.get("Records")).hasSize(2);
        assertThat(keys(limited.get("NextShardIterator").asText())).hasSize(3).startsWith("k2");
        assertThat(records(arn)).hasSize(6);
    }

    @Test
    void refusesWhatIsWrong() {
        String arn = table("KEYS_ONLY");
        JsonNode shard = shards(arn).getFirst();
        assertThat(dynamodb.error("GetRecords", "{'ShardIterator': 'x'}"))
                .isEqualTo("Invalid ShardIterator");
        assertThat(dynamodb.error("GetRecords", get(iterator(arn, shard, "'LATEST'") + "A")))
                .isEqualTo("Invalid ShardIterator");
        assertThat(
                        dynamodb.error(
                                "GetRecords",
                                "{'ShardIterator': '%s', 'Limit': 1001}"
                                        .formatted(iterator(arn, shard, "'LATEST'"))))
                .isEqualTo(
                        "1 validation error detected: Value '1001' at 'limit' failed to satisfy"
                                + " constraint: Member must have value less than or equal to 1000");
        assertThat(dynamodb.error("DescribeStream", "{'StreamArn': 'no-arn'}"))
                .isEqualTo("Invalid StreamArn");
        assertThat(
                        dynamodb.error(
                                "GetShardIterator",
                                "{'StreamArn': '%s', 'ShardId': 'shardId-none',".formatted(arn)
                                        + " 'ShardIteratorType': 'LATEST'}"))
                .startsWith("ResourceNotFoundException");
        for (String type :
                List.of(
                        "'AT_SEQUENCE_NUMBER'",
                        "'LATEST', 'SequenceNumber': '100000000000000000001'",
                        "'AT_SEQUENCE_NUMBER', 'SequenceNumber': 'abcabcabcabcabcabcabc'",
                        "'AT_SEQUENCE_NUMBER', 'SequenceNumber': '999999999999999999999'")) {
            assertThat(dynamodb.error("GetShardIterator", iteratorInput(arn, shard, type)))
                    .contains("SequenceNumber");
        }
    }

    @Test
    void expiredItemsAreRemovedByTheService() throws InterruptedException {
        String arn = table("OLD_IMAGE");
        dynamodb.call(
                "UpdateTimeToLive",
                "{'TableName': 'things', 'TimeToLiveSpecification': {'Enabled': true,"
                        + " 'AttributeName': 't'}}");
        long due = dynamodb.clock.millis() / 1000 - 1;
        dynamodb.call(
                "PutItem",
                "{'TableName': 'things', 'Item': {'k': {'S': 'a'}, 't': {'N': '" + due + "'}}}");
        dynamodb.await(() -> records(arn).size() == 2);
        JsonNode remove = records(arn).get(1);
        assertThat(remove.get("eventName").asText()).isEqualTo("REMOVE");
        assertThat(remove.at("/userIdentity/Type").asText()).isEqualTo("Service");
        assertThat(remove.at("/userIdentity/PrincipalId").asText())
                .isEqualTo("dynamodb.amazonaws.com");
        assertThat(remove.at("/dynamodb/OldImage/k/S").asText()).isEqualTo("a");
    }

    @Test
    void permissionsNameTheStream() {
        String arn = table("KEYS_ONLY");
        String iterator = iterator(arn, shards(arn).getFirst(), "'LATEST'");
        assertThat(dynamodb.permissions("GetRecords", get(iterator)).getFirst().resource())
                .isEqualTo(arn);
        assertThat(dynamodb.permissions("GetRecords", get(iterator)).getFirst().action())
                .isEqualTo("dynamodb:GetRecords");
        assertThat(dynamodb.permissions("ListStreams", "{}").getFirst().resource())
                .endsWith("table/*/stream/*");
    }
}

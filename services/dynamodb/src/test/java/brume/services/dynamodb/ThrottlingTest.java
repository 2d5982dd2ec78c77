package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import brume.api.dynamodb.ProvisionedThroughputExceededException;
import brume.api.dynamodb.TransactionCanceledException;
import brume.testing.harness.Surroundings;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that enforces throughput. Most costs are ten times the capacity of a second: what is
 * owed then takes ten seconds to grow, which no test takes.
 */
final class ThrottlingTest {

    private static final String TABLE =
            "ProvisionedThroughputExceededException: The level of configured provisioned throughput"
                + " for the table was exceeded. Consider increasing your provisioning level with"
                + " the UpdateTable API.";
    private static final String INDEXES =
            "ProvisionedThroughputExceededException: The level of configured provisioned throughput"
                + " for one or more global secondary indexes of the table was exceeded. Consider"
                + " increasing your provisioning level for the under-provisioned global secondary"
                + " indexes with the UpdateTable API";
    private static final String ON_DEMAND =
            "ThrottlingException: Throughput exceeds the maximum OnDemandThroughput configured on"
                    + " table or index";

    /** Ten write units, or three read units. */
    private static final String BIG = "x".repeat(10_200);

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder, Surroundings.NONE.withThroughputLimited());
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void create(String ofIndex, String ofTable) {
        db.call(
                "CreateTable",
                "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},"
                    + "{'AttributeName':'g','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
                    + "'GlobalSecondaryIndexes':[{'IndexName':'gsi','KeySchema':[{'AttributeName':'g',"
                    + "'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}"
                        + ofIndex
                        + "}]"
                        + ofTable
                        + "}");
    }

    private void createProvisioned(int read, int write) {
        create(capacity(read, write), capacity(read, write));
    }

    private static String capacity(int read, int write) {
        return String.format(
                Locale.ROOT,
                ",'ProvisionedThroughput':{'ReadCapacityUnits':%d,'WriteCapacityUnits':%d}",
                read,
                write);
    }

    private static String item(String pk, String more) {
        return "{'pk':{'S':'" + pk + "'},'big':{'S':'" + BIG + "'}" + more + "}";
    }

    private String put(String pk) {
        return db.error("PutItem", "{'TableName':'tbl','Item':" + item(pk, "") + "}");
    }

    private String get(String pk) {
        return db.error(
                "GetItem",
                "{'TableName':'tbl','ConsistentRead':true,'Key':{'pk':{'S':'" + pk + "'}}}");
    }

    @Test
    void writesAreThrottledUntilTheirUnitsHaveGrown() {
        createProvisioned(100, 1);
        assertThat(put("a")).isEqualTo("no error");
        assertThat(put("b")).isEqualTo(TABLE);
        assertThat(get("b")).isEqualTo("no error");
        db.clock.advance(Duration.ofSeconds(20));
        assertThat(put("b")).isEqualTo("no error");
        assertThat(put("c")).isEqualTo("no error");
        assertThat(put("d")).isEqualTo(TABLE);
        assertThat(db.call("Scan", "{'TableName':'tbl','Select':'COUNT'}").path("Count").asInt())
                .isEqualTo(3);
        ServiceException failure =
                db.failure("PutItem", "{'TableName':'tbl','Item':" + item("d", "") + "}");
        assertThat(failure).isNotNull();
        assertThat(failure.body())
                .isInstanceOfSatisfying(
                        ProvisionedThroughputExceededException.class,
                        shape -> {
                            assertThat(shape.throttlingReasons()).hasSize(1);
                            assertThat(shape.throttlingReasons().getFirst().reason())
                                    .isEqualTo("TableWriteProvisionedThroughputExceeded");
                            assertThat(shape.throttlingReasons().getFirst().resource())
                                    .endsWith(":table/tbl");
                        });
    }

    @Test
    void readsAreThrottledByWhatTheyRead() {
        createProvisioned(1, 100);
        assertThat(put("a")).isEqualTo("no error");
        assertThat(get("a")).isEqualTo("no error");
        assertThat(get("a")).isEqualTo(TABLE);
        assertThat(db.error("Scan", "{'TableName':'tbl'}")).isEqualTo(TABLE);
        assertThat(db.error("ExecuteStatement", "{'Statement':'SELECT * FROM tbl'}"))
                .isEqualTo(TABLE);
        db.clock.advance(Duration.ofSeconds(4));
        assertThat(get("a")).isEqualTo("no error");
    }

    @Test
    void aPageMayCostMoreThanASecondHasAndIsPaidOffAfterwards() {
        createProvisioned(2, 1000);
        for (int i = 0; i < 20; i++) {
            assertThat(put("p" + i)).isEqualTo("no error");
        }
        db.clock.advance(Duration.ofSeconds(1));
        assertThat(db.error("Scan", "{'TableName':'tbl','ConsistentRead':true}"))
                .isEqualTo("no error");
        db.clock.advance(Duration.ofSeconds(10));
        assertThat(get("a")).isEqualTo(TABLE);
        db.clock.advance(Duration.ofSeconds(30));
        assertThat(get("a")).isEqualTo("no error");
    }

    @Test
    void fiveMinutesOfUnusedCapacityAreABurst() {
        createProvisioned(100, 1);
        db.clock.advance(Duration.ofHours(1));
        int admitted = 0;
        for (int i = 0; i < 40; i++) {
            admitted += put("p" + i).equals("no error") ? 1 : 0;
        }
        assertThat(admitted).isBetween(30, 31);
        db.restart();
        assertThat(put("one")).isEqualTo("no error");
        assertThat(put("two")).isEqualTo(TABLE);
    }

    @Test
    void anIndexHoldsBackTheWritesOfItsTable() {
        create(capacity(1, 1), capacity(100, 1000));
        String indexed = "{'TableName':'tbl','Item':%s}";
        assertThat(db.error("PutItem", indexed.formatted(item("a", ",'g':{'S':'x'}"))))
                .isEqualTo("no error");
        assertThat(db.error("PutItem", indexed.formatted(item("b", ",'g':{'S':'x'}"))))
                .isEqualTo(INDEXES);
        assertThat(put("b")).isEqualTo("no error");
        String query =
                "{'TableName':'tbl','IndexName':'gsi','KeyConditionExpression':'g = :x',"
                        + "'ExpressionAttributeValues':{':x':{'S':'x'}}}";
        assertThat(db.error("Query", query)).isEqualTo("no error");
        assertThat(db.error("Query", query))
                .startsWith(
                        "ProvisionedThroughputExceededException: The level of configured"
                                + " provisioned throughput for the index was exceeded");
    }

    @Test
    void onDemandTablesHaveTheLimitThatTheyAreGiven() {
        create("", ",'BillingMode':'PAY_PER_REQUEST'");
        for (int i = 0; i < 20; i++) {
            assertThat(put("p" + i)).isEqualTo("no error");
        }
        db.call(
                "UpdateTable",
                "{'TableName':'tbl','OnDemandThroughput':{'MaxWriteRequestUnits':1}}");
        db.restart();
        assertThat(put("a")).isEqualTo("no error");
        assertThat(put("b")).isEqualTo(ON_DEMAND);
        assertThat(get("a")).isEqualTo("no error");
        db.call(
                "UpdateTable",
                "{'TableName':'tbl','OnDemandThroughput':{'MaxWriteRequestUnits':-1}}");
        assertThat(put("b")).isEqualTo("no error");
    }

    @Test
    void aFailedConditionCostsToo() {
        createProvisioned(100, 1);
        assertThat(put("a")).isEqualTo("no error");
        db.clock.advance(Duration.ofSeconds(10));
        String update =
                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET a = pk',"
                        + "'ConditionExpression':'attribute_not_exists(pk)'}";
        assertThat(db.error("UpdateItem", update)).startsWith("ConditionalCheckFailedException");
        assertThat(db.error("UpdateItem", update)).isEqualTo(TABLE);
    }

    @Test
    void batchesAnswerWhatWasLeft() {
        createProvisioned(1, 1);
        JsonNode written = db.call("BatchWriteItem", puts(4));
        JsonNode left = written.path("UnprocessedItems").path("tbl");
        assertThat(left).hasSize(3);
        assertThat(left.path(0).path("PutRequest").path("Item").path("pk").path("S").asText())
                .isEqualTo("p1");
        assertThat(db.error("BatchWriteItem", puts(4))).isEqualTo(TABLE);
        db.clock.advance(Duration.ofSeconds(40));
        assertThat(db.call("BatchWriteItem", puts(4)).path("UnprocessedItems")).isEmpty();

        String keys =
                IntStream.range(0, 4)
                        .mapToObj(i -> "{'pk':{'S':'p" + i + "'}}")
                        .collect(Collectors.joining(","));
        String gets = "{'RequestItems':{'tbl':{'ConsistentRead':true,'Keys':[" + keys + "]}}}";
        db.restart();
        JsonNode read = db.call("BatchGetItem", gets);
        assertThat(read.path("Responses").path("tbl")).hasSize(1);
        JsonNode unread = read.path("UnprocessedKeys").path("tbl");
        assertThat(unread.path("Keys")).hasSize(3);
        assertThat(unread.path("ConsistentRead").asBoolean()).isTrue();
        assertThat(db.error("BatchGetItem", gets)).isEqualTo(TABLE);
    }

    private static String puts(int count) {
        return "{'RequestItems':{'tbl':["
                + IntStream.range(0, count)
                        .mapToObj(i -> "{'PutRequest':{'Item':" + item("p" + i, "") + "}}")
                        .collect(Collectors.joining(","))
                + "]}}";
    }

    @Test
    void transactionsAreCancelledAsAWhole() {
        createProvisioned(100, 1);
        String two =
                "{'TransactItems':[{'Put':{'TableName':'tbl','Item':"
                        + item("a", "")
                        + "}},{'Put':{'TableName':'tbl','Item':"
                        + item("b", "")
                        + "}}]}";
        ServiceException failure = db.failure("TransactWriteItems", two);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage())
                .endsWith("specific reasons [None, ProvisionedThroughputExceeded]");
        assertThat(failure.body())
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        shape ->
                                assertThat(shape.cancellationReasons().get(1).message())
                                        .isEqualTo(TABLE.substring(TABLE.indexOf("The level"))));
        assertThat(db.call("Scan", "{'TableName':'tbl','Select':'COUNT'}").path("Count").asInt())
                .isZero();
        db.clock.advance(Duration.ofSeconds(25));
        assertThat(db.error("TransactWriteItems", two)).isEqualTo("no error");
        String statements =
                "{'Statements':[{'Statement':'DELETE FROM tbl WHERE pk ="
                        + " ?','Parameters':[{'S':'a'}]},{'Statement':'DELETE FROM tbl WHERE pk ="
                        + " ?','Parameters':[{'S':'b'}]}]}";
        Map<String, Integer> codes =
                codes(db.call("BatchExecuteStatement", statements).path("Responses"));
        assertThat(codes).contains(entry("ProvisionedThroughputExceeded", 2));
    }

    private static Map<String, Integer> codes(JsonNode responses) {
        Map<String, Integer> codes = new TreeMap<>();
        responses.forEach(response ->
                codes.merge(response.path("Error").path("Code").asText("none"), 1, Integer::sum));
        return codes;
    }
}

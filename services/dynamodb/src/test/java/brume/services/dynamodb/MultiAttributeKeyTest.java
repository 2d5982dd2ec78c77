package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Global secondary indexes whose keys have several attributes. */
final class MultiAttributeKeyTest {

    private static final String DEFINITIONS =
            "'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},"
                + "{'AttributeName':'a','AttributeType':'S'},{'AttributeName':'b','AttributeType':'N'},"
                + "{'AttributeName':'x','AttributeType':'S'},{'AttributeName':'y','AttributeType':'N'},"
                + "{'AttributeName':'z','AttributeType':'B'}]";
    private static final String INDEX =
            "{'IndexName':'gsi','KeySchema':["
                + "{'AttributeName':'a','KeyType':'HASH'},{'AttributeName':'b','KeyType':'HASH'},"
                + "{'AttributeName':'x','KeyType':'RANGE'},{'AttributeName':'y','KeyType':'RANGE'},"
                + "{'AttributeName':'z','KeyType':'RANGE'}],"
                + "'Projection':{'ProjectionType':'KEYS_ONLY'}}";
    private static final String VALUES =
            ",'ExpressionAttributeValues':{':a':{'S':'A'},':b':{'N':'1.0'},':x':{'S':'u'},':y':{'N':'2'}";

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void create() {
        db.call("CreateTable", table("'GlobalSecondaryIndexes':[" + INDEX + "]"));
    }

    private static String table(String more) {
        return "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST',"
                + DEFINITIONS
                + ",'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
                + more
                + "}";
    }

    private void put(String pk, String x, int y, String z) {
        db.call(
                "PutItem",
                "{'TableName':'tbl','Item':{'pk':{'S':'"
                        + pk
                        + "'},'a':{'S':'A'},'b':{'N':'1'},'x':{'S':'"
                        + x
                        + "'},'y':{'N':'"
                        + y
                        + "'},'z':{'B':'"
                        + z
                        + "'},'other':{'S':'o'}}}");
    }

    private void fill() {
        put("1", "u", 10, "AA==");
        put("2", "u", 2, "AQ==");
        put("3", "u", 2, "AA==");
        put("4", "t", 5, "AA==");
        put("5", "v", -1, "AA==");
        db.call(
                "PutItem",
                "{'TableName':'tbl','Item':{'pk':{'S':'sparse'},'a':{'S':'A'},'b':{'N':'1'},"
                        + "'x':{'S':'u'},'z':{'B':'AA=='}}}");
    }

    private static String query(String condition, String more) {
        return "{'TableName':'tbl','IndexName':'gsi','KeyConditionExpression':'"
                + condition
                + "'"
                + more
                + "}";
    }

    private List<String> found(String condition, String more) {
        return keys(db.call("Query", query(condition, VALUES + more)));
    }

    private static List<String> keys(JsonNode answer) {
        List<String> keys = new ArrayList<>();
        answer.path("Items").forEach(item -> keys.add(item.path("pk").path("S").asText()));
        return keys;
    }

    @Test
    void ordersByEverySortAttributeAndLeavesOutIncompleteItems() {
        create();
        fill();
        String only = ",'ExpressionAttributeValues':{':a':{'S':'A'},':b':{'N':'1'}}";
        JsonNode all = db.call("Query", query("a = :a AND b = :b", only));
        assertThat(keys(all)).containsExactly("4", "3", "2", "1", "5");
        assertThat(all.path("Items").path(0).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("pk", "a", "b", "x", "y", "z");
    }

    @Test
    void conditionsGoFromLeftToRight() {
        create();
        fill();
        String y = "a = :a AND b = :b AND x = :x AND y ";
        assertThat(found(y + "= :y", "}")).containsExactly("3", "2");
        assertThat(found(y + "> :y", "}")).containsExactly("1");
        assertThat(found(y + "BETWEEN :y AND :y2", ",':y2':{'N':'10'}}"))
                .containsExactly("3", "2", "1");
        assertThat(found(y + "= :y AND z > :z", ",':z':{'B':'AA=='}}")).containsExactly("2");
        String gap = "a = :a AND b = :b AND y = :y AND begins_with(z, :x)";
        assertThat(db.error("Query", query(gap, VALUES + "}")))
                .isEqualTo("Query condition missed key schema element: x");
        assertThat(
                        db.error(
                                "Query",
                                query("a = :a AND b = :b AND x > :x AND y = :y", VALUES + "}")))
                .isEqualTo("Query key condition not supported");
        assertThat(
                        db.error(
                                "Query",
                                query("a = :a", ",'ExpressionAttributeValues':{':a':{'S':'A'}}")))
                .isEqualTo("Query condition missed key schema element: b");
    }

    @Test
    void aPageGoesOnAfterTheWholeKey() {
        create();
        fill();
        String values = ",'ExpressionAttributeValues':{':a':{'S':'A'},':b':{'N':'1'}},'Limit':2";
        JsonNode first = db.call("Query", query("a = :a AND b = :b", values));
        JsonNode last = first.path("LastEvaluatedKey");
        assertThat(last.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("pk", "a", "b", "x", "y", "z");
        JsonNode second =
                db.call(
                        "Query",
                        query("a = :a AND b = :b", values + ",'ExclusiveStartKey':" + last));
        assertThat(keys(second)).containsExactly("2", "1");
        assertThat(
                        db.error(
                                "Query",
                                query(
                                        "a = :a AND b = :b",
                                        values + ",'ExclusiveStartKey':{'pk':{'S':'1'}}")))
                .isEqualTo("The provided starting key is invalid");
    }

    @Test
    void isCreatedOnlineAndFilled() throws InterruptedException {
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}");
        fill();
        db.call(
                "UpdateTable",
                "{'TableName':'tbl',"
                        + DEFINITIONS
                        + ",'GlobalSecondaryIndexUpdates':[{'Create':"
                        + INDEX
                        + "}]}");
        db.await(() ->
                db.call("DescribeTable", "{'TableName':'tbl'}")
                        .at("/Table/GlobalSecondaryIndexes/0/IndexStatus")
                        .asText()
                        .equals("ACTIVE"));
        JsonNode index =
                db.call("DescribeTable", "{'TableName':'tbl'}")
                        .at("/Table/GlobalSecondaryIndexes/0");
        assertThat(index.path("KeySchema")).hasSize(5);
        assertThat(index.path("ItemCount").asInt()).isEqualTo(5);
    }

    @Test
    void keysHaveAtMostFourAttributesOfEachTypeInOrder() {
        String hash = "{'AttributeName':'%s','KeyType':'HASH'}";
        String range = "{'AttributeName':'%s','KeyType':'RANGE'}";
        String five =
                String.join(
                        ",",
                        List.of("pk", "a", "b", "x", "y").stream().map(hash::formatted).toList());
        assertThat(refused(five))
                .isEqualTo(
                        "Invalid KeySchema: The number of HASH key elements exceeds the limit of"
                                + " 4");
        assertThat(
                        refused(
                                hash.formatted("pk")
                                        + ","
                                        + range.formatted("a")
                                        + ","
                                        + hash.formatted("b")))
                .isEqualTo(
                        "Invalid KeySchema: All HASH key elements must come before the RANGE key"
                                + " elements");
        assertThat(
                        refused(
                                hash.formatted("a")
                                        + ","
                                        + hash.formatted("b")
                                        + ","
                                        + range.formatted("a")))
                .startsWith("Both the Hash Key and the Range Key");
        assertThat(refused(range.formatted("a")))
                .isEqualTo("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }

    private String refused(String elements) {
        return db.error(
                "CreateTable",
                table(
                        "'GlobalSecondaryIndexes':[{'IndexName':'gsi','KeySchema':["
                                + elements
                                + "],'Projection':{'ProjectionType':'ALL'}}]"));
    }

    @Test
    void theAttributesShareTheLimitOfTheKey() {
        create();
        String item = "{'TableName':'tbl','Item':{'pk':{'S':'1'},'x':{'S':'%s'},'z':{'B':'AAAA'}}}";
        assertThat(db.error("PutItem", item.formatted("s".repeat(1021)))).isEqualTo("no error");
        assertThat(db.error("PutItem", item.formatted("s".repeat(1022))))
                .isEqualTo(
                        "One or more parameter values were invalid: Aggregated size of all range"
                                + " keys has exceeded the size limit of 1024 bytes");
    }
}

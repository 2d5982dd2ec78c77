package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Query and Scan on tables and both kinds of indexes. */
final class QueryAndScanTest {

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                    + "{'AttributeName':'pk','AttributeType':'S'},{'AttributeName':'sk','AttributeType':'N'},"
                    + "{'AttributeName':'l','AttributeType':'S'},{'AttributeName':'g','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}],"
                    + "'LocalSecondaryIndexes':[{'IndexName':'lsi','KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},"
                    + "{'AttributeName':'l','KeyType':'RANGE'}],'Projection':{'ProjectionType':'KEYS_ONLY'}}],"
                    + "'GlobalSecondaryIndexes':[{'IndexName':'gsi','KeySchema':[{'AttributeName':'g','KeyType':'HASH'},"
                    + "{'AttributeName':'sk','KeyType':'RANGE'}],'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':['a']}}]}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void put(String pk, String sk, String more) {
        db.call(
                "PutItem",
                "{'TableName':'tbl','Item':{'pk':{'S':'"
                        + pk
                        + "'},'sk':{'N':'"
                        + sk
                        + "'}"
                        + more
                        + "}}");
    }

    private static List<String> sortKeys(JsonNode output) {
        List<String> keys = new ArrayList<>();
        output.path("Items").forEach(item -> keys.add(item.path("sk").path("N").asText()));
        return keys;
    }

    private JsonNode query(String condition, String values, String more) {
        return db.call(
                "Query",
                "{'TableName':'tbl','KeyConditionExpression':'"
                        + condition
                        + "','ExpressionAttributeValues':{':p':{'S':'a'}"
                        + values
                        + "}"
                        + more
                        + "}");
    }

    @Test
    void ordersNumbersByValue() {
        for (String sk : List.of("10", "-3", "2", "0.5", "-0.25", "1E30", "0")) {
            put("a", sk, "");
        }
        put("b", "1", "");

        assertThat(sortKeys(query("pk = :p", "", "")))
                .containsExactly(
                        "-3", "-0.25", "0", "0.5", "2", "10", "1000000000000000000000000000000");
        assertThat(sortKeys(query("pk = :p", "", ",'ScanIndexForward':false,'Limit':2")))
                .containsExactly("1000000000000000000000000000000", "10");
        assertThat(sortKeys(query("pk = :p AND sk < :s", ",':s':{'N':'0'}", "")))
                .containsExactly("-3", "-0.25");
        assertThat(sortKeys(query("pk = :p AND :s <= sk", ",':s':{'N':'2'}", "")))
                .containsExactly("2", "10", "1000000000000000000000000000000");
        assertThat(
                        sortKeys(
                                query(
                                        "pk = :p AND sk BETWEEN :s AND :t",
                                        ",':s':{'N':'0'},':t':{'N':'2'}",
                                        "")))
                .containsExactly("0", "0.5", "2");
    }

    @Test
    void pagesInBothDirections() {
        for (int i = 0; i < 7; i++) {
            put("a", "" + i, ",'v':{'N':'" + i + "'}");
        }
        for (boolean forward : List.of(true, false)) {
            List<String> seen = new ArrayList<>();
            String start = "";
            int pages = 0;
            while (true) {
                JsonNode page =
                        query("pk = :p", "", ",'Limit':3,'ScanIndexForward':" + forward + start);
                seen.addAll(sortKeys(page));
                pages++;
                if (!page.has("LastEvaluatedKey")) {
                    break;
                }
                start = ",'ExclusiveStartKey':" + page.path("LastEvaluatedKey");
            }
            assertThat(pages).isEqualTo(3);
            assertThat(seen).hasSize(7).doesNotHaveDuplicates();
            assertThat(seen.getFirst()).isEqualTo(forward ? "0" : "6");
        }
    }

    @Test
    void filtersAfterReading() {
        for (int i = 0; i < 5; i++) {
            put("a", "" + i, ",'v':{'N':'" + i + "'}");
        }
        JsonNode page =
                query(
                        "pk = :p",
                        ",':v':{'N':'3'}",
                        ",'FilterExpression':'v >= :v','Select':'COUNT'");
        assertThat(page.path("Count").asInt()).isEqualTo(2);
        assertThat(page.path("ScannedCount").asInt()).isEqualTo(5);
        assertThat(page.has("Items")).isFalse();
    }

    @Test
    void indexesFollowTheItems() {
        put("a", "1", ",'g':{'S':'x'},'l':{'S':'q'},'a':{'S':'A'},'b':{'S':'B'}");
        put("a", "2", ",'g':{'S':'x'}");
        put("a", "3", "");

        String byG =
                "{'TableName':'tbl','IndexName':'gsi','KeyConditionExpression':'g ="
                        + " :g','ExpressionAttributeValues':{':g':{'S':'x'}}}";
        JsonNode found = db.call("Query", byG);
        assertThat(sortKeys(found)).containsExactly("1", "2");
        assertThat(found.path("Items").get(0).toString())
                .isEqualTo(
                        "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"g\":{\"S\":\"x\"},\"a\":{\"S\":\"A\"}}");

        db.call(
                "UpdateItem",
                "{'TableName':'tbl','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'UpdateExpression':'REMOVE"
                    + " g'}");
        db.call("DeleteItem", "{'TableName':'tbl','Key':{'pk':{'S':'a'},'sk':{'N':'2'}}}");
        assertThat(sortKeys(db.call("Query", byG))).isEmpty();
        assertThat(
                        db.call("Scan", "{'TableName':'tbl','IndexName':'lsi'}")
                                .path("Items")
                                .toString())
                .isEqualTo("[{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"l\":{\"S\":\"q\"}}]");
        assertThat(
                        query(
                                        "pk = :p AND l = :l",
                                        ",':l':{'S':'q'}",
                                        ",'IndexName':'lsi','Select':'ALL_ATTRIBUTES'")
                                .path("Items")
                                .get(0)
                                .path("b")
                                .path("S")
                                .asText())
                .isEqualTo("B");
    }

    @Test
    void segmentsShareTheItems() {
        for (int i = 0; i < 50; i++) {
            put("p" + i, "1", "");
        }
        Set<String> seen = new HashSet<>();
        int used = 0;
        for (int segment = 0; segment < 4; segment++) {
            JsonNode part =
                    db.call(
                            "Scan",
                            "{'TableName':'tbl','Segment':" + segment + ",'TotalSegments':4}");
            used += part.path("Items").isEmpty() ? 0 : 1;
            part.path("Items")
                    .forEach(item ->
                            assertThat(seen.add(item.path("pk").path("S").asText())).isTrue());
        }
        assertThat(seen).hasSize(50);
        assertThat(used).isEqualTo(4);
    }

    @Test
    void endsAPageAtOneMegabyte() {
        String big = "x".repeat(300_000);
        for (int i = 0; i < 8; i++) {
            put("a", "" + i, ",'v':{'S':'" + big + "'}");
        }
        JsonNode page = query("pk = :p", "", ",'ReturnConsumedCapacity':'TOTAL'");
        assertThat(page.path("Count").asInt()).isEqualTo(4);
        assertThat(page.path("LastEvaluatedKey").path("sk").path("N").asText()).isEqualTo("3");
        assertThat(page.path("ConsumedCapacity").path("CapacityUnits").asDouble()).isEqualTo(146.5);
    }

    @Test
    void rejectsWhatAwsRejects() {
        assertThat(
                        db.error(
                                "Query",
                                "{'TableName':'tbl','KeyConditionExpression':'sk ="
                                        + " :v','ExpressionAttributeValues':{':v':{'N':'1'}}}"))
                .isEqualTo("Query condition missed key schema element: pk");
        assertThat(
                        db.error(
                                "Query",
                                "{'TableName':'tbl','KeyConditionExpression':'pk ="
                                        + " :v','ExpressionAttributeValues':{':v':{'N':'1'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Condition parameter type does"
                                + " not match schema type");
        assertThat(
                        db.error(
                                "Query",
                                "{'TableName':'tbl','KeyConditionExpression':'pk ="
                                        + " :v','FilterExpression':'pk ="
                                        + " :v','ExpressionAttributeValues':{':v':{'S':'1'}}}"))
                .isEqualTo(
                        "Filter Expression can only contain non-primary key attributes: Primary key"
                                + " attribute: pk");
        assertThat(
                        db.error(
                                "Query",
                                "{'TableName':'tbl','IndexName':'gsi','ConsistentRead':true,'KeyConditionExpression':'g"
                                    + " = :v','ExpressionAttributeValues':{':v':{'S':'1'}}}"))
                .isEqualTo("Consistent reads are not supported on global secondary indexes");
        assertThat(db.error("Scan", "{'TableName':'tbl','IndexName':'nope'}"))
                .isEqualTo("The table does not have the specified index: nope");
        assertThat(db.error("Scan", "{'TableName':'tbl','Segment':5,'TotalSegments':5}"))
                .isEqualTo(
                        "The Segment parameter is zero-based and must be less than parameter"
                                + " TotalSegments: Segment: 5 is not less than TotalSegments: 5");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'N':'1'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Type mismatch for Index Key g"
                                + " Expected: S Actual: N IndexName: gsi");
    }
}

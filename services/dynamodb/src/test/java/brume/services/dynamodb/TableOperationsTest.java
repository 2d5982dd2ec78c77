package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables: creation, description, change, expiry and deletion. */
final class TableOperationsTest {

    private static final String DEFINITION =
            "'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]";

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

    private void create(String name) {
        db.call(
                "CreateTable",
                "{'TableName':'" + name + "'," + DEFINITION + ",'BillingMode':'PAY_PER_REQUEST'}");
    }

    private int count(String more) {
        return db.call("Scan", "{'TableName':'tbl','Select':'COUNT'" + more + "}")
                .path("Count")
                .asInt();
    }

    @Test
    void isCreatingInTheAnswerAndActiveAfterwards() {
        JsonNode created =
                db.call(
                                "CreateTable",
                                "{'TableName':'tbl',"
                                        + DEFINITION
                                        + ",'ProvisionedThroughput':{'ReadCapacityUnits':5,'WriteCapacityUnits':6},"
                                        + "'Tags':[{'Key':'k','Value':'v'}]}")
                        .path("TableDescription");
        assertThat(created.path("TableStatus").asText()).isEqualTo("CREATING");
        assertThat(created.path("TableArn").asText())
                .isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/tbl");
        JsonNode table = db.call("DescribeTable", "{'TableName':'tbl'}").path("Table");
        assertThat(table.path("TableStatus").asText()).isEqualTo("ACTIVE");
        assertThat(table.path("ProvisionedThroughput").path("WriteCapacityUnits").asInt())
                .isEqualTo(6);
        assertThat(table.has("BillingModeSummary")).isFalse();
        assertThat(
                        db.call(
                                        "ListTagsOfResource",
                                        "{'ResourceArn':'"
                                                + created.path("TableArn").asText()
                                                + "'}")
                                .toString())
                .isEqualTo("{\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}");
        assertThat(
                        db.error(
                                "CreateTable",
                                "{'TableName':'tbl',"
                                        + DEFINITION
                                        + ",'BillingMode':'PAY_PER_REQUEST'}"))
                .isEqualTo("ResourceInUseException: Table already exists: tbl");
    }

    @Test
    void aNewTableOfAnOldNameIsEmpty() {
        create("tbl");
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'}}}");
        assertThat(
                        db.call("DescribeTable", "{'TableName':'tbl'}")
                                .path("Table")
                                .path("ItemCount")
                                .asInt())
                .isEqualTo(1);
        assertThat(
                        db.call("DeleteTable", "{'TableName':'tbl'}")
                                .path("TableDescription")
                                .path("TableStatus")
                                .asText())
                .isEqualTo("DELETING");
        assertThat(db.error("DescribeTable", "{'TableName':'tbl'}"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Table: tbl not"
                                + " found");
        assertThat(db.error("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'}}}"))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
        create("tbl");
        assertThat(count("")).isZero();
    }

    @Test
    void protectsAgainstDeletion() {
        create("tbl");
        db.call("UpdateTable", "{'TableName':'tbl','DeletionProtectionEnabled':true}");
        assertThat(db.error("DeleteTable", "{'TableName':'tbl'}"))
                .contains("protected against deletion");
        db.call("UpdateTable", "{'TableName':'tbl','DeletionProtectionEnabled':false}");
        db.call("DeleteTable", "{'TableName':'tbl'}");
    }

    @Test
    void changesTheBillingMode() {
        create("tbl");
        db.call(
                "UpdateTable",
                "{'TableName':'tbl','BillingMode':'PROVISIONED','ProvisionedThroughput':{'ReadCapacityUnits':3,'WriteCapacityUnits':4}}");
        JsonNode table = db.call("DescribeTable", "{'TableName':'tbl'}").path("Table");
        assertThat(table.path("ProvisionedThroughput").path("ReadCapacityUnits").asInt())
                .isEqualTo(3);
        assertThat(table.path("BillingModeSummary").path("BillingMode").asText())
                .isEqualTo("PROVISIONED");
        assertThat(
                        db.error(
                                "UpdateTable",
                                "{'TableName':'tbl','ProvisionedThroughput':{'ReadCapacityUnits':3,'WriteCapacityUnits':4}}"))
                .startsWith("The provisioned throughput for the table will not change.");
    }

    @Test
    void listsTablesInPages() {
        create("aaa");
        create("bbb");
        create("ccc");
        JsonNode page = db.call("ListTables", "{'Limit':2}");
        assertThat(page.toString())
                .isEqualTo("{\"TableNames\":[\"aaa\",\"bbb\"],\"LastEvaluatedTableName\":\"bbb\"}");
        assertThat(db.call("ListTables", "{'ExclusiveStartTableName':'bbb'}").toString())
                .isEqualTo("{\"TableNames\":[\"ccc\"]}");
    }

    @Test
    void fillsANewIndexFromTheItems() throws InterruptedException {
        create("tbl");
        for (int i = 0; i < 450; i++) {
            db.call(
                    "PutItem",
                    "{'TableName':'tbl','Item':{'pk':{'S':'"
                            + i
                            + "'},'g':{'N':'"
                            + i % 3
                            + "'}}}");
        }
        JsonNode updated =
                db.call(
                        "UpdateTable",
                        "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'g','AttributeType':'N'}],"
                            + "'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'gsi','KeySchema':[{'AttributeName':'g','KeyType':'HASH'}],"
                            + "'Projection':{'ProjectionType':'ALL'}}}]}");
        assertThat(
                        updated.path("TableDescription")
                                .path("GlobalSecondaryIndexes")
                                .get(0)
                                .path("IndexStatus")
                                .asText())
                .isEqualTo("CREATING");
        db.await(() -> indexStatus().equals("ACTIVE"));
        assertThat(indexStatus()).isEqualTo("ACTIVE");
        assertThat(count(",'IndexName':'gsi'")).isEqualTo(450);

        db.call(
                "UpdateTable",
                "{'TableName':'tbl','GlobalSecondaryIndexUpdates':[{'Delete':{'IndexName':'gsi'}}]}");
        assertThat(db.error("Scan", "{'TableName':'tbl','IndexName':'gsi'}"))
                .isEqualTo("The table does not have the specified index: gsi");
    }

    @Test
    void fillsAnIndexWithMoreThanOneTransactionMayWrite() throws InterruptedException {
        create("tbl");
        String text = "x".repeat(390_000);
        for (int i = 0; i < 180; i++) {
            db.call(
                    "PutItem",
                    "{'TableName':'tbl','Item':{'pk':{'S':'%d'},'g':{'N':'1'},'v':{'S':'%s'}}}"
                            .formatted(i, text));
        }
        db.call(
                "UpdateTable",
                "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'g','AttributeType':'N'}],"
                    + "'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'gsi','KeySchema':[{'AttributeName':'g','KeyType':'HASH'}],"
                    + "'Projection':{'ProjectionType':'ALL'}}}]}");
        db.await(() -> indexStatus().equals("ACTIVE"));
        assertThat(indexStatus()).isEqualTo("ACTIVE");
    }

    private String indexStatus() {
        return db.call("DescribeTable", "{'TableName':'tbl'}")
                .path("Table")
                .path("GlobalSecondaryIndexes")
                .path(0)
                .path("IndexStatus")
                .asText();
    }

    @Test
    void expiresItems() throws InterruptedException {
        create("tbl");
        long now = db.clock.millis() / 1000;
        String item = "{'TableName':'tbl','Item':{'pk':{'S':'%s'},'ttl':{'N':'%d'}}}";
        db.call("PutItem", item.formatted("before", now + 3600));
        db.call(
                "UpdateTimeToLive",
                "{'TableName':'tbl','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'ttl'}}");
        db.call("PutItem", item.formatted("soon", now + 1800));
        db.call("PutItem", item.formatted("prolonged", now + 1800));
        db.call("PutItem", item.formatted("prolonged", now + 7200));
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'never'},'ttl':{'S':'x'}}}");

        db.clock.advance(Duration.ofMinutes(40));
        db.await(() -> count("") == 3);
        assertThat(count("")).isEqualTo(3);
        db.clock.advance(Duration.ofMinutes(30));
        db.await(() -> count("") == 2);
        assertThat(count("")).isEqualTo(2);
        assertThat(
                        db.call("DescribeTimeToLive", "{'TableName':'tbl'}")
                                .path("TimeToLiveDescription")
                                .toString())
                .isEqualTo("{\"TimeToLiveStatus\":\"ENABLED\",\"AttributeName\":\"ttl\"}");
    }

    @Test
    void rejectsWhatAwsRejects() {
        assertThat(
                        db.error(
                                "CreateTable",
                                "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'pk','KeyType':'RANGE'}],'BillingMode':'PAY_PER_REQUEST'}"))
                .isEqualTo("Invalid KeySchema: Some index key attribute have no definition");
        assertThat(
                        db.error(
                                "CreateTable",
                                "{'TableName':'tbl',"
                                        + DEFINITION
                                        + ",'BillingMode':'PROVISIONED'}"))
                .isEqualTo(
                        "One or more parameter values were invalid: ReadCapacityUnits and"
                                + " WriteCapacityUnits must both be specified when BillingMode is"
                                + " PROVISIONED");
    }
}

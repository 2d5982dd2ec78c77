package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies attached to tables. */
final class ResourcePolicyTest {

    private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/tbl";
    private static final String POLICY =
            "{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'Allow\\',"
                + "\\'Principal\\':{\\'AWS\\':\\'111122223333\\'},\\'Action\\':\\'dynamodb:GetItem\\',"
                + "\\'Resource\\':\\'*\\'}]}";
    private static final String PUT = "{'ResourceArn':'" + ARN + "','Policy':'" + POLICY + "'";
    private static final String TABLE = "{'ResourceArn':'" + ARN + "'}";

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        create("");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void create(String more) {
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                    + "{'AttributeName':'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]"
                        + more
                        + "}");
    }

    private String put() {
        return db.call("PutResourcePolicy", PUT + "}").path("RevisionId").asText();
    }

    @Test
    void isPutReadReplacedAndDeleted() {
        assertThat(db.error("GetResourcePolicy", TABLE)).startsWith("PolicyNotFoundException: ");
        String revision = put();
        assertThat(put()).as("the same policy keeps its revision").isEqualTo(revision);
        db.restart();
        assertThat(db.call("GetResourcePolicy", TABLE).path("RevisionId").asText())
                .isEqualTo(revision);
        assertThat(db.call("GetResourcePolicy", TABLE).path("Policy").asText())
                .contains("111122223333");
        assertThat(db.call("DeleteResourcePolicy", TABLE).path("RevisionId").asText())
                .isEqualTo(revision);
        assertThat(db.call("DeleteResourcePolicy", TABLE).has("RevisionId")).isFalse();
    }

    @Test
    void anotherRevisionThanTheExpectedOneIsRefused() {
        String none = ",'ExpectedRevisionId':'NO_POLICY'}";
        db.call("PutResourcePolicy", PUT + none);
        assertThat(db.error("PutResourcePolicy", PUT + none))
                .startsWith("PolicyNotFoundException: ");
        assertThat(
                        db.error(
                                "DeleteResourcePolicy",
                                "{'ResourceArn':'" + ARN + "','ExpectedRevisionId':'1'}"))
                .startsWith("PolicyNotFoundException: ");
    }

    @Test
    void whatIsNotAPolicyOrNotATableIsRefused() {
        assertThat(
                        db.error(
                                "PutResourcePolicy",
                                "{'ResourceArn':'" + ARN + "','Policy':'nothing'}"))
                .contains("Invalid policy document");
        assertThat(db.error("GetResourcePolicy", "{'ResourceArn':'" + ARN + "x'}"))
                .startsWith("ResourceNotFoundException: ");
        assertThat(
                        db.error(
                                "PutResourcePolicy",
                                "{'ResourceArn':'"
                                        + ARN
                                        + "','Policy':'"
                                        + " ".repeat(20 * 1024 + 1)
                                        + "'}"))
                .contains("exceeds the limit of 20480 bytes");
    }

    @Test
    void thePipelineIsAskedWithThePolicyOfTheTableAndItsIndexes() {
        put();
        String key = "'TableName':'tbl','Key':{'pk':{'S':'1'}}";
        assertThat(db.permissions("GetItem", "{" + key + "}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isPresent());
        assertThat(db.permissions("Scan", "{'TableName':'tbl','IndexName':'gsi'}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isPresent());
        assertThat(db.permissions("Scan", "{'TableName':'other'}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isEmpty());
    }

    @Test
    void goesWithItsTable() {
        db.call("DeleteTable", "{'TableName':'tbl'}");
        create(",'ResourcePolicy':'" + POLICY + "'");
        assertThat(db.call("GetResourcePolicy", TABLE).has("RevisionId")).isTrue();
        db.call("DeleteTable", "{'TableName':'tbl'}");
        create("");
        assertThat(db.error("GetResourcePolicy", TABLE)).startsWith("PolicyNotFoundException: ");
    }

    @Test
    void anArnMeansTheTableOfItsAccountAndRegion() {
        String item = "','Key':{'pk':{'S':'1'}}}";
        assertThat(db.error("GetItem", "{'TableName':'" + ARN + item)).isEqualTo("no error");
        assertThat(
                        db.error(
                                "GetItem",
                                "{'TableName':'"
                                        + ARN.replace("000000000000", "111122223333")
                                        + item))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
        assertThat(
                        db.error(
                                "GetItem",
                                "{'TableName':'" + ARN.replace("us-east-1", "eu-west-1") + item))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
    }
}

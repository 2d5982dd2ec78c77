package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On-demand backups: what they hold, how they are listed, what a restored table has. */
final class BackupsTest {

    private static final String PREFIX = "arn:aws:dynamodb:us-east-1:000000000000:table/";

    @TempDir Path folder;
    private BackupTables tables;
    private Dynamodb dynamodb;

    @BeforeEach
    void open() {
        dynamodb = new Dynamodb(folder);
        tables = new BackupTables(dynamodb);
    }

    @AfterEach
    void close() {
        dynamodb.close();
    }

    private String restore(String backup, String target, String more) {
        return "{'BackupArn': '" + backup + "', 'TargetTableName': '" + target + "'" + more + "}";
    }

    private List<String> list(String filter) {
        List<String> names = new ArrayList<>();
        dynamodb.call("ListBackups", "{" + filter + "}")
                .get("BackupSummaries")
                .forEach(one -> names.add(one.get("BackupName").asText()));
        return names;
    }

    private static String of(String backup) {
        return "{'BackupArn': '" + backup + "'}";
    }

    @Test
    void holdsTheTableAsItWasAndOutlivesIt() throws InterruptedException {
        tables.create("things");
        tables.put("things", "a", "1");
        tables.put("things", "b", "1");
        JsonNode made =
                dynamodb.call("CreateBackup", "{'TableName': 'things', 'BackupName': 'first'}")
                        .get("BackupDetails");
        assertThat(made.get("BackupStatus").asText()).isEqualTo("CREATING");
        assertThat(made.get("BackupType").asText()).isEqualTo("USER");
        String arn = made.get("BackupArn").asText();
        assertThat(arn).matches(PREFIX + "things/backup/[0-9]{14}-[0-9a-f]{8}");
        tables.awaitBackup(arn);
        tables.put("things", "a", "2");
        tables.delete("things", "b");
        dynamodb.call("DeleteTable", "{'TableName': 'things'}");
        dynamodb.restart();

        JsonNode described = dynamodb.call("DescribeBackup", of(arn)).get("BackupDescription");
        assertThat(described.at("/BackupDetails/BackupStatus").asText()).isEqualTo("AVAILABLE");
        assertThat(described.at("/SourceTableDetails/TableName").asText()).isEqualTo("things");
        assertThat(described.at("/SourceTableDetails/ItemCount").asInt()).isEqualTo(2);
        assertThat(described.at("/SourceTableDetails/TableSizeBytes").asInt()).isEqualTo(8);
        assertThat(described.at("/SourceTableDetails/BillingMode").asText())
                .isEqualTo("PAY_PER_REQUEST");

        JsonNode table =
                dynamodb.call("RestoreTableFromBackup", restore(arn, "again", ""))
                        .get("TableDescription");
        assertThat(table.get("TableStatus").asText()).isEqualTo("CREATING");
        assertThat(table.at("/RestoreSummary/SourceBackupArn").asText()).isEqualTo(arn);
        assertThat(table.at("/RestoreSummary/SourceTableArn").asText())
                .isEqualTo(PREFIX + "things");
        assertThat(table.at("/RestoreSummary/RestoreInProgress").asBoolean()).isTrue();
        tables.awaitTable("again");
        assertThat(tables.items("again")).containsExactlyInAnyOrder("a=1", "b=1");
        assertThat(tables.describe("again").has("RestoreSummary")).isFalse();
        assertThat(tables.describe("again").get("ItemCount").asInt()).isEqualTo(2);
    }

    @Test
    void isTheMomentOfItsCommitWhileTheTableGoesOn() throws InterruptedException {
        tables.create("many");
        tables.fill("many", 3_000);
        String arn = tables.backup("many", "while");
        for (int i = 0; i < 200; i++) {
            tables.put("many", "k" + i, "changed");
            tables.delete("many", "k" + (1_000 + i));
            tables.put("many", "new" + i, "0");
        }
        tables.awaitBackup(arn);
        dynamodb.call("RestoreTableFromBackup", restore(arn, "restored", ""));
        tables.awaitTable("restored");
        assertThat(tables.items("restored")).hasSize(3_000).allMatch(item -> item.endsWith("=0"));
        assertThat(tables.items("restored")).noneMatch(item -> item.startsWith("new"));
    }

    @Test
    void goesOnAfterTheTableIsDeletedAndTheServerRestarted() throws InterruptedException {
        tables.create("many");
        tables.fill("many", 5_000);
        String arn = tables.backup("many", "then deleted".replace(' ', '-'));
        dynamodb.call("DeleteTable", "{'TableName': 'many'}");
        dynamodb.restart();
        tables.awaitBackup(arn);
        dynamodb.call("RestoreTableFromBackup", restore(arn, "many", ""));
        dynamodb.restart();
        tables.awaitTable("many");
        assertThat(tables.items("many")).hasSize(5_000);
    }

    @Test
    void restoresIndexesAndEncryptionAndNothingElse() throws InterruptedException {
        tables.createIndexed("rich");
        dynamodb.call(
                "PutItem",
                "{'TableName': 'rich', 'Item': {'k': {'S': 'a'}, 'r': {'S': '1'}, 'v': {'S': 'x'},"
                        + " 'l': {'S': 'y'}}}");
        String arn = tables.backup("rich", "all");
        tables.awaitBackup(arn);
        JsonNode features =
                dynamodb.call("DescribeBackup", of(arn))
                        .at("/BackupDescription/SourceTableFeatureDetails");
        assertThat(features.at("/GlobalSecondaryIndexes/0/IndexName").asText()).isEqualTo("byV");
        assertThat(
                        features.at(
                                        "/GlobalSecondaryIndexes/0/ProvisionedThroughput/ReadCapacityUnits")
                                .asInt())
                .isEqualTo(3);
        assertThat(features.at("/LocalSecondaryIndexes/0/IndexName").asText()).isEqualTo("byL");
        assertThat(features.at("/StreamDescription/StreamViewType").asText())
                .isEqualTo("KEYS_ONLY");
        assertThat(features.at("/TimeToLiveDescription/AttributeName").asText()).isEqualTo("t");
        assertThat(features.at("/SSEDescription/SSEType").asText()).isEqualTo("KMS");

        dynamodb.call("RestoreTableFromBackup", restore(arn, "copy", ""));
        tables.awaitTable("copy");
        JsonNode copy = tables.describe("copy");
        assertThat(copy.at("/GlobalSecondaryIndexes/0/ItemCount").asInt()).isEqualTo(1);
        assertThat(copy.at("/LocalSecondaryIndexes/0/ItemCount").asInt()).isEqualTo(1);
        assertThat(copy.at("/ProvisionedThroughput/ReadCapacityUnits").asInt()).isEqualTo(2);
        assertThat(copy.at("/SSEDescription/SSEType").asText()).isEqualTo("KMS");
        assertThat(copy.has("StreamSpecification")).isFalse();
        assertThat(copy.get("DeletionProtectionEnabled").asBoolean()).isFalse();
        assertThat(
                        dynamodb.call("DescribeTimeToLive", "{'TableName': 'copy'}")
                                .at("/TimeToLiveDescription/TimeToLiveStatus")
                                .asText())
                .isEqualTo("DISABLED");
        assertThat(
                        dynamodb.call("ListTagsOfResource", "{'ResourceArn': '" + PREFIX + "copy'}")
                                .get("Tags"))
                .isEmpty();
    }

    @Test
    void overridesAreCheckedAgainstTheSource() throws InterruptedException {
        tables.createIndexed("rich");
        String arn = tables.backup("rich", "all");
        tables.awaitBackup(arn);
        String v = "'KeySchema': [{'AttributeName': 'v', 'KeyType': 'HASH'}], ";
        String all = "'Projection': {'ProjectionType': 'ALL'}";
        String units = "{'ReadCapacityUnits': 7, 'WriteCapacityUnits': 8}";
        assertThat(error(arn, ", 'BillingModeOverride': 'PROVISIONED'"))
                .isEqualTo(
                        "Invalid Request: Must override ProvisionedThroughput if BillingMode is"
                                + " overridden to PROVISIONED");
        assertThat(
                        error(
                                arn,
                                ", 'BillingModeOverride': 'PAY_PER_REQUEST',"
                                        + " 'ProvisionedThroughputOverride': "
                                        + units))
                .isEqualTo(
                        "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is"
                                + " overridden to PAY_PER_REQUEST");
        assertThat(
                        error(
                                arn,
                                ", 'GlobalSecondaryIndexOverride': [{'IndexName': 'xyz', "
                                        + v
                                        + "'Projection': {'ProjectionType': 'KEYS_ONLY'}}]"))
                .isEqualTo(
                        "Invalid Request: Index xyz does not match a secondary index that existed"
                                + " in the source table and cannot be created during the restore"
                                + " operation");
        assertThat(
                        error(
                                arn,
                                ", 'GlobalSecondaryIndexOverride': [{'IndexName': 'xyz', "
                                        + v
                                        + all
                                        + "}]"))
                .isEqualTo("Invalid Request: Must specify provisioned throughput for index xyz");
        dynamodb.call(
                "RestoreTableFromBackup",
                restore(
                        arn,
                        "renamed",
                        ", 'ProvisionedThroughputOverride': "
                                + units
                                + ", 'LocalSecondaryIndexOverride': [],"
                                + " 'SSESpecificationOverride': {'Enabled': false},"
                                + " 'GlobalSecondaryIndexOverride': [{'IndexName': 'other', "
                                + v
                                + all
                                + ", 'ProvisionedThroughput': "
                                + units
                                + "}]"));
        tables.awaitTable("renamed");
        JsonNode table = tables.describe("renamed");
        assertThat(table.at("/GlobalSecondaryIndexes/0/IndexName").asText()).isEqualTo("other");
        assertThat(table.has("LocalSecondaryIndexes")).isFalse();
        assertThat(table.has("SSEDescription")).isFalse();
        assertThat(table.at("/ProvisionedThroughput/WriteCapacityUnits").asInt()).isEqualTo(8);
        assertThat(table.get("AttributeDefinitions")).hasSize(3);
        dynamodb.call(
                "RestoreTableFromBackup",
                restore(arn, "ondemand", ", 'BillingModeOverride': 'PAY_PER_REQUEST'"));
        tables.awaitTable("ondemand");
        assertThat(tables.describe("ondemand").at("/BillingModeSummary/BillingMode").asText())
                .isEqualTo("PAY_PER_REQUEST");
    }

    private String error(String arn, String more) {
        return dynamodb.error("RestoreTableFromBackup", restore(arn, "target", more));
    }

    @Test
    void listsByTableTypeAndTimeInPages() {
        tables.create("one");
        tables.create("two");
        String first = tables.backup("one", "o-1");
        dynamodb.clock.advance(Duration.ofHours(1));
        String second = tables.backup("one", "o-2");
        tables.backup("two", "t-1");
        assertThat(list("")).containsExactly("o-1", "o-2", "t-1");
        assertThat(list("'TableName': 'one'")).containsExactly("o-1", "o-2");
        assertThat(list("'TableName': 'none'")).isEmpty();
        assertThat(list("'BackupType': 'SYSTEM'")).isEmpty();
        assertThat(list("'BackupType': 'ALL'")).hasSize(3);
        JsonNode page = dynamodb.call("ListBackups", "{'Limit': 2}");
        assertThat(page.get("LastEvaluatedBackupArn").asText()).isEqualTo(second);
        assertThat(list("'ExclusiveStartBackupArn': '" + second + "'")).containsExactly("t-1");
        assertThat(dynamodb.call("ListBackups", "{'Limit': 3}").has("LastEvaluatedBackupArn"))
                .isFalse();
        String made =
                dynamodb.call("DescribeBackup", of(second))
                        .at("/BackupDescription/BackupDetails/BackupCreationDateTime")
                        .asText();
        assertThat(list("'TimeRangeLowerBound': '" + made + "'")).containsExactly("o-2", "t-1");
        assertThat(list("'TimeRangeUpperBound': '" + made + "'")).containsExactly("o-1");
        assertThat(
                        dynamodb.error(
                                "ListBackups",
                                "{'TimeRangeLowerBound': 2, 'TimeRangeUpperBound': 1}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Time range lower bound must be"
                                + " less than or equal to upper bound");
        assertThat(first).isLessThan(second);
    }

    @Test
    void deletesAndKnowsWhatItDoesNotHave() throws InterruptedException {
        tables.create("things");
        String arn = tables.backup("things", "only");
        tables.awaitBackup(arn);
        assertThat(dynamodb.error("CreateBackup", "{'TableName': 'no', 'BackupName': 'abc'}"))
                .isEqualTo("TableNotFoundException: Table not found: no");
        assertThat(error(arn.replace("-", "0-").replace("us0-east0-1", "us-east-1"), ""))
                .startsWith("BackupNotFoundException: Backup not found: " + PREFIX);
        assertThat(error(PREFIX + "things/and/something/longer", ""))
                .isEqualTo("Invalid Backup ARN");
        assertThat(error(arn.replace("us-east-1", "eu-west-1"), ""))
                .isEqualTo(
                        "Invalid Request: sseSpecificationOverride must be provided for"
                                + " cross-region restores");
        assertThat(
                        dynamodb.error(
                                "DescribeBackup", of(arn.replace("000000000000", "1".repeat(12)))))
                .isEqualTo("AccessDeniedException: Access is denied");
        assertThat(dynamodb.error("RestoreTableFromBackup", restore(arn, "things", "")))
                .isEqualTo("TableAlreadyExistsException: Table already exists: things");
        assertThat(
                        dynamodb.call("DeleteBackup", of(arn))
                                .at("/BackupDescription/BackupDetails/BackupStatus")
                                .asText())
                .isEqualTo("DELETED");
        assertThat(dynamodb.error("DeleteBackup", of(arn)))
                .isEqualTo("BackupNotFoundException: Backup not found: " + arn);
        assertThat(list("")).isEmpty();
    }

    @Test
    void aRestoreNeedsTheBackupAndTheRightsOnTheNewTable() {
        tables.create("things");
        String arn = tables.backup("things", "only");
        assertThat(dynamodb.permissions("RestoreTableFromBackup", restore(arn, "new", "")))
                .extracting(one -> one.action() + " " + one.resource())
                .contains(
                        "dynamodb:RestoreTableFromBackup " + arn,
                        "dynamodb:BatchWriteItem " + PREFIX + "new",
                        "dynamodb:Scan " + PREFIX + "new")
                .hasSize(8);
        assertThat(dynamodb.permissions("DeleteBackup", of(arn)))
                .extracting(one -> one.action() + " " + one.resource())
                .containsExactly("dynamodb:DeleteBackup " + arn);
    }
}

package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Point-in-time recovery: every moment of its period can be restored, and no other. */
final class PointInTimeRecoveryTest {

    @TempDir Path folder;
    private BackupTables tables;
    private Dynamodb dynamodb;

    @BeforeEach
    void open() {
        dynamodb = new Dynamodb(folder);
        tables = new BackupTables(dynamodb);
        tables.create("things");
    }

    @AfterEach
    void close() {
        dynamodb.close();
    }

    private JsonNode update(String specification) {
        return dynamodb.call("UpdateContinuousBackups", updateInput(specification))
                .at("/ContinuousBackupsDescription/PointInTimeRecoveryDescription");
    }

    private static String updateInput(String specification) {
        return "{'TableName': 'things', 'PointInTimeRecoverySpecification': {"
                + specification
                + "}}";
    }

    private void enable() {
        update("'PointInTimeRecoveryEnabled': true");
    }

    private JsonNode recovery() {
        return dynamodb.call("DescribeContinuousBackups", "{'TableName': 'things'}")
                .at("/ContinuousBackupsDescription/PointInTimeRecoveryDescription");
    }

    private Instant earliest() {
        return Instant.parse(recovery().get("EarliestRestorableDateTime").asText());
    }

    /** The present moment; what comes after it comes a minute later. */
    private String moment() {
        String now = BigDecimal.valueOf(dynamodb.clock.millis(), 3).toPlainString();
        dynamodb.clock.advance(Duration.ofMinutes(1));
        return now;
    }

    private static String input(String target, String more) {
        return "{'SourceTableName': 'things', 'TargetTableName': '" + target + "'" + more + "}";
    }

    private void restore(String target, String more) throws InterruptedException {
        dynamodb.call("RestoreTableToPointInTime", input(target, more));
        tables.awaitTable(target);
    }

    private String error(String more) {
        return dynamodb.error("RestoreTableToPointInTime", input("target", more));
    }

    @Test
    void restoresEveryMoment() throws InterruptedException {
        tables.put("things", "a", "0");
        enable();
        String enabled = moment();
        tables.put("things", "a", "1");
        tables.put("things", "b", "1");
        String first = moment();
        dynamodb.call(
                "UpdateItem",
                "{'TableName': 'things', 'Key': {'k': {'S': 'a'}}, 'UpdateExpression':"
                        + " 'SET v = :v', 'ExpressionAttributeValues': {':v': {'S': '2'}}}");
        tables.delete("things", "b");
        tables.put("things", "c", "2");
        String second = moment();
        tables.put("things", "b", "3");
        tables.delete("things", "a");
        dynamodb.restart();

        restore("at-enable", ", 'RestoreDateTime': " + enabled);
        restore("at-first", ", 'RestoreDateTime': " + first);
        restore("at-second", ", 'RestoreDateTime': " + second);
        restore("at-last", ", 'UseLatestRestorableTime': true");
        assertThat(tables.items("at-enable")).containsExactly("a=0");
        assertThat(tables.items("at-first")).containsExactlyInAnyOrder("a=1", "b=1");
        assertThat(tables.items("at-second")).containsExactlyInAnyOrder("a=2", "c=2");
        assertThat(tables.items("at-last")).containsExactlyInAnyOrder("b=3", "c=2");
    }

    @Test
    void restoresALargeTableThatIsWrittenAt() throws InterruptedException {
        tables.fill("things", 3_000);
        enable();
        String before = moment();
        for (int i = 0; i < 1_200; i++) {
            tables.put("things", "k" + i, "changed");
        }
        dynamodb.call("RestoreTableToPointInTime", input("back", ", 'RestoreDateTime': " + before));
        for (int i = 1_200; i < 1_500; i++) {
            tables.delete("things", "k" + i);
            tables.put("things", "new" + i, "1");
        }
        tables.awaitTable("back");
        assertThat(tables.items("back")).hasSize(3_000).allMatch(item -> item.endsWith("=0"));
        assertThat(tables.describe("back").get("ItemCount").asInt()).isEqualTo(3_000);
    }

    @Test
    void copiesUnderWayOutliveADeletedTableWhoseItemsBecomeABackup() throws InterruptedException {
        tables.fill("things", 5_000);
        enable();
        String before = moment();
        String arn = tables.backup("things", "first");
        for (int i = 0; i < 300; i++) {
            tables.put("things", "k" + i, "changed");
        }
        dynamodb.call("RestoreTableToPointInTime", input("back", ", 'RestoreDateTime': " + before));
        dynamodb.call("DeleteTable", "{'TableName': 'things'}");
        dynamodb.restart();
        tables.awaitBackup(arn);
        tables.awaitTable("back");
        dynamodb.call(
                "RestoreTableFromBackup",
                "{'BackupArn': '" + arn + "', 'TargetTableName': 'again'}");
        tables.awaitTable("again");
        assertThat(tables.items("back")).hasSize(5_000).allMatch(item -> item.endsWith("=0"));
        assertThat(tables.items("again")).hasSize(5_000).allMatch(item -> item.endsWith("=0"));
        String system =
                dynamodb.call("ListBackups", "{'BackupType': 'SYSTEM'}")
                        .at("/BackupSummaries/0/BackupArn")
                        .asText();
        dynamodb.call(
                "RestoreTableFromBackup",
                "{'BackupArn': '" + system + "', 'TargetTableName': 'last'}");
        tables.awaitTable("last");
        assertThat(tables.items("last")).hasSize(5_000).contains("k0=changed", "k300=0");
        dynamodb.await(() -> dynamodb.undoRecords() == 0);
        assertThat(dynamodb.undoRecords()).isZero();
    }

    @Test
    void describesThePeriodAndForgetsItWhenDisabled() {
        assertThat(recovery().get("PointInTimeRecoveryStatus").asText()).isEqualTo("DISABLED");
        assertThat(recovery().size()).isEqualTo(1);
        JsonNode enabled = update("'PointInTimeRecoveryEnabled': true");
        assertThat(enabled.get("RecoveryPeriodInDays").asInt()).isEqualTo(35);
        Instant since = earliest();
        dynamodb.clock.advance(Duration.ofDays(3));
        assertThat(earliest()).isEqualTo(since);
        update("'PointInTimeRecoveryEnabled': true, 'RecoveryPeriodInDays': 1");
        Instant shortened = earliest();
        assertThat(shortened).isAfterOrEqualTo(since.plus(Duration.ofDays(2)));
        update("'PointInTimeRecoveryEnabled': true, 'RecoveryPeriodInDays': 35");
        assertThat(earliest()).isBetween(shortened, since.plus(Duration.ofDays(3)));
        assertThat(
                        dynamodb.error(
                                "UpdateContinuousBackups",
                                updateInput(
                                        "'PointInTimeRecoveryEnabled': false,"
                                                + " 'RecoveryPeriodInDays': 7")))
                .isEqualTo(
                        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling"
                                + " point-in-time recovery.");
        update("'PointInTimeRecoveryEnabled': false");
        assertThat(recovery().size()).isEqualTo(1);
        assertThat(error(", 'UseLatestRestorableTime': true"))
                .isEqualTo(
                        "PointInTimeRecoveryUnavailableException: Point in time recovery is not"
                                + " enabled for table 'things'");
    }

    @Test
    void rejectsWhatItCannotRestore() {
        enable();
        moment();
        assertThat(error(""))
                .isEqualTo(
                        "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime"
                                + " must be specified, but not both");
        assertThat(error(", 'UseLatestRestorableTime': true, 'RestoreDateTime': 1"))
                .startsWith("Invalid Request: Both RestoreDateTime and UseLatestRestorableTime");
        assertThat(error(", 'RestoreDateTime': 1"))
                .startsWith(
                        "InvalidRestoreTimeException: RestoreDateTime '1970-01-01T00:00:01Z' must"
                                + " be within EarliestRestorableDateTime '");
        assertThat(error(", 'RestoreDateTime': 99999999999")).startsWith("InvalidRestoreTime");
        assertThat(error(", 'SourceTableArn': 'arn:x', 'UseLatestRestorableTime': true"))
                .isEqualTo("Must provide exactly one of: sourceTableArn, sourceTableName");
        assertThat(
                        dynamodb.error(
                                "RestoreTableToPointInTime",
                                input("things", ", 'UseLatestRestorableTime': true")))
                .isEqualTo("TableAlreadyExistsException: Table already exists: things");
        assertThat(
                        dynamodb.error(
                                "RestoreTableToPointInTime",
                                "{'SourceTableName': 'none', 'TargetTableName': 'things',"
                                        + " 'UseLatestRestorableTime': true}"))
                .isEqualTo("TableNotFoundException: Table not found: none");
    }

    @Test
    void trimsWhatIsOlderThanThePeriod() throws InterruptedException {
        update("'PointInTimeRecoveryEnabled': true, 'RecoveryPeriodInDays': 1");
        tables.put("things", "a", "1");
        tables.put("things", "a", "2");
        assertThat(dynamodb.undoRecords()).isEqualTo(2);
        dynamodb.clock.advance(Duration.ofHours(23));
        tables.put("things", "a", "3");
        String kept = moment();
        dynamodb.clock.advance(Duration.ofHours(3));
        dynamodb.await(() -> dynamodb.undoRecords() == 1);
        assertThat(dynamodb.undoRecords()).isEqualTo(1);
        tables.put("things", "a", "4");
        restore("kept", ", 'RestoreDateTime': " + kept);
        assertThat(tables.items("kept")).containsExactly("a=3");
        update("'PointInTimeRecoveryEnabled': false");
        dynamodb.await(() -> dynamodb.undoRecords() == 0);
        tables.put("things", "a", "5");
        assertThat(dynamodb.undoRecords()).isZero();
    }

    @Test
    void leavesABackupOfADeletedTableForThirtyFiveDays() throws InterruptedException {
        tables.put("things", "a", "1");
        enable();
        tables.put("things", "b", "2");
        dynamodb.call("DeleteTable", "{'TableName': 'things'}");
        JsonNode listed =
                dynamodb.call("ListBackups", "{'BackupType': 'SYSTEM'}").at("/BackupSummaries/0");
        assertThat(listed.get("BackupName").asText()).isEqualTo("things$DeletedTableBackup");
        assertThat(listed.has("BackupExpiryDateTime")).isTrue();
        String arn = listed.get("BackupArn").asText();
        assertThat(arn).endsWith("-00000000");
        assertThat(dynamodb.error("DeleteBackup", "{'BackupArn': '" + arn + "'}"))
                .startsWith(
                        "Invalid Request: User is not allowed to delete the system backup with arn "
                                + arn);
        dynamodb.call(
                "RestoreTableFromBackup",
                "{'BackupArn': '" + arn + "', 'TargetTableName': 'things'}");
        tables.awaitTable("things");
        assertThat(tables.items("things")).containsExactlyInAnyOrder("a=1", "b=2");
        assertThat(recovery().get("PointInTimeRecoveryStatus").asText()).isEqualTo("DISABLED");
        dynamodb.clock.advance(Duration.ofDays(36));
        dynamodb.await(() ->
                dynamodb.call("ListBackups", "{'BackupType': 'ALL'}")
                        .get("BackupSummaries")
                        .isEmpty());
        assertThat(dynamodb.error("DescribeBackup", "{'BackupArn': '" + arn + "'}"))
                .isEqualTo("BackupNotFoundException: Backup not found: " + arn);
        assertThat(tables.items("things")).hasSize(2);
    }
}

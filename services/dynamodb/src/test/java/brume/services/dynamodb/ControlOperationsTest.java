package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Insights, Kinesis destinations, and the checks of exports and imports. Source of AWS's answers:
 * ack-api-quirks, DDB-TABLE-089 to 095, 299 to 302 and 318, DDB-EXPORT-001 to 006, DDB-IMPORT-009,
 * 010 and 019, which recorded them in October 2026.
 */
final class ControlOperationsTest {

    private static final String ACCOUNT = "arn:aws:dynamodb:us-east-1:000000000000:";
    private static final String ARN = ACCOUNT + "table/tbl";
    private static final String BUCKET = "','S3Bucket':'bucket'";
    private static final String STREAM =
            ",'StreamArn':'arn:aws:kinesis:us-east-1:000000000000:stream/changes'";

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                        + "{'AttributeName':'a','AttributeType':'S'},"
                        + "{'AttributeName':'b','AttributeType':'S'}],'KeySchema':["
                        + "{'AttributeName':'a','KeyType':'HASH'},"
                        + "{'AttributeName':'b','KeyType':'RANGE'}],'GlobalSecondaryIndexes':["
                        + index("gsi", "b", "")
                        + "],'LocalSecondaryIndexes':["
                        + index("lsi", "a", ",{'AttributeName':'b','KeyType':'RANGE'}")
                        + "]}");
    }

    private static String index(String name, String hash, String range) {
        return "{'IndexName':'%s','Projection':{'ProjectionType':'ALL'},'KeySchema':["
                        .formatted(name)
                + "{'AttributeName':'%s','KeyType':'HASH'}%s]}".formatted(hash, range);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void assertError(String operation, String input, String error) {
        assertThat(db.error(operation, input)).as(operation + " " + input).isEqualTo(error);
    }

    @Test
    void insightsAreDisabled() {
        JsonNode table = db.call("DescribeContributorInsights", "{'TableName':'tbl'}");
        assertThat(table.toString())
                .isEqualTo("{\"TableName\":\"tbl\",\"ContributorInsightsStatus\":\"DISABLED\"}");
        assertThat(
                        db.call(
                                        "DescribeContributorInsights",
                                        "{'TableName':'tbl','IndexName':'gsi'}")
                                .path("IndexName")
                                .asText())
                .isEqualTo("gsi");
        assertThat(
                        db.call(
                                        "UpdateContributorInsights",
                                        "{'TableName':'"
                                                + ARN
                                                + "','ContributorInsightsAction':"
                                                + "'DISABLE'}")
                                .toString())
                .isEqualTo(table.toString());
        assertThat(db.call("ListContributorInsights", "{}").toString())
                .isEqualTo("{\"ContributorInsightsSummaries\":[]}");
        assertThat(db.call("ListContributorInsights", "{'TableName':'tbl'}").size()).isEqualTo(1);
    }

    private String insights(String operation, String more) {
        return db.call(operation + "ContributorInsights", "{'TableName':'tbl'" + more + "}")
                .toString()
                .replace('"', '\'');
    }

    @Test
    void insightsAreEnabledWithAMode() {
        String enable = ",'ContributorInsightsAction':'ENABLE'";
        String all = "'ContributorInsightsMode':'ACCESSED_AND_THROTTLED_KEYS'";
        String table = "{'TableName':'tbl','ContributorInsightsStatus':";
        assertThat(insights("Update", enable)).isEqualTo(table + "'ENABLING'," + all + "}");
        assertThat(insights("Update", enable)).isEqualTo(table + "'ENABLED'," + all + "}");
        String first =
                db.call("DescribeContributorInsights", "{'TableName':'tbl'}")
                        .at("/ContributorInsightsRuleList/0")
                        .asText();
        assertThat(first).matches("DynamoDBContributorInsights-PKC-tbl-[0-9]{13}");
        String rule = "'" + first.replace("PKC", "%s") + "'";
        assertThat(insights("Describe", ""))
                .contains("'ContributorInsightsRuleList':[" + rule.formatted("PKC") + ',')
                .contains(rule.formatted("SKC"), rule.formatted("PKT"), rule.formatted("SKT"))
                .contains("'ContributorInsightsStatus':'ENABLED'");
        db.clock.advance(Duration.ofMinutes(1));
        assertThat(insights("Update", enable + ",'ContributorInsightsMode':'THROTTLED_KEYS'"))
                .contains("'ENABLING'", "'THROTTLED_KEYS'");
        assertThat(insights("Describe", ""))
                .contains("[" + rule.formatted("PKT") + ',' + rule.formatted("SKT") + "]");
        assertThat(insights("Update", enable + ",'IndexName':'gsi'")).contains("'IndexName':'gsi'");
        assertThat(insights("Describe", ",'IndexName':'gsi'"))
                .contains("-PKC-tbl-gsi-", "-PKT-tbl-gsi-")
                .doesNotContain("SKC");
        assertInsightsAreListed();
        assertThat(insights("Update", ",'ContributorInsightsAction':'DISABLE'"))
                .isEqualTo(table + "'DISABLING','ContributorInsightsMode':'THROTTLED_KEYS'}");
        assertThat(insights("Describe", ""))
                .contains("'DISABLED'", "LastUpdateDateTime", "'THROTTLED_KEYS'")
                .doesNotContain("RuleList");
        assertThat(db.call("ListContributorInsights", "{}").at("/ContributorInsightsSummaries"))
                .hasSize(1);
        db.call("DeleteTable", "{'TableName':'tbl'}");
        assertThat(db.call("ListContributorInsights", "{}").at("/ContributorInsightsSummaries"))
                .isEmpty();
    }

    private void assertInsightsAreListed() {
        JsonNode first = db.call("ListContributorInsights", "{'MaxResults':1}");
        assertThat(first.at("/ContributorInsightsSummaries/0/IndexName").isMissingNode()).isTrue();
        JsonNode second =
                db.call(
                        "ListContributorInsights",
                        "{'MaxResults':1,'NextToken':'" + first.get("NextToken").asText() + "'}");
        assertThat(second.at("/ContributorInsightsSummaries/0/IndexName").asText())
                .isEqualTo("gsi");
        assertThat(second.has("NextToken")).isFalse();
    }

    @Test
    void insightsHaveTwoActions() {
        assertError(
                "UpdateContributorInsights",
                "{'TableName':'tbl','ContributorInsightsAction':'COUNT'}",
                "1 validation error detected: Value 'COUNT' at 'contributorInsightsAction' failed"
                        + " to satisfy constraint: Member must satisfy enum value set: [ENABLE,"
                        + " DISABLE]");
    }

    @Test
    void insightsAreOfTablesAndGlobalIndexes() {
        for (String index : new String[] {"lsi", "none"}) {
            assertError(
                    "DescribeContributorInsights",
                    "{'TableName':'tbl','IndexName':'" + index + "'}",
                    "ResourceNotFoundException: Requested resource not found: Index: "
                            + index
                            + " not found for table: tbl");
        }
        for (String operation : new String[] {"Describe", "List"}) {
            assertError(
                    operation + "ContributorInsights",
                    "{'TableName':'none'}",
                    "ResourceNotFoundException: Requested resource not found: Table: none not"
                            + " found");
        }
        assertThat(
                        db.permissions(
                                        "DescribeContributorInsights",
                                        "{'TableName':'tbl','IndexName':'gsi'}")
                                .getFirst()
                                .resource())
                .isEqualTo(ARN + "/index/gsi");
    }

    @Test
    void noChangesGoToKinesis() {
        assertThat(db.call("DescribeKinesisStreamingDestination", "{'TableName':'tbl'}").toString())
                .isEqualTo("{\"TableName\":\"tbl\",\"KinesisDataStreamDestinations\":[]}");
        assertThat(
                        db.error(
                                "EnableKinesisStreamingDestination",
                                "{'TableName':'tbl'" + STREAM + "}"))
                .startsWith(
                        "ResourceNotFoundException: Requested resource not found: Stream:"
                                + " arn:aws:kinesis:us-east-1:000000000000:stream/changes not"
                                + " found");
        String state = "Table is not in a valid state to enable Kinesis Streaming Destination: ";
        assertError(
                "DisableKinesisStreamingDestination",
                "{'TableName':'tbl'" + STREAM + "}",
                state + "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
        assertError(
                "UpdateKinesisStreamingDestination",
                "{'TableName':'tbl'" + STREAM + "}",
                "Streaming destination cannot be updated with given parameters:"
                        + " UpdateKinesisStreamingConfiguration cannot be null or contain only null"
                        + " values");
        assertError(
                "UpdateKinesisStreamingDestination",
                "{'TableName':'tbl'"
                        + STREAM
                        + ",'UpdateKinesisStreamingConfiguration':"
                        + "{'ApproximateCreationDateTimePrecision':'MICROSECOND'}}",
                state
                        + "No streaming destination with streamArn:"
                        + " arn:aws:kinesis:us-east-1:000000000000:stream/changes found for table"
                        + " with tableName: tbl");
        for (String operation : new String[] {"Enable", "Disable", "Update"}) {
            assertError(
                    operation + "KinesisStreamingDestination",
                    "{'TableName':'none'" + STREAM + "}",
                    "ResourceNotFoundException: Requested resource not found: Table: none not"
                            + " found");
        }
    }

    private String export(String arn, String more) {
        return db.error("ExportTableToPointInTime", "{'TableArn':'" + arn + BUCKET + more + "}");
    }

    @Test
    void exportsAreCheckedInAwsOrder() {
        assertThat(export("tbl", ""))
                .isEqualTo(
                        "One or more parameter values were invalid: tableArn is not a valid ARN");
        assertThat(export(ARN + "/index/gsi", ""))
                .isEqualTo("Invalid Request: Table ARN is invalid.");
        assertThat(export(ARN.replace("000000000000", "111122223333"), ""))
                .isEqualTo("AccessDeniedException: Access is denied");
        assertThat(export(ARN + "x", ""))
                .isEqualTo("TableNotFoundException: Table not found: " + ARN + "x");
        assertThat(export(ARN, ""))
                .isEqualTo(
                        "PointInTimeRecoveryUnavailableException: Point in time recovery is not"
                                + " enabled for table 'tbl'");
        assertThat(export(ARN, ",'S3SseKmsKeyId':'key'"))
                .isEqualTo("Invalid Request: KMS Key Id is not supported for this encryption type");
        assertThat(export(ARN, ",'ExportFormat':'CSV'"))
                .isEqualTo(
                        "1 validation error detected: Value 'CSV' at 'exportFormat' failed to"
                                + " satisfy constraint: Member must satisfy enum value set:"
                                + " [DYNAMODB_JSON, ION]");
    }

    @Test
    void incrementalExportsHaveAPeriod() {
        String type = ",'ExportType':'INCREMENTAL_EXPORT'";
        assertThat(export(ARN, type))
                .isEqualTo(
                        "Invalid Request: Incremental Export Specification expected when export"
                                + " type is set as Incremental Export");
        assertThat(export(ARN, type + ",'IncrementalExportSpecification':{}"))
                .isEqualTo(
                        "Invalid Request: ExportFromTime must be provided in"
                                + " IncrementalExportSpecification");
        assertThat(export(ARN, ",'IncrementalExportSpecification':{}"))
                .startsWith("Invalid Request: Export Type expected to be Incremental Export when");
        assertThat(export(ARN, ",'ExportType':'FULL_EXPORT','IncrementalExportSpecification':{}"))
                .startsWith("Invalid Request: When Export Type is Full Export ,");
        Instant created = db.clock.now();
        db.clock.advance(Duration.ofDays(2));
        String error = "InvalidExportTimeException: ";
        assertThat(period(created.minusSeconds(60), created.plusSeconds(3600)))
                .startsWith(
                        error
                                + "Incremental export period from time cannot be less than the"
                                + " table creation time : ");
        assertThat(period(created.plusSeconds(60), db.clock.now().plusSeconds(60)))
                .startsWith(
                        error
                                + "Incremental export period to time cannot be greater than the"
                                + " current time : ");
        assertThat(period(created.plusSeconds(60), created.plusSeconds(660)))
                .endsWith("is less than 15 minutes");
        assertThat(period(created.plusSeconds(60), created.plusSeconds(60).plusSeconds(90_000)))
                .endsWith("is greater than 24 hours");
        assertThat(period(created.plusSeconds(60), created.plusSeconds(3660)))
                .startsWith("PointInTimeRecoveryUnavailableException");
    }

    private String period(Instant from, Instant to) {
        return export(
                ARN,
                (",'ExportType':'INCREMENTAL_EXPORT','IncrementalExportSpecification':{"
                                + "'ExportFromTime':%d,'ExportToTime':%d}")
                        .formatted(from.getEpochSecond(), to.getEpochSecond()));
    }

    @Test
    void thereAreNoExportsAndImports() {
        for (String kind : new String[] {"Export", "Import"}) {
            String list = "List" + kind + "s";
            assertThat(db.call(list, "{'TableArn':'" + ARN + "'}").iterator().next()).isEmpty();
            String arn = ARN + "/" + kind.toLowerCase(java.util.Locale.ROOT) + "/01-abc";
            String input = "{'" + kind + "Arn':'%s'}";
            assertError(
                    "Describe" + kind,
                    input.formatted(arn),
                    kind
                            + "NotFoundException: "
                            + kind
                            + " not found: "
                            + kind
                            + " not found: "
                            + arn);
            assertError(
                    "Describe" + kind,
                    input.formatted(arn.replace("us-east-1", "eu-west-1")),
                    kind
                            + "NotFoundException: "
                            + kind
                            + " not found: Invalid "
                            + kind.toLowerCase(java.util.Locale.ROOT)
                            + " arn");
            assertError("Describe" + kind, input.formatted(ARN), "Invalid " + kind + " ARN");
            assertError(
                    "Describe" + kind,
                    input.formatted(arn.replace("000000000000", "111122223333")),
                    "AccessDeniedException: Access is denied");
        }
        assertError(
                "ListExports",
                "{'NextToken':'abc'}",
                "Invalid Request: Provided nextToken is invalid: abc");
    }

    private String importing(String name, String more) {
        return db.error(
                "ImportTable",
                "{'S3BucketSource':{'S3Bucket':'bucket'},'InputFormat':'DYNAMODB_JSON',"
                        + "'TableCreationParameters':{'TableName':'"
                        + name
                        + "','AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'}],"
                        + "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'}]"
                        + more
                        + "}");
    }

    @Test
    void importsAreCheckedAsNewTables() {
        String onDemand = ",'BillingMode':'PAY_PER_REQUEST'}";
        assertThat(importing("new", "}"))
                .isEqualTo(
                        "One or more parameter values were invalid: ReadCapacityUnits and"
                                + " WriteCapacityUnits must both be specified when BillingMode is"
                                + " PROVISIONED");
        assertThat(importing("tbl", onDemand))
                .isEqualTo("ResourceInUseException: Table already exists: tbl");
        assertThat(importing("new", onDemand + ",'InputFormatOptions':{'Csv':{'Delimiter':';'}}"))
                .isEqualTo(
                        "Invalid Request: Unsupported InputFormatOptions for the given input"
                                + " format: DYNAMODB_JSON.");
    }
}

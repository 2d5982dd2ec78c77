package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What CreateTable and UpdateTable make of capacity, and what they refuse. The texts are those
 * recorded from the service in the API notes of the ACK controllers (October 2026).
 */
final class TableCapacityTest {

    private static final String PARAMETERS = "One or more parameter values were invalid: ";
    private static final String DEFINITION =
            "'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]";
    private static final String INDEX =
            "{'IndexName':'gsi','KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
                    + "'Projection':{'ProjectionType':'ALL'}%s}";

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

    private static String capacity(long read, long write) {
        return "'ProvisionedThroughput':{'ReadCapacityUnits':"
                + read
                + ",'WriteCapacityUnits':"
                + write
                + "}";
    }

    private static String onDemand(String name, String more) {
        return "{'TableName':'"
                + name
                + "',"
                + DEFINITION
                + ",'BillingMode':'PAY_PER_REQUEST'"
                + more
                + "}";
    }

    private static String provisioned(String name, long read, long write, String more) {
        return "{'TableName':'"
                + name
                + "',"
                + DEFINITION
                + ","
                + capacity(read, write)
                + more
                + "}";
    }

    private static String indexes(String more) {
        return ",'GlobalSecondaryIndexes':[" + INDEX.formatted(more) + "]";
    }

    private String update(String more) {
        return db.error("UpdateTable", "{'TableName':'tbl'," + more + "}");
    }

    private JsonNode table() {
        return db.call("DescribeTable", "{'TableName':'tbl'}").path("Table");
    }

    private String warm() {
        JsonNode warm = table().path("WarmThroughput");
        return warm.path("ReadUnitsPerSecond").asLong()
                + "/"
                + warm.path("WriteUnitsPerSecond").asLong()
                + " "
                + warm.path("Status").asText();
    }

    @Test
    void warmThroughputIsTheHighestThatWasReached() {
        db.call("CreateTable", provisioned("tbl", 1, 1, ""));
        assertThat(warm()).isEqualTo("1/1 ACTIVE");
        assertThat(update(capacity(3, 3))).isEqualTo("no error");
        assertThat(update(capacity(2, 1))).isEqualTo("no error");
        assertThat(warm()).isEqualTo("3/3 ACTIVE");
        assertThat(update("'WarmThroughput':{'ReadUnitsPerSecond':1,'WriteUnitsPerSecond':1}"))
                .isEqualTo(
                        PARAMETERS
                                + "Requested ReadUnitsPerSecond for WarmThroughput for table is"
                                + " lower than current WarmThroughput, decreasing WarmThroughput"
                                + " is not supported");
        assertThat(update("'WarmThroughput':{'WriteUnitsPerSecond':50}")).isEqualTo("no error");
        assertThat(warm()).isEqualTo("3/50 ACTIVE");
        assertThat(update("'BillingMode':'PAY_PER_REQUEST'")).isEqualTo("no error");
        assertThat(warm()).isEqualTo("12000/4000 ACTIVE");
        assertThat(update("'BillingMode':'PROVISIONED'," + capacity(1, 1))).isEqualTo("no error");
        assertThat(warm()).isEqualTo("12000/4000 ACTIVE");
        db.restart();
        assertThat(warm()).isEqualTo("12000/4000 ACTIVE");
        assertThat(update("'WarmThroughput':{'ReadUnitsPerSecond':40001}"))
                .isEqualTo(
                        "LimitExceededException: Subscriber limit exceeded: Requested"
                                + " ReadUnitsPerSecond for WarmThroughput for table exceeds"
                                + " TableMaxReadCapacityUnits of the account in region us-east-1");
    }

    @Test
    void warmThroughputOfNewTablesHasAFloor() {
        assertThat(
                        db.error(
                                "CreateTable",
                                onDemand("tbl", ",'WarmThroughput':{'ReadUnitsPerSecond':1}")))
                .isEqualTo(
                        PARAMETERS
                                + "Requested ReadUnitsPerSecond for WarmThroughput for table is"
                                + " lower than initial throughput for OnDemand. See:"
                                + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                                + "on-demand-capacity-mode.html#on-demand-capacity-mode-initial");
        assertThat(
                        db.error(
                                "CreateTable",
                                provisioned(
                                        "tbl",
                                        10,
                                        10,
                                        ",'WarmThroughput':{'ReadUnitsPerSecond':5}")))
                .isEqualTo(
                        PARAMETERS
                                + "Requested ReadUnitsPerSecond for WarmThroughput for table is"
                                + " lower than ReadCapacityUnits of ProvisionedThroughput");
        JsonNode answer = db.call("CreateTable", onDemand("plain", "")).path("TableDescription");
        assertThat(answer.has("WarmThroughput")).isFalse();
        assertThat(
                        db.call(
                                        "CreateTable",
                                        onDemand(
                                                "tbl",
                                                ",'WarmThroughput':{'ReadUnitsPerSecond':12001}"))
                                .at("/TableDescription/WarmThroughput/Status")
                                .asText())
                .isEqualTo("UPDATING");
        assertThat(warm()).isEqualTo("12001/4000 ACTIVE");
    }

    @Test
    void limitsOfOnDemandTablesAreMergedAndTakenAway() {
        db.call(
                "CreateTable",
                onDemand("tbl", ",'OnDemandThroughput':{'MaxReadRequestUnits':100}"));
        assertThat(table().path("OnDemandThroughput").toString())
                .isEqualTo("{\"MaxReadRequestUnits\":100}");
        assertThat(update("'OnDemandThroughput':{'MaxWriteRequestUnits':7}")).isEqualTo("no error");
        assertThat(table().path("OnDemandThroughput").toString())
                .isEqualTo("{\"MaxReadRequestUnits\":100,\"MaxWriteRequestUnits\":7}");
        assertThat(
                        update(
                                "'OnDemandThroughput':{'MaxReadRequestUnits':-1,'MaxWriteRequestUnits':-1}"))
                .isEqualTo("no error");
        assertThat(table().has("OnDemandThroughput")).isFalse();
        for (String units : List.of("0", "-2")) {
            assertThat(update("'OnDemandThroughput':{'MaxReadRequestUnits':" + units + "}"))
                    .isEqualTo(
                            PARAMETERS
                                    + "Requested MaxReadRequestUnits for OnDemandThroughput for"
                                    + " table is outside of valid range");
        }
        assertThat(update("'OnDemandThroughput':{'MaxWriteRequestUnits':40001}"))
                .isEqualTo(
                        "LimitExceededException: Subscriber limit exceeded: Requested"
                                + " MaxWriteRequestUnits for OnDemandThroughput for table exceeds"
                                + " TableMaxWriteCapacityUnits of the account in region us-east-1");
        assertThat(
                        db.error(
                                "CreateTable",
                                provisioned(
                                        "other",
                                        1,
                                        1,
                                        ",'OnDemandThroughput':{'MaxReadRequestUnits':1}")))
                .isEqualTo(
                        PARAMETERS
                                + "MaxReadRequestUnits for OnDemandThroughput cannot be specified"
                                + " when table BillingMode is PROVISIONED.");
        assertThat(update("'OnDemandThroughput':{'MaxReadRequestUnits':9}")).isEqualTo("no error");
        assertThat(update("'BillingMode':'PROVISIONED'," + capacity(1, 1))).isEqualTo("no error");
        assertThat(table().has("OnDemandThroughput")).isFalse();
        assertThat(update("'OnDemandThroughput':{'MaxReadRequestUnits':9}"))
                .isEqualTo(
                        PARAMETERS
                                + "MaxReadRequestUnits for OnDemandThroughput cannot be specified"
                                + " when the table BillingMode is PROVISIONED");
    }

    @Test
    void indexesHaveCapacityOfTheirOwn() {
        assertThat(db.error("CreateTable", provisioned("tbl", 1, 1, indexes(""))))
                .isEqualTo(PARAMETERS + "ProvisionedThroughput is not specified for index: gsi");
        db.call(
                "CreateTable",
                onDemand("tbl", indexes(",'OnDemandThroughput':{'MaxReadRequestUnits':50}")));
        JsonNode index = table().path("GlobalSecondaryIndexes").path(0);
        assertThat(index.path("OnDemandThroughput").toString())
                .isEqualTo("{\"MaxReadRequestUnits\":50}");
        assertThat(index.path("WarmThroughput").path("ReadUnitsPerSecond").asInt())
                .isEqualTo(12_000);
        assertThat(change(capacity(1, 1)))
                .isEqualTo(
                        PARAMETERS
                                + "The only Updates for index: gsi when TableThroughputMode is"
                                + " PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput");
        assertThat(change("'WarmThroughput':{}"))
                .isEqualTo(
                        PARAMETERS
                                + "WarmThroughput must have at least one of ReadUnitsPerSecond or"
                                + " WriteUnitsPerSecond specified for index: gsi");
        assertThat(change("'WarmThroughput':{'ReadUnitsPerSecond':1}"))
                .isEqualTo(
                        PARAMETERS
                                + "Requested ReadUnitsPerSecond for WarmThroughput for index gsi is"
                                + " lower than current WarmThroughput, decreasing WarmThroughput is"
                                + " not supported");
        assertThat(update("'BillingMode':'PROVISIONED'," + capacity(5, 5)))
                .isEqualTo(PARAMETERS + "ProvisionedThroughput must be specified for index: gsi");
        assertThat(
                        update(
                                "'BillingMode':'PROVISIONED',"
                                        + capacity(5, 5)
                                        + ","
                                        + changes(capacity(2, 2))))
                .isEqualTo("no error");
        assertThat(change(capacity(2, 2)))
                .startsWith(
                        "The provisioned throughput for the index gsi will not change. The"
                                + " requested value equals the current value. Current"
                                + " ReadCapacityUnits provisioned for index gsi: 2. Requested"
                                + " ReadCapacityUnits: 2. Current WriteCapacityUnits");
        assertThat(change(capacity(40_001, 2)))
                .startsWith(
                        "LimitExceededException: The requested ReadCapacityUnits for index gsi,"
                                + " 40001, is above the per index maximum for the account in"
                                + " us-east-1. Per index maximum: 40000.");
        assertThat(change(capacity(3, 2))).isEqualTo("no error");
        assertThat(
                        update(
                                "'GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'ghost',"
                                        + capacity(1, 1)
                                        + "}}]"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Index ghost for"
                                + " table tbl");
    }

    private static String changes(String change) {
        return "'GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'gsi'," + change + "}}]";
    }

    private String change(String change) {
        return update(changes(change));
    }

    @Test
    void fourDecreasesADayAreFreeAndThenOneEachHour() {
        Instant midnight = db.clock.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        db.clock.advance(Duration.between(db.clock.now(), midnight.plus(Duration.ofHours(22))));
        db.call("CreateTable", provisioned("tbl", 10, 10, ""));
        assertThat(table().path("ProvisionedThroughput").has("LastDecreaseDateTime")).isFalse();
        for (int i = 9; i > 5; i--) {
            assertThat(update(capacity(i, i))).isEqualTo("no error");
        }
        assertThat(decreases()).isEqualTo(4);
        assertThat(update(capacity(5, 20)))
                .startsWith(
                        "LimitExceededException: Subscriber limit exceeded: Provisioned throughput"
                                + " decreases are limited within a given UTC day. After the first 4"
                                + " decreases, each subsequent decrease in the same UTC day can be"
                                + " performed at most once every 3600 seconds. Number of decreases"
                                + " today: 4. Last decrease at ")
                .contains(" Coordinated Universal Time. Next decrease can be made at ");
        assertThat(update(capacity(7, 7))).isEqualTo("no error");
        db.clock.advance(Duration.ofMinutes(59));
        assertThat(update(capacity(5, 7))).contains("Number of decreases today: 4.");
        db.clock.advance(Duration.ofMinutes(1));
        assertThat(update(capacity(5, 7))).isEqualTo("no error");
        assertThat(update(capacity(4, 7)))
                .contains("Number of decreases today: 5.")
                .endsWith(" at 12:00:00 AM Coordinated Universal Time");
        db.clock.advance(Duration.ofHours(1));
        assertThat(decreases()).isZero();
        assertThat(update(capacity(4, 7))).isEqualTo("no error");
        assertThat(decreases()).isEqualTo(1);
    }

    private int decreases() {
        return table().path("ProvisionedThroughput").path("NumberOfDecreasesToday").asInt();
    }

    @Test
    void aChangeOfTheBillingModeIsNoDecrease() {
        db.call("CreateTable", provisioned("tbl", 5, 5, ""));
        assertThat(update("'BillingMode':'PAY_PER_REQUEST'," + capacity(1, 1)))
                .isEqualTo(
                        PARAMETERS
                                + "ProvisionedThroughput cannot be specified when BillingMode is"
                                + " PAY_PER_REQUEST");
        assertThat(update("'BillingMode':'PAY_PER_REQUEST'")).isEqualTo("no error");
        assertThat(update("'BillingMode':'PAY_PER_REQUEST'")).isEqualTo("no error");
        assertThat(update("'BillingMode':'PROVISIONED'"))
                .isEqualTo(
                        PARAMETERS
                                + "ProvisionedThroughput must be specified when BillingMode is"
                                + " PROVISIONED");
        assertThat(update("'BillingMode':'PROVISIONED'," + capacity(1, 1))).isEqualTo("no error");
        JsonNode capacity = table().path("ProvisionedThroughput");
        assertThat(capacity.has("LastDecreaseDateTime")).isFalse();
        assertThat(capacity.has("LastIncreaseDateTime")).isFalse();
        assertThat(table().path("BillingModeSummary").has("LastUpdateToPayPerRequestDateTime"))
                .isTrue();
    }

    @Test
    void anAccountHasEightyThousandUnits() {
        assertThat(db.error("CreateTable", provisioned("tbl", 40_001, 1, "")))
                .isEqualTo(
                        "LimitExceededException: The requested ReadCapacityUnits, 40001, is above"
                            + " the per table maximum for the account in us-east-1. Per table"
                            + " maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for"
                            + " current limits and how to request higher limits.");
        db.call("CreateTable", provisioned("one", 40_000, 1, ""));
        db.call("CreateTable", provisioned("two", 39_000, 1, ""));
        db.call("CreateTable", provisioned("tbl", 1_000, 1, ""));
        assertThat(update(capacity(1_001, 1)))
                .isEqualTo(
                        "LimitExceededException: This request would have caused the"
                                + " ReadCapacityUnits limit to be exceeded for the account in"
                                + " us-east-1. Current ReadCapacityUnits reserved by the account:"
                                + " 80000. Limit: 80000. Requested: 1. Refer to the Amazon DynamoDB"
                                + " Developer Guide for current limits and how to request higher"
                                + " limits.");
        assertThat(update(capacity(999, 2))).isEqualTo("no error");
    }

    @Test
    void oneRequestMakesOneChange() {
        db.call("CreateTable", onDemand("tbl", ""));
        String protection = "'DeletionProtectionEnabled':false";
        String only = " must be the only operation in the request";
        assertThat(update(protection + ",'SSESpecification':{'Enabled':true}"))
                .isEqualTo(PARAMETERS + "Server-Side Encryption modification" + only);
        assertThat(update(protection + ",'TableClass':'STANDARD'"))
                .isEqualTo(PARAMETERS + "TableClass modification" + only);
        assertThat(update(protection + ",'WarmThroughput':{'ReadUnitsPerSecond':13000}"))
                .isEqualTo(PARAMETERS + "DeletionProtection modification" + only);
        assertThat(
                        update(
                                "'BillingMode':'PAY_PER_REQUEST','WarmThroughput':{'ReadUnitsPerSecond':13000}"))
                .isEqualTo(PARAMETERS + "WarmThroughput" + only);
        String limit = "'OnDemandThroughput':{'MaxReadRequestUnits':5}";
        assertThat(update(limit + ",'StreamSpecification':{'StreamEnabled':false}"))
                .isEqualTo(
                        PARAMETERS
                                + "OnDemandThroughput can only be combined with BillingMode in an"
                                + " UpdateTable request");
        assertThat(update(limit + ",'BillingMode':'PAY_PER_REQUEST'")).isEqualTo("no error");
        assertThat(update("'GlobalSecondaryIndexUpdates':[]," + protection))
                .isEqualTo(PARAMETERS + "List of GlobalSecondaryIndexUpdates is empty");
        assertThat(update("'GlobalSecondaryIndexUpdates':[]"))
                .startsWith("At least one of ProvisionedThroughput, BillingMode,")
                .endsWith("OnDemandThroughput, WarmThroughput or TableClass is required");
    }

    @Test
    void theClassOfATableChangesTwiceInThirtyDays() {
        assertThat(db.error("CreateTable", onDemand("tbl", ",'TableClass':'cold'")))
                .isEqualTo(
                        "Invalid table-class parameter provided. Please try again with a valid"
                                + " table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].");
        db.call("CreateTable", onDemand("tbl", ""));
        assertThat(update("'TableClass':'STANDARD'")).isEqualTo("no error");
        assertThat(update("'TableClass':'STANDARD_INFREQUENT_ACCESS'")).isEqualTo("no error");
        assertThat(update("'TableClass':'STANDARD'")).isEqualTo("no error");
        assertThat(update("'TableClass':'STANDARD_INFREQUENT_ACCESS'"))
                .isEqualTo(
                        "LimitExceededException: Subscriber limit exceeded: Updates to TableClass"
                                + " are limited to 2 times in 30 day(s).");
        db.clock.advance(Duration.ofDays(31));
        assertThat(update("'TableClass':'STANDARD_INFREQUENT_ACCESS'")).isEqualTo("no error");
    }

    @Test
    void encryptionIsCheckedAsAWhole() {
        String sse = ",'SSESpecification':{%s}";
        assertThat(
                        db.error(
                                "CreateTable",
                                onDemand("tbl", sse.formatted("'Enabled':false,'SSEType':'KMS'"))))
                .isEqualTo(PARAMETERS + "SSEType can not be specified if Enabled is false");
        assertThat(
                        db.error(
                                "CreateTable",
                                onDemand(
                                        "tbl",
                                        sse.formatted("'Enabled':false,'KMSMasterKeyId':'k'"))))
                .isEqualTo(PARAMETERS + "KMSMasterKeyId can not be specified if Enabled is false");
        assertThat(
                        db.error(
                                "CreateTable",
                                onDemand(
                                        "tbl",
                                        sse.formatted("'Enabled':true,'KMSMasterKeyId':'k'"))))
                .isEqualTo(PARAMETERS + "SSEType KMS is required if KMSMasterKeyId is specified");
        assertThat(
                        db.error(
                                "CreateTable",
                                onDemand(
                                        "tbl", sse.formatted("'Enabled':true,'SSEType':'AES256'"))))
                .isEqualTo(PARAMETERS + "SSEType AES256 is not supported");
        db.call("CreateTable", onDemand("tbl", sse.formatted("")));
        assertThat(table().has("SSEDescription")).isFalse();
        assertThat(update("'SSESpecification':{'Enabled':false}"))
                .isEqualTo(PARAMETERS + "Table is already encrypted by default");
        String key = "'SSESpecification':{'SSEType':'KMS','KMSMasterKeyId':'k'}";
        assertThat(update(key)).isEqualTo("no error");
        assertThat(table().path("SSEDescription").path("KMSMasterKeyArn").asText())
                .endsWith(":key/k");
        assertThat(update(key))
                .isEqualTo(
                        PARAMETERS
                                + "Table is already encrypted with given KMSMasterKeyId. Use"
                                + " KMSMasterKeyId parameter if you want to change Master Key");
    }

    @Test
    void fiftyTagsAreTheMostAndNoneIsLost() throws Exception {
        String tags =
                IntStream.range(0, 51)
                        .mapToObj(i -> "{'Key':'k" + i + "','Value':'v'}")
                        .collect(Collectors.joining(","));
        assertThat(db.error("CreateTable", onDemand("tbl", ",'Tags':[" + tags + "]")))
                .isEqualTo("Number of Tags exceed the current limit for the provided ResourceArn");
        db.call("CreateTable", onDemand("tbl", ""));
        String arn = "'ResourceArn':'arn:aws:dynamodb:us-east-1:000000000000:table/tbl'";
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String tag = "{" + arn + ",'Tags':[{'Key':'k" + i + "','Value':'v'}]}";
                answers.add(threads.submit(() -> db.error("TagResource", tag)));
            }
        }
        int added = 0;
        for (Future<String> answer : answers) {
            if (answer.get().equals("no error")) {
                added++;
            } else {
                assertThat(answer.get())
                        .isEqualTo(
                                "LimitExceededException: Subscriber limit exceeded: Table tags are"
                                        + " being updated: tbl");
            }
        }
        JsonNode listed = db.call("ListTagsOfResource", "{" + arn + "}").path("Tags");
        assertThat(listed).hasSize(added);
        assertThat(added).isPositive();
    }
}

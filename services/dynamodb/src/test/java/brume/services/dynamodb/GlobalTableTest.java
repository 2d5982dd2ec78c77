package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.spi.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Global tables of version 2019.11.21: how replicas are made, changed and deleted, and that all of
 * them have the same items. Where the texts come from stands at ReplicaUpdates.
 */
final class GlobalTableTest {

    private static final String EAST = "us-east-1";
    private static final String WEST = "us-west-2";
    private static final String EU = "eu-west-1";

    @TempDir Path folder;
    private Dynamodb east;
    private Dynamodb west;
    private Dynamodb eu;

    @BeforeEach
    void open() {
        east = new Dynamodb(folder);
        west = east.in(WEST);
        eu = east.in(EU);
    }

    @AfterEach
    void close() {
        east.close();
    }

    private void create(String more) {
        east.call(
                "CreateTable",
                "{'TableName': 'tab', 'BillingMode': 'PAY_PER_REQUEST', 'AttributeDefinitions':"
                        + " [{'AttributeName': 'k', 'AttributeType': 'S'}], 'KeySchema':"
                        + " [{'AttributeName': 'k', 'KeyType': 'HASH'}]"
                        + more
                        + "}");
    }

    private static String replicas(String updates) {
        return "{'TableName': 'tab', 'ReplicaUpdates': [" + updates + "]}";
    }

    private static String region(String action, String region) {
        return "{'" + action + "': {'RegionName': '" + region + "'}}";
    }

    private static JsonNode add(Dynamodb at, String region) {
        return at.call("UpdateTable", replicas(region("Create", region)));
    }

    private static String addError(Dynamodb at, String updates) {
        return at.error("UpdateTable", replicas(updates));
    }

    /** The table in three regions, all of them added from us-east-1. */
    private void createGlobal() {
        create("");
        add(east, WEST);
        add(east, EU);
    }

    private static JsonNode describe(Dynamodb at) {
        return at.call("DescribeTable", "{'TableName': 'tab'}").get("Table");
    }

    private static List<String> regions(JsonNode table) {
        List<String> regions = new ArrayList<>();
        table.path("Replicas")
                .forEach(replica ->
                        regions.add(
                                replica.get("RegionName").asText()
                                        + ' '
                                        + replica.get("ReplicaStatus").asText()));
        return regions;
    }

    private static void put(Dynamodb at, String key, String value) {
        at.call(
                "PutItem",
                "{'TableName': 'tab', 'Item': {'k': {'S': '%s'}, 'v': {'S': '%s'}}}"
                        .formatted(key, value));
    }

    private static String value(Dynamodb at, String key) {
        return at.call("GetItem", "{'TableName': 'tab', 'Key': {'k': {'S': '" + key + "'}}}")
                .at("/Item/v/S")
                .asText();
    }

    private static int count(Dynamodb at) {
        return at.call("Scan", "{'TableName': 'tab', 'Select': 'COUNT'}").get("Count").asInt();
    }

    @Test
    void replicasAreTablesOfTheirRegionsAndListEachOther() {
        create(", 'Tags': [{'Key': 'a', 'Value': 'b'}], 'DeletionProtectionEnabled': true");
        JsonNode answer = add(east, WEST).get("TableDescription");
        assertThat(answer.get("TableStatus").asText()).isEqualTo("UPDATING");
        assertThat(answer.get("GlobalTableVersion").asText()).isEqualTo("2019.11.21");
        assertThat(regions(answer)).containsExactly("us-west-2 CREATING");
        add(west, EU);

        assertThat(regions(describe(east))).containsExactly("us-west-2 ACTIVE", "eu-west-1 ACTIVE");
        assertThat(regions(describe(west))).containsExactly("us-east-1 ACTIVE", "eu-west-1 ACTIVE");
        assertThat(regions(describe(eu))).containsExactly("us-east-1 ACTIVE", "us-west-2 ACTIVE");
        JsonNode replica = describe(west);
        assertThat(replica.get("TableArn").asText()).contains(":us-west-2:").endsWith("table/tab");
        assertThat(replica.get("TableId")).isNotEqualTo(describe(east).get("TableId"));
        assertThat(replica.get("DeletionProtectionEnabled").asBoolean()).isFalse();
        assertThat(replica.get("GlobalTableSettingsReplicationMode").asText())
                .isEqualTo("ENABLED_WITH_OVERRIDES");
        assertThat(replica.at("/StreamSpecification/StreamViewType").asText())
                .isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(replica.get("LatestStreamArn").asText()).contains(":us-west-2:");
        assertThat(
                        west.call(
                                        "ListTagsOfResource",
                                        "{'ResourceArn': '%s'}"
                                                .formatted(replica.get("TableArn").asText()))
                                .get("Tags"))
                .isEmpty();
    }

    @Test
    void aTableOfOneRegionSaysNothingOfReplicas() {
        create("");
        JsonNode table = describe(east);
        assertThat(table.has("Replicas")).isFalse();
        assertThat(table.has("GlobalTableVersion")).isFalse();
        assertThat(table.has("GlobalTableSettingsReplicationMode")).isFalse();
        add(east, WEST);
        east.call("UpdateTable", replicas(region("Delete", WEST)));
        JsonNode again = describe(east);
        assertThat(again.has("Replicas")).isFalse();
        assertThat(again.has("GlobalTableVersion")).isFalse();
        assertThat(again.at("/StreamSpecification/StreamEnabled").asBoolean()).isTrue();
        assertThat(west.error("DescribeTable", "{'TableName': 'tab'}"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Table: tab not"
                                + " found");
    }

    @Test
    void aWriteInOneRegionIsInAll() {
        createGlobal();
        put(east, "a", "1");
        put(west, "b", "1");
        put(eu, "a", "2");
        east.call("DeleteItem", "{'TableName': 'tab', 'Key': {'k': {'S': 'b'}}}");
        west.call(
                "TransactWriteItems",
                "{'TransactItems': [{'Put': {'TableName': 'tab', 'Item': {'k': {'S': 'c'}}}},"
                        + " {'Update': {'TableName': 'tab', 'Key': {'k': {'S': 'a'}},"
                        + " 'UpdateExpression': 'SET v = :v', 'ExpressionAttributeValues':"
                        + " {':v': {'S': '3'}}}}]}");
        eu.call(
                "BatchWriteItem",
                "{'RequestItems': {'tab': [{'PutRequest': {'Item': {'k': {'S': 'd'}}}}]}}");
        for (Dynamodb at : List.of(east, west, eu)) {
            assertThat(value(at, "a")).isEqualTo("3");
            assertThat(count(at)).isEqualTo(3);
        }
        // Conditions are evaluated where they are asked.
        assertThat(
                        eu.error(
                                "PutItem",
                                "{'TableName': 'tab', 'Item': {'k': {'S': 'c'}},"
                                        + " 'ConditionExpression': 'attribute_not_exists(k)'}"))
                .startsWith("ConditionalCheckFailedException");
    }

    @Test
    void everyReplicaHasAStreamOfItsOwn() {
        createGlobal();
        put(east, "a", "1");
        put(west, "a", "2");
        for (Dynamodb at : List.of(east, west, eu)) {
            assertThat(events(at)).containsExactly("INSERT 1", "MODIFY 2");
        }
    }

    private static List<String> events(Dynamodb at) {
        String arn = describe(at).get("LatestStreamArn").asText();
        String shard =
                at.call("DescribeStream", "{'StreamArn': '" + arn + "'}")
                        .at("/StreamDescription/Shards/0/ShardId")
                        .asText();
        String iterator =
                at.call(
                                "GetShardIterator",
                                "{'StreamArn': '%s', 'ShardId': '%s', 'ShardIteratorType': '%s'}"
                                        .formatted(arn, shard, "TRIM_HORIZON"))
                        .get("ShardIterator")
                        .asText();
        List<String> events = new ArrayList<>();
        at.call("GetRecords", "{'ShardIterator': '" + iterator + "'}")
                .get("Records")
                .forEach(one ->
                        events.add(
                                one.get("eventName").asText()
                                        + ' '
                                        + one.at("/dynamodb/NewImage/v/S").asText("")
                                        + one.at("/userIdentity/Type").asText("")));
        return events;
    }

    @Test
    void itemsThatWereThereAreCopiedWhileOthersAreWritten() throws InterruptedException {
        create(
                ", 'GlobalSecondaryIndexes': [{'IndexName': 'by-v', 'KeySchema': ["
                        + "{'AttributeName': 'v', 'KeyType': 'HASH'}], 'Projection':"
                        + " {'ProjectionType': 'ALL'}}]",
                ", {'AttributeName': 'v', 'AttributeType': 'S'}");
        for (int i = 0; i < 350; i++) {
            put(east, "k" + i, "old");
        }
        add(east, WEST);
        for (int i = 0; i < 350; i += 7) {
            put(east, "k" + i, "new");
        }
        west.await(() -> describe(west).get("TableStatus").asText().equals("ACTIVE"));
        assertThat(regions(describe(east))).containsExactly("us-west-2 ACTIVE");
        assertThat(count(west)).isEqualTo(350);
        assertThat(value(west, "k7")).isEqualTo("new");
        assertThat(value(west, "k8")).isEqualTo("old");
        assertThat(byValue(west, "new")).isEqualTo(50);
        assertThat(byValue(west, "old")).isEqualTo(300);
    }

    private static int byValue(Dynamodb at, String value) {
        return at.call(
                        "Query",
                        "{'TableName': 'tab', 'IndexName': 'by-v', 'KeyConditionExpression': 'v ="
                                + " :v', 'ExpressionAttributeValues': {':v': {'S': '"
                                + value
                                + "'}}}")
                .get("Count")
                .asInt();
    }

    private void create(String more, String definitions) {
        east.call(
                "CreateTable",
                "{'TableName': 'tab', 'BillingMode': 'PAY_PER_REQUEST', 'AttributeDefinitions':"
                        + " [{'AttributeName': 'k', 'AttributeType': 'S'}"
                        + definitions
                        + "], 'KeySchema': [{'AttributeName': 'k', 'KeyType': 'HASH'}]"
                        + more
                        + "}");
    }

    @Test
    void indexesAndTimeToLiveAreThoseOfTheWholeGlobalTable() throws InterruptedException {
        createGlobal();
        put(east, "a", "x");
        west.call(
                "UpdateTable",
                "{'TableName': 'tab', 'AttributeDefinitions': [{'AttributeName': 'v',"
                        + " 'AttributeType': 'S'}], 'GlobalSecondaryIndexUpdates': [{'Create':"
                        + " {'IndexName': 'by-v', 'KeySchema': [{'AttributeName': 'v', 'KeyType':"
                        + " 'HASH'}], 'Projection': {'ProjectionType': 'ALL'}}}]}");
        for (Dynamodb at : List.of(east, west, eu)) {
            at.await(() ->
                    describe(at)
                            .at("/GlobalSecondaryIndexes/0/IndexStatus")
                            .asText()
                            .equals("ACTIVE"));
            assertThat(byValue(at, "x")).isEqualTo(1);
            assertThat(describe(at).at("/Replicas/0/GlobalSecondaryIndexes/0/IndexName").asText())
                    .isEqualTo("by-v");
        }
        put(eu, "b", "x");
        assertThat(byValue(east, "x")).isEqualTo(2);
        east.call(
                "UpdateTable",
                "{'TableName': 'tab', 'GlobalSecondaryIndexUpdates': [{'Delete': {'IndexName':"
                        + " 'by-v'}}]}");
        assertThat(describe(eu).has("GlobalSecondaryIndexes")).isFalse();
        assertThat(describe(eu).get("AttributeDefinitions")).hasSize(1);

        eu.call(
                "UpdateTimeToLive",
                "{'TableName': 'tab', 'TimeToLiveSpecification': {'Enabled': true,"
                        + " 'AttributeName': 'ttl'}}");
        assertThat(
                        east.call("DescribeTimeToLive", "{'TableName': 'tab'}")
                                .at("/TimeToLiveDescription/AttributeName")
                                .asText())
                .isEqualTo("ttl");
        assertThat(
                        west.permissions(
                                "UpdateTimeToLive",
                                "{'TableName': 'tab', 'TimeToLiveSpecification': {'Enabled': false,"
                                        + " 'AttributeName': 'ttl'}}"))
                .extracting(Permission::resource)
                .hasSize(3);
    }

    @Test
    void expiredItemsGoEverywhereAndOnlyOneStreamShowsThatTheyExpired()
            throws InterruptedException {
        createGlobal();
        east.call(
                "UpdateTimeToLive",
                "{'TableName': 'tab', 'TimeToLiveSpecification': {'Enabled': true,"
                        + " 'AttributeName': 'ttl'}}");
        long soon = east.clock.now().getEpochSecond() + 60;
        west.call(
                "PutItem",
                "{'TableName': 'tab', 'Item': {'k': {'S': 'a'}, 'ttl': {'N': '" + soon + "'}}}");
        east.clock.advance(Duration.ofMinutes(2));
        east.await(() -> count(east) == 0);
        List<String> all = new ArrayList<>();
        for (Dynamodb at : List.of(east, west, eu)) {
            assertThat(count(at)).isZero();
            all.addAll(events(at));
        }
        assertThat(all).filteredOn("INSERT "::equals).hasSize(3);
        assertThat(all).filteredOn("REMOVE "::equals).hasSize(2);
        assertThat(all).filteredOn("REMOVE Service"::equals).hasSize(1);
    }

    @Test
    void whatARequestMustNotAskFor() {
        create("");
        assertThat(addError(east, region("Create", EAST)))
                .isEqualTo(
                        "Cannot add, delete, or update the local region through ReplicaUpdates. Use"
                                + " CreateTable, DeleteTable, or UpdateTable as required.");
        assertThat(addError(east, region("Create", "EU-WEST-1")))
                .startsWith(
                        "Region EU-WEST-1 is not supported. The latest version of global tables"
                                + " are only supported in the following regions: [af-south-1,");
        assertThat(addError(east, region("Create", WEST) + ", " + region("Create", EU)))
                .isEqualTo(
                        "Update table operation with more than one create or delete replica"
                                + " actions not allowed");
        assertThat(addError(east, "{}"))
                .isEqualTo(
                        "There are no actions specified in the Replica Update Action of the"
                                + " request.");
        assertThat(addError(east, region("Delete", WEST)))
                .isEqualTo(
                        "Replica specified in the Replica Update or Replica Delete action of the"
                                + " request was not found.");
        assertThat(
                        east.error(
                                "UpdateTable",
                                "{'TableName': 'tab', 'TableClass': 'STANDARD', 'ReplicaUpdates': ["
                                        + region("Create", WEST)
                                        + "]}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Replica modification must be"
                                + " the only operation in the request");
        add(east, WEST);
        assertThat(addError(east, region("Create", WEST)))
                .isEqualTo(
                        "Failed to create a the new replica of table with name: 'tab' because one"
                                + " or more replicas already existed as tables.");
        assertThat(addError(east, region("Delete", EU)))
                .isEqualTo(
                        "Update global table operation failed because one or more replicas were"
                                + " not part of the global table. Please retry the request without"
                                + " these replicas: [eu-west-1].");
        assertThat(addError(east, region("Update", WEST)))
                .isEqualTo(
                        "There are no actions specified in the Replica Update Action of the"
                                + " request.");
        assertThat(
                        east.error(
                                "UpdateTable",
                                "{'TableName': 'tab', 'StreamSpecification': {'StreamEnabled':"
                                        + " false}}"))
                .isEqualTo("Disabling Stream is not allowed for a Global Table replica.");
        assertThat(
                        east.error(
                                "UpdateTable",
                                "{'TableName': 'tab', 'BillingMode': 'PROVISIONED',"
                                        + " 'ProvisionedThroughput': {'ReadCapacityUnits': 1,"
                                        + " 'WriteCapacityUnits': 1}}"))
                .isEqualTo("Table write capacity should either be Pay-Per-Request or AutoScaled.");
    }

    @Test
    void provisionedTablesHaveNoReplicas() {
        east.call(
                "CreateTable",
                "{'TableName': 'tab', 'ProvisionedThroughput': {'ReadCapacityUnits': 1,"
                        + " 'WriteCapacityUnits': 1}, 'AttributeDefinitions': [{'AttributeName':"
                        + " 'k', 'AttributeType': 'S'}], 'KeySchema': [{'AttributeName': 'k',"
                        + " 'KeyType': 'HASH'}]}");
        assertThat(addError(east, region("Create", WEST)))
                .isEqualTo("Table write capacity should either be Pay-Per-Request or AutoScaled.");
    }

    @Test
    void aSourceOfReplicasAndAProtectedOneStay() {
        createGlobal();
        String source =
                "Replica cannot be deleted because it has acted as a source region for new"
                        + " replica(s) being added to the table in the last 24 hours.";
        assertThat(east.error("DeleteTable", "{'TableName': 'tab'}")).isEqualTo(source);
        assertThat(addError(west, region("Delete", EAST))).isEqualTo(source);

        west.call("UpdateTable", "{'TableName': 'tab', 'DeletionProtectionEnabled': true}");
        String protection =
                "Cannot delete table tab in region us-west-2 because it has deletion protection"
                        + " enabled. Disable deletion protection first.";
        assertThat(addError(east, region("Delete", WEST))).isEqualTo(protection);
        assertThat(west.error("DeleteTable", "{'TableName': 'tab'}")).isEqualTo(protection);

        eu.call("DeleteTable", "{'TableName': 'tab'}");
        assertThat(regions(describe(east))).containsExactly("us-west-2 ACTIVE");
        put(east, "a", "1");
        assertThat(value(west, "a")).isEqualTo("1");

        east.clock.advance(Duration.ofHours(25));
        east.call("DeleteTable", "{'TableName': 'tab'}");
        assertThat(describe(west).has("Replicas")).isFalse();
        assertThat(value(west, "a")).isEqualTo("1");
    }

    @Test
    void keysAreOfOneKindAndRegional() {
        create(
                ", 'SSESpecification': {'Enabled': true, 'SSEType': 'KMS', 'KMSMasterKeyId':"
                        + " 'one'}");
        assertThat(addError(east, region("Create", WEST)))
                .isEqualTo(
                        "One or more parameter values were invalid: KMSMasterKeyId must be"
                                + " specified for each replica.");
        String with = "{'Create': {'RegionName': 'us-west-2', 'KMSMasterKeyId': '%s'}}";
        assertThat(addError(east, with.formatted("alias/aws/dynamodb")))
                .isEqualTo(
                        "One or more parameter values were invalid: All replica keys must either"
                                + " be Customer Managed CMK or AWS Managed CMK.");
        assertThat(addError(east, with.formatted("arn:aws:kms:us-east-1:000000000000:key/one")))
                .startsWith("KMS validation error for region us-west-2: Invalid arn");
        east.call("UpdateTable", replicas(with.formatted("two")));
        assertThat(describe(east).at("/Replicas/0/KMSMasterKeyId").asText())
                .isEqualTo("arn:aws:kms:us-west-2:000000000000:key/two");
        assertThat(describe(west).at("/SSEDescription/KMSMasterKeyArn").asText())
                .isEqualTo("arn:aws:kms:us-west-2:000000000000:key/two");
        east.call("UpdateTable", "{'TableName': 'tab', 'SSESpecification': {'Enabled': true}}");
        assertThat(describe(east).at("/Replicas/0/KMSMasterKeyId").asText())
                .isEqualTo("arn:aws:kms:us-west-2:000000000000:alias/aws/dynamodb");
        assertThat(
                        east.error(
                                "UpdateTable",
                                "{'TableName': 'tab', 'SSESpecification': {'Enabled': true,"
                                        + " 'SSEType': 'KMS', 'KMSMasterKeyId': 'one'}}"))
                .contains("All replica keys must either be");
    }

    @Test
    void theTableClassFollowsUnlessOverridden() {
        createGlobal();
        east.call(
                "UpdateTable",
                replicas(
                        "{'Update': {'RegionName': 'us-west-2', 'TableClassOverride':"
                                + " 'STANDARD_INFREQUENT_ACCESS'}}"));
        JsonNode described = describe(east);
        assertThat(described.at("/Replicas/0/ReplicaTableClassSummary/TableClass").asText())
                .isEqualTo("STANDARD_INFREQUENT_ACCESS");
        assertThat(described.has("TableClassSummary")).isFalse();
        assertThat(describe(west).at("/TableClassSummary/TableClass").asText())
                .isEqualTo("STANDARD_INFREQUENT_ACCESS");
        assertThat(describe(eu).has("TableClassSummary")).isFalse();
        east.call(
                "UpdateTable", "{'TableName': 'tab', 'TableClass': 'STANDARD_INFREQUENT_ACCESS'}");
        assertThat(describe(eu).at("/TableClassSummary/TableClass").asText())
                .isEqualTo("STANDARD_INFREQUENT_ACCESS");
    }

    @Test
    void whatChangingReplicasNeeds() {
        create("");
        assertThat(east.permissions("UpdateTable", replicas(region("Create", WEST))))
                .extracting(permission -> permission.action() + ' ' + permission.resource())
                .contains(
                        "dynamodb:UpdateTable arn:aws:dynamodb:us-east-1:000000000000:table/tab",
                        "dynamodb:CreateTableReplica"
                                + " arn:aws:dynamodb:us-west-2:000000000000:table/tab",
                        "dynamodb:Scan arn:aws:dynamodb:us-west-2:000000000000:table/tab")
                .hasSize(10);
        assertThat(east.permissions("UpdateTable", replicas(region("Delete", WEST))))
                .extracting(permission -> permission.action() + ' ' + permission.resource())
                .containsExactly(
                        "dynamodb:UpdateTable arn:aws:dynamodb:us-east-1:000000000000:table/tab",
                        "dynamodb:DeleteTable arn:aws:dynamodb:us-west-2:000000000000:table/tab",
                        "dynamodb:DeleteTableReplica"
                                + " arn:aws:dynamodb:us-west-2:000000000000:table/tab");
    }

    private static String strong(String updates, String witnesses) {
        return "{'TableName': 'tab', 'MultiRegionConsistency': 'STRONG', 'ReplicaUpdates': ["
                + updates
                + "]"
                + (witnesses.isEmpty() ? "" : ", 'GlobalTableWitnessUpdates': [" + witnesses + "]")
                + "}";
    }

    private static final String TWO = region("Create", WEST) + ", " + region("Create", "us-east-2");

    @Test
    void aStronglyConsistentTableHasThreeRegionsAndIsMadeAndEndedAtOnce() {
        create("");
        JsonNode answer = east.call("UpdateTable", strong(TWO, "")).get("TableDescription");
        assertThat(answer.get("MultiRegionConsistency").asText()).isEqualTo("STRONG");
        assertThat(regions(answer)).containsExactly("us-west-2 CREATING", "us-east-2 CREATING");
        assertThat(regions(describe(west))).containsExactly("us-east-1 ACTIVE", "us-east-2 ACTIVE");
        assertThat(describe(west).has("StreamSpecification")).isFalse();
        put(west, "a", "1");
        assertThat(value(east.in("us-east-2"), "a")).isEqualTo("1");

        String one =
                "Deletion of only one table replica is not supported for global tables with"
                        + " MultiRegionConsistency set to STRONG.";
        assertThat(addError(east, region("Delete", WEST))).isEqualTo(one);
        assertThat(west.error("DeleteTable", "{'TableName': 'tab'}")).isEqualTo(one);
        assertThat(addError(east, region("Create", EU)))
                .isEqualTo(
                        "Cannot add replicas to a global table with strong"
                                + " MultiRegionConsistency");
        assertThat(
                        west.error(
                                "TransactWriteItems",
                                "{'TransactItems': [{'Put': {'TableName': 'tab', 'Item': {'k':"
                                        + " {'S': 'c'}}}}]}"))
                .contains("do not support transactions");
        assertThat(
                        west.error(
                                "UpdateTimeToLive",
                                "{'TableName': 'tab', 'TimeToLiveSpecification': {'Enabled': true,"
                                        + " 'AttributeName': 'ttl'}}"))
                .contains("do not support Time to Live");

        east.call(
                "UpdateTable",
                replicas(region("Delete", WEST) + ", " + region("Delete", "us-east-2")));
        assertThat(describe(east).has("MultiRegionConsistency")).isFalse();
        assertThat(value(east, "a")).isEqualTo("1");
    }

    @Test
    void aWitnessIsARegionWithoutATable() {
        create("");
        assertThat(east.error("UpdateTable", strong(region("Create", WEST), "")))
                .isEqualTo(
                        "Unsupported replica count for global tables with MultiRegionConsistency"
                                + " set to STRONG.");
        assertThat(
                        east.error(
                                "UpdateTable",
                                strong(region("Create", WEST), region("Create", "us-west-1"))))
                .isEqualTo(
                        "Unsupported Region(s) specified for global tables with"
                                + " MultiRegionConsistency set to STRONG: [us-west-1].");
        assertThat(
                        east.error(
                                "UpdateTable",
                                "{'TableName': 'tab', 'ReplicaUpdates': ["
                                        + region("Create", WEST)
                                        + "], 'GlobalTableWitnessUpdates': ["
                                        + region("Create", "us-east-2")
                                        + "]}"))
                .isEqualTo(
                        "MultiRegionConsistency must be set as STRONG when"
                                + " GlobalTableWitnessUpdates parameter is present.");
        east.call("UpdateTable", strong(region("Create", WEST), region("Create", "us-east-2")));
        assertThat(describe(west).at("/GlobalTableWitnesses/0/RegionName").asText())
                .isEqualTo("us-east-2");
        assertThat(east.in("us-east-2").error("DescribeTable", "{'TableName': 'tab'}"))
                .startsWith("ResourceNotFoundException");
        assertThat(addError(east, region("Delete", WEST)))
                .isEqualTo("Update table delete operation does not include all witnesses.");
        east.call(
                "UpdateTable",
                "{'TableName': 'tab', 'ReplicaUpdates': ["
                        + region("Delete", WEST)
                        + "], 'GlobalTableWitnessUpdates': ["
                        + region("Delete", "us-east-2")
                        + "]}");
        assertThat(describe(east).has("GlobalTableWitnesses")).isFalse();
    }

    @Test
    void onlyAnEmptyTableBecomesStronglyConsistent() {
        create("");
        put(east, "a", "1");
        assertThat(east.error("UpdateTable", strong(TWO, "")))
                .contains("do not support a table that has items");
    }

    @Test
    void aReplicaMayHaveALimitOfReadsOfItsOwn() {
        create(", 'OnDemandThroughput': {'MaxReadRequestUnits': 10, 'MaxWriteRequestUnits': 20}");
        add(east, WEST);
        east.call(
                "UpdateTable",
                replicas(
                        "{'Create': {'RegionName': 'eu-west-1', 'OnDemandThroughputOverride':"
                                + " {'MaxReadRequestUnits': 15}}}"));
        String override = "/Replicas/%d/OnDemandThroughputOverride/MaxReadRequestUnits";
        assertThat(describe(east).at(override.formatted(0)).isMissingNode()).isTrue();
        assertThat(describe(east).at(override.formatted(1)).asLong()).isEqualTo(15);
        east.call(
                "UpdateTable",
                "{'TableName': 'tab', 'OnDemandThroughput': {'MaxReadRequestUnits': 11,"
                        + " 'MaxWriteRequestUnits': 21}}");
        String limits = "/OnDemandThroughput";
        assertThat(describe(west).at(limits).toString())
                .isEqualTo(describe(east).at(limits).toString());
        assertThat(describe(eu).at(limits + "/MaxReadRequestUnits").asLong()).isEqualTo(15);
        assertThat(describe(eu).at(limits + "/MaxWriteRequestUnits").asLong()).isEqualTo(21);
        assertThat(
                        addError(
                                east,
                                "{'Update': {'RegionName': 'eu-west-1',"
                                        + " 'ProvisionedThroughputOverride': {'ReadCapacityUnits':"
                                        + " 5}}}"))
                .contains("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified");
    }

    @Test
    void nothingScalesCapacity() {
        createGlobal();
        JsonNode replicas =
                west.call("DescribeTableReplicaAutoScaling", "{'TableName': 'tab'}")
                        .at("/TableAutoScalingDescription/Replicas");
        assertThat(replicas).hasSize(3);
        assertThat(replicas.at("/0/RegionName").asText()).isEqualTo("eu-west-1");
        assertThat(
                        replicas.at(
                                        "/0/ReplicaProvisionedReadCapacityAutoScalingSettings"
                                                + "/AutoScalingDisabled")
                                .asBoolean())
                .isTrue();
        assertThat(east.error("DescribeTableReplicaAutoScaling", "{'TableName': 'none'}"))
                .isEqualTo(
                        "ResourceNotFoundException: Global table with name: 'none' does not"
                                + " exist.");
    }
}

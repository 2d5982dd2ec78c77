package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.spi.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Global tables of version 2017.11.29: empty tables that are joined, and parted again. */
final class LegacyGlobalTableTest {

    private static final String GROUP =
            "'ReplicationGroup': [{'RegionName': 'us-east-1'}, {'RegionName': 'us-west-2'}]}";

    @TempDir Path folder;
    private Dynamodb east;
    private Dynamodb west;

    @BeforeEach
    void open() {
        east = new Dynamodb(folder);
        west = east.in("us-west-2");
    }

    @AfterEach
    void close() {
        east.close();
    }

    private static void table(Dynamodb at, String key, String more) {
        at.call(
                "CreateTable",
                "{'TableName': 'tab', 'ProvisionedThroughput': {'ReadCapacityUnits': 2,"
                        + " 'WriteCapacityUnits': 3}, 'AttributeDefinitions': [{'AttributeName':"
                        + " '%s', 'AttributeType': 'S'}], 'KeySchema': [{'AttributeName': '%s',"
                                .formatted(key, key)
                        + " 'KeyType': 'HASH'}]"
                        + more
                        + "}");
    }

    private static final String STREAM =
            ", 'StreamSpecification': {'StreamEnabled': true, 'StreamViewType':"
                    + " 'NEW_AND_OLD_IMAGES'}";

    private String createError() {
        return east.error("CreateGlobalTable", "{'GlobalTableName': 'tab', " + GROUP);
    }

    private void createBoth() {
        table(east, "k", STREAM);
        table(west, "k", STREAM);
        east.call("CreateGlobalTable", "{'GlobalTableName': 'tab', " + GROUP);
    }

    private static int count(Dynamodb at) {
        return at.call("Scan", "{'TableName': 'tab'}").get("Count").asInt();
    }

    private static String update(String action, String region) {
        return "{'GlobalTableName': 'tab', 'ReplicaUpdates': [{'%s': {'RegionName': '%s'}}]}"
                .formatted(action, region);
    }

    @Test
    void whatCanBeJoined() {
        table(east, "k", STREAM);
        assertThat(createError()).startsWith("TableNotFoundException").contains("us-west-2");
        table(west, "k", "");
        assertThat(createError()).contains("has no stream of new and old images");
        west.call("DeleteTable", "{'TableName': 'tab'}");
        table(west, "other", STREAM);
        assertThat(createError()).contains("has another key schema");
        west.call("DeleteTable", "{'TableName': 'tab'}");
        table(west, "k", STREAM);
        west.call("PutItem", "{'TableName': 'tab', 'Item': {'k': {'S': 'a'}}}");
        assertThat(createError()).contains("is not empty");
        west.call("DeleteItem", "{'TableName': 'tab', 'Key': {'k': {'S': 'a'}}}");
        assertThat(createError()).isEqualTo("no error");
        assertThat(createError())
                .isEqualTo(
                        "GlobalTableAlreadyExistsException: Global table with name: 'tab' already"
                                + " exists.");
    }

    @Test
    void joinedTablesHaveTheSameItemsUntilTheyAreParted() {
        createBoth();
        west.call("PutItem", "{'TableName': 'tab', 'Item': {'k': {'S': 'a'}}}");
        assertThat(count(east)).isEqualTo(1);
        JsonNode described =
                east.call("DescribeGlobalTable", "{'GlobalTableName': 'tab'}")
                        .get("GlobalTableDescription");
        assertThat(described.get("GlobalTableStatus").asText()).isEqualTo("ACTIVE");
        assertThat(described.get("GlobalTableArn").asText())
                .isEqualTo("arn:aws:dynamodb::000000000000:global-table/tab");
        assertThat(described.get("ReplicationGroup")).hasSize(2);
        JsonNode table = east.call("DescribeTable", "{'TableName': 'tab'}").get("Table");
        assertThat(table.get("GlobalTableVersion").asText()).isEqualTo("2017.11.29");
        assertThat(table.has("Replicas")).isFalse();

        assertThat(east.error("UpdateGlobalTable", update("Create", "us-west-2")))
                .startsWith("ReplicaAlreadyExistsException");
        assertThat(east.error("UpdateGlobalTable", update("Delete", "eu-west-1")))
                .startsWith("ReplicaNotFoundException");
        east.call("UpdateGlobalTable", update("Delete", "us-west-2"));
        east.call("PutItem", "{'TableName': 'tab', 'Item': {'k': {'S': 'b'}}}");
        assertThat(count(west)).isEqualTo(1);
        assertThat(count(east)).isEqualTo(2);
    }

    @Test
    void aDeletedTableLeavesItsGlobalTable() {
        createBoth();
        west.call("DeleteTable", "{'TableName': 'tab'}");
        assertThat(east.call("ListGlobalTables", "{}").at("/GlobalTables/0/ReplicationGroup"))
                .hasSize(1);
        east.call("PutItem", "{'TableName': 'tab', 'Item': {'k': {'S': 'b'}}}");
        assertThat(east.call("ListGlobalTables", "{'RegionName': 'us-west-2'}").get("GlobalTables"))
                .isEmpty();
    }

    @Test
    void settingsAreThoseOfTheTables() {
        createBoth();
        JsonNode changed =
                east.call(
                        "UpdateGlobalTableSettings",
                        "{'GlobalTableName': 'tab', 'GlobalTableProvisionedWriteCapacityUnits': 7,"
                                + " 'ReplicaSettingsUpdate': [{'RegionName': 'us-west-2',"
                                + " 'ReplicaProvisionedReadCapacityUnits': 9}]}");
        assertThat(changed.at("/ReplicaSettings/0/ReplicaProvisionedReadCapacityUnits").asLong())
                .isEqualTo(2);
        assertThat(changed.at("/ReplicaSettings/1/ReplicaProvisionedReadCapacityUnits").asLong())
                .isEqualTo(9);
        JsonNode west =
                this.west
                        .call("DescribeTable", "{'TableName': 'tab'}")
                        .at("/Table/ProvisionedThroughput");
        assertThat(west.get("ReadCapacityUnits").asLong()).isEqualTo(9);
        assertThat(west.get("WriteCapacityUnits").asLong()).isEqualTo(7);
        assertThat(east.call("DescribeGlobalTableSettings", "{'GlobalTableName': 'tab'}"))
                .isEqualTo(changed);
        assertThat(
                        east.error(
                                "UpdateGlobalTableSettings",
                                "{'GlobalTableName': 'tab', 'ReplicaSettingsUpdate':"
                                        + " [{'RegionName': 'eu-west-1'}]}"))
                .startsWith("ReplicaNotFoundException");
        assertThat(east.error("DescribeGlobalTableSettings", "{'GlobalTableName': 'none'}"))
                .isEqualTo(
                        "GlobalTableNotFoundException: Global table with name: 'none' does not"
                                + " exist.");
    }

    @Test
    void permissionsAreOnTheGlobalTableAndItsTables() {
        assertThat(east.permissions("CreateGlobalTable", "{'GlobalTableName': 'tab', " + GROUP))
                .extracting(Permission::resource)
                .containsExactly(
                        "arn:aws:dynamodb::000000000000:global-table/tab",
                        "arn:aws:dynamodb:us-east-1:000000000000:table/tab",
                        "arn:aws:dynamodb:us-west-2:000000000000:table/tab");
    }
}

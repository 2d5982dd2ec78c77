package brume.services.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The tables of the tests of backups: items {@code k}, {@code v}, shown as {@code k=v}. */
final class BackupTables {

    private static final int BATCH = 25;

    private final Dynamodb dynamodb;

    BackupTables(Dynamodb dynamodb) {
        this.dynamodb = dynamodb;
    }

    void create(String name) {
        dynamodb.call(
                "CreateTable",
                "{'TableName': '"
                        + name
                        + "', 'BillingMode': 'PAY_PER_REQUEST', 'AttributeDefinitions':"
                        + " [{'AttributeName': 'k', 'AttributeType': 'S'}], 'KeySchema':"
                        + " [{'AttributeName': 'k', 'KeyType': 'HASH'}]}");
    }

    /** A table with provisioned capacity, both kinds of indexes, and all that is not restored. */
    void createIndexed(String name) {
        dynamodb.call(
                "CreateTable",
                "{'TableName': '"
                        + name
                        + "', 'ProvisionedThroughput': {'ReadCapacityUnits': 2,"
                        + " 'WriteCapacityUnits': 2}, 'AttributeDefinitions': [{'AttributeName':"
                        + " 'k', 'AttributeType': 'S'}, {'AttributeName': 'r', 'AttributeType':"
                        + " 'S'}, {'AttributeName': 'v', 'AttributeType': 'S'}, {'AttributeName':"
                        + " 'l', 'AttributeType': 'S'}], 'KeySchema': [{'AttributeName': 'k',"
                        + " 'KeyType': 'HASH'}, {'AttributeName': 'r', 'KeyType': 'RANGE'}],"
                        + " 'GlobalSecondaryIndexes': [{'IndexName': 'byV', 'KeySchema':"
                        + " [{'AttributeName': 'v', 'KeyType': 'HASH'}], 'Projection':"
                        + " {'ProjectionType': 'ALL'}, 'ProvisionedThroughput':"
                        + " {'ReadCapacityUnits': 3, 'WriteCapacityUnits': 3}}],"
                        + " 'LocalSecondaryIndexes': [{'IndexName': 'byL', 'KeySchema':"
                        + " [{'AttributeName': 'k', 'KeyType': 'HASH'}, {'AttributeName': 'l',"
                        + " 'KeyType': 'RANGE'}], 'Projection': {'ProjectionType': 'ALL'}}],"
                        + " 'StreamSpecification': {'StreamEnabled': true, 'StreamViewType':"
                        + " 'KEYS_ONLY'}, 'SSESpecification': {'Enabled': true, 'SSEType': 'KMS'},"
                        + " 'DeletionProtectionEnabled': true, 'Tags': [{'Key': 'a', 'Value':"
                        + " 'b'}]}");
        dynamodb.call(
                "UpdateTimeToLive",
                "{'TableName': '"
                        + name
                        + "', 'TimeToLiveSpecification': {'Enabled': true, 'AttributeName':"
                        + " 't'}}");
    }

    void put(String table, String key, String value) {
        dynamodb.call(
                "PutItem", "{'TableName': '" + table + "', 'Item': " + item(key, value) + "}");
    }

    private static String item(String key, String value) {
        return "{'k': {'S': '" + key + "'}, 'v': {'S': '" + value + "'}}";
    }

    void delete(String table, String key) {
        dynamodb.call(
                "DeleteItem", "{'TableName': '" + table + "', 'Key': {'k': {'S': '" + key + "'}}}");
    }

    /** Puts items k0, k1, ... with the value 0. */
    void fill(String table, int count) {
        for (int start = 0; start < count; start += BATCH) {
            List<String> puts = new ArrayList<>();
            for (int i = start; i < Math.min(count, start + BATCH); i++) {
                puts.add("{'PutRequest': {'Item': " + item("k" + i, "0") + "}}");
            }
            dynamodb.call(
                    "BatchWriteItem",
                    "{'RequestItems': {'" + table + "': [" + String.join(",", puts) + "]}}");
        }
    }

    /** All items, read in pages. */
    List<String> items(String table) {
        List<String> found = new ArrayList<>();
        String start = "";
        while (start != null) {
            JsonNode page = dynamodb.call("Scan", "{'TableName': '" + table + "'" + start + "}");
            page.get("Items")
                    .forEach(item ->
                            found.add(item.at("/k/S").asText() + "=" + item.at("/v/S").asText()));
            JsonNode last = page.get("LastEvaluatedKey");
            start = last == null ? null : ", 'ExclusiveStartKey': " + last;
        }
        return found;
    }

    JsonNode describe(String table) {
        return dynamodb.call("DescribeTable", "{'TableName': '" + table + "'}").get("Table");
    }

    void awaitTable(String table) throws InterruptedException {
        dynamodb.await(() -> describe(table).get("TableStatus").asText().equals("ACTIVE"));
    }

    /** Makes a backup; answers its ARN. */
    String backup(String table, String name) {
        return dynamodb.call(
                        "CreateBackup",
                        "{'TableName': '" + table + "', 'BackupName': '" + name + "'}")
                .at("/BackupDetails/BackupArn")
                .asText();
    }

    void awaitBackup(String arn) throws InterruptedException {
        dynamodb.await(() ->
                dynamodb.call("DescribeBackup", "{'BackupArn': '" + arn + "'}")
                        .at("/BackupDescription/BackupDetails/BackupStatus")
                        .asText()
                        .equals("AVAILABLE"));
    }
}

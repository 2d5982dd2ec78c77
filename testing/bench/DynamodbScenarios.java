import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Items of 1 KB put and got one by one, ten items of 100 bytes queried at once, three and 25 of 1 KB
 * written in a transaction and in a batch.
 */
final class DynamodbScenarios {

    private static final String VALUE = "x".repeat(960);
    private static final int ITEMS = 1_000;
    private static final int PARTITIONS = 100;
    private static final int QUERIED = 10;

    private final Bench bench;

    DynamodbScenarios(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        if (bench.wants("put") || bench.wants("get")) {
            createTable(bench, "bench", "");
            for (int i = 0; i < ITEMS; i++) {
                bench.call(dynamo("PutItem", put("bench", i)));
            }
            measure("put", "put 1 KB", n -> dynamo("PutItem", put("bench", n)));
            measure("get", "get 1 KB", n -> dynamo("GetItem", get(n % ITEMS)));
        }
        if (bench.wants("query")) {
            createTable(bench, "bench-query", "s");
            fillPartitions();
            measure("query", "query 10 items", n -> dynamo("Query", query(n % PARTITIONS)));
        }
        if (bench.wants("transact") || bench.wants("batch")) {
            createTable(bench, "bench-many", "");
            measure("transact", "transact-write 3", n -> dynamo("TransactWriteItems", transact(n)));
            measure("batch", "batch-write 25", n -> dynamo("BatchWriteItem", batch(n)));
        }
    }

    private interface RequestMaker {
        Client.Request make(long number);
    }

    private void measure(String scenario, String title, RequestMaker requests) throws Exception {
        if (bench.wants(scenario)) {
            bench.measure(title, (client, n) -> Bench.check(client.send(requests.make(n))));
        }
    }

    static void createTable(Bench bench, String name, String sortKey)
            throws IOException, InterruptedException {
        boolean sorted = !sortKey.isEmpty();
        bench.call(
                dynamo(
                        "CreateTable",
                        """
                        {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
                         "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}%s],
                         "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}%s]}"""
                                .formatted(
                                        name,
                                        sorted
                                                ? ",{\"AttributeName\":\"s\",\"AttributeType\":\"N\"}"
                                                : "",
                                        sorted
                                                ? ",{\"AttributeName\":\"s\",\"KeyType\":\"RANGE\"}"
                                                : "")));
        Thread.sleep(1_000);
    }

    private void fillPartitions() throws IOException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < QUERIED; i++) {
                bench.call(
                        dynamo(
                                "PutItem",
                                """
                                {"TableName":"bench-query","Item":{"k":{"S":"key-%d"},\
                                "s":{"N":"%d"},"v":{"S":"%s"}}}"""
                                        .formatted(partition, i, VALUE.substring(0, 80))));
            }
        }
    }

    private static Client.Request dynamo(String operation, String body) {
        return Client.Request.json("dynamodb", "DynamoDB_20120810." + operation, body);
    }

    private static final String AFTER_KEY =
            "\"},\"v\":{\"S\":\"" + VALUE + "\"},\"n\":{\"N\":\"7\"}}";

    private static String item(String key) {
        return "{\"k\":{\"S\":\"key-" + key + AFTER_KEY;
    }

    private static String put(String table, long n) {
        return "{\"TableName\":\"" + table + "\",\"Item\":" + item(Long.toString(n)) + "}";
    }

    private static String get(long n) {
        return "{\"TableName\":\"bench\",\"Key\":{\"k\":{\"S\":\"key-" + n + "\"}}}";
    }

    private static String query(long partition) {
        return "{\"TableName\":\"bench-query\",\"KeyConditionExpression\":\"k = :k\","
                + "\"ExpressionAttributeValues\":{\":k\":{\"S\":\"key-"
                + partition
                + "\"}}}";
    }

    private static String transact(long n) {
        return IntStream.range(0, 3)
                .mapToObj(i ->
                        "{\"Put\":{\"TableName\":\"bench-many\",\"Item\":" + item(n + "-" + i) + "}}")
                .collect(Collectors.joining(",", "{\"TransactItems\":[", "]}"));
    }

    private static String batch(long n) {
        StringBuilder body = new StringBuilder(32 * 1024).append("{\"RequestItems\":{\"bench-many\":[");
        for (int i = 0; i < 25; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"PutRequest\":{\"Item\":{\"k\":{\"S\":\"key-")
                    .append(n)
                    .append('-')
                    .append(i)
                    .append(AFTER_KEY)
                    .append("}}");
        }
        return body.append("]}}").toString();
    }
}

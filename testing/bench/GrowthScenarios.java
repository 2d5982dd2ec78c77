import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a table's size costs: the same put, get and query on tables of other numbers of items, at
 * keys all over the table. Items have some 150 bytes, ten of them a partition.
 */
final class GrowthScenarios {

    private static final int PARTITION = 10;
    private static final int BATCH = 25;
    private static final int LOADERS = 16;

    private final Bench bench;
    private final List<Long> sizes;

    GrowthScenarios(Bench bench, String sizes) {
        this.bench = bench;
        this.sizes = Arrays.stream(sizes.split(",")).map(Long::valueOf).toList();
    }

    void run() throws Exception {
        if (!bench.wantsByName("growth")) {
            return;
        }
        for (long size : sizes) {
            String table = "bench-" + size;
            DynamodbScenarios.createTable(bench, table, "s");
            load(table, size);
        }
        for (long size : sizes) {
            String table = "bench-" + size;
            measure("get", size, n -> operation("GetItem", table, "\"Key\":{" + key(any(n, size)) + "}"));
            measure("query 10", size, n -> operation("Query", table, query(any(n, size))));
            measure("put", size, n -> operation("PutItem", table, "\"Item\":" + item(any(n, size))));
        }
    }

    private interface RequestMaker {
        Client.Request make(long number);
    }

    private void measure(String title, long size, RequestMaker requests) throws Exception {
        bench.measure(
                title + " of " + size, (client, n) -> Bench.check(client.send(requests.make(n))));
    }

    private void load(String table, long size) throws Exception {
        AtomicLong next = new AtomicLong();
        AtomicReference<Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < LOADERS; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (Client client = new Client(bench.server())) {
                                            long first;
                                            while ((first = next.getAndAdd(BATCH)) < size) {
                                                Bench.check(client.send(batch(table, first, size)));
                                            }
                                        } catch (Exception e) {
                                            failure.compareAndSet(null, e);
                                            next.set(size);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%d items written in %.0f s (%.0f/s)%n", size, seconds, size / seconds);
    }

    /** An item's number that looks random and is the same in each run. */
    private static long any(long n, long size) {
        return new SplittableRandom(n).nextLong(size);
    }

    private static Client.Request operation(String name, String table, String rest) {
        return Client.Request.json(
                "dynamodb",
                "DynamoDB_20120810." + name,
                "{\"TableName\":\"" + table + "\"," + rest + "}");
    }

    private static String key(long item) {
        return "\"k\":{\"S\":\"partition-%d\"},\"s\":{\"N\":\"%d\"}"
                .formatted(item / PARTITION, item % PARTITION);
    }

    private static String item(long item) {
        SplittableRandom random = new SplittableRandom(item);
        String text =
                Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong())
                        + "v".repeat(64);
        return "{" + key(item) + ",\"v\":{\"S\":\"" + text + "\"},\"n\":{\"N\":\"7\"}}";
    }

    private static String query(long item) {
        return "\"KeyConditionExpression\":\"k = :k\",\"ExpressionAttributeValues\":{\":k\":"
                + "{\"S\":\"partition-" + item / PARTITION + "\"}}";
    }

    private static Client.Request batch(String table, long first, long size) {
        String puts =
                IntStream.range(0, (int) Math.min(BATCH, size - first))
                        .mapToObj(i -> "{\"PutRequest\":{\"Item\":" + item(first + i) + "}}")
                        .collect(Collectors.joining(","));
        return Client.Request.json(
                "dynamodb",
                "DynamoDB_20120810.BatchWriteItem",
                "{\"RequestItems\":{\"" + table + "\":[" + puts + "]}}");
    }
}

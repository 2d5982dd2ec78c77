package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random writes against a map as the model, and writes that compete. */
final class IndexModelTest {

    private static final long SEED = 20261125;

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                    + "{'AttributeName':'pk','AttributeType':'S'},{'AttributeName':'g','AttributeType':'N'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
                    + "'GlobalSecondaryIndexes':[{'IndexName':'gsi','KeySchema':[{'AttributeName':'g','KeyType':'HASH'}],"
                    + "'Projection':{'ProjectionType':'ALL'}}]}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void theIndexAgreesWithTheItems() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> model = new TreeMap<>();
        for (int step = 0; step < 600; step++) {
            String pk = "k" + random.nextInt(12);
            int g = random.nextInt(3);
            String key = "'TableName':'tbl','Key':{'pk':{'S':'" + pk + "'}}";
            switch (random.nextInt(4)) {
                case 0 -> {
                    db.call(
                            "PutItem",
                            "{'TableName':'tbl','Item':{'pk':{'S':'"
                                    + pk
                                    + "'},'g':{'N':'"
                                    + g
                                    + "'}}}");
                    model.put(pk, g);
                }
                case 1 -> {
                    db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'" + pk + "'}}}");
                    model.put(pk, -1);
                }
                case 2 -> {
                    db.call(
                            "UpdateItem",
                            "{"
                                    + key
                                    + ",'UpdateExpression':'SET g ="
                                    + " :g','ExpressionAttributeValues':{':g':{'N':'"
                                    + g
                                    + "'}}}");
                    model.put(pk, g);
                }
                default -> {
                    db.call("DeleteItem", "{" + key + "}");
                    model.remove(pk);
                }
            }
        }
        for (int g = 0; g < 3; g++) {
            int wanted = g;
            List<String> expected =
                    model.entrySet().stream()
                            .filter(entry -> entry.getValue() == wanted)
                            .map(Map.Entry::getKey)
                            .toList();
            JsonNode found =
                    db.call(
                            "Query",
                            "{'TableName':'tbl','IndexName':'gsi','KeyConditionExpression':'g ="
                                    + " :g','ExpressionAttributeValues':{':g':{'N':'"
                                    + g
                                    + "'}}}");
            List<String> keys = new ArrayList<>();
            found.path("Items").forEach(item -> keys.add(item.path("pk").path("S").asText()));
            assertThat(keys).as("seed " + SEED).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(db.call("Scan", "{'TableName':'tbl'}").path("Count").asInt())
                .isEqualTo(model.size());
    }

    @Test
    void competingUpdatesAreAllCounted() throws InterruptedException {
        int writers = 8;
        int updates = 50;
        CountDownLatch done = new CountDownLatch(writers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < writers; writer++) {
                threads.execute(() -> {
                    for (int i = 0; i < updates; i++) {
                        db.call(
                                "UpdateItem",
                                "{'TableName':'tbl','Key':{'pk':{'S':'c'}},'UpdateExpression':'ADD"
                                    + " n :one','ExpressionAttributeValues':{':one':{'N':'1'}}}");
                    }
                    done.countDown();
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(
                        db.call("GetItem", "{'TableName':'tbl','Key':{'pk':{'S':'c'}}}")
                                .path("Item")
                                .path("n")
                                .path("N")
                                .asText())
                .isEqualTo(Integer.toString(writers * updates));
    }
}

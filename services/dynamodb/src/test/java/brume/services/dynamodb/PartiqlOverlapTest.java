package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which branches of a WHERE clause may share a partition. Facts recorded from the service in
 * October 2026 by the DynamoDB conformance project.
 */
final class PartiqlOverlapTest {

    private static final String OVERLAP =
            "Overlapping conditions with range keys are not supported in where clause";

    @TempDir private Path folder;
    private Dynamodb db;

    @BeforeEach
    void create() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                """
                {'TableName':'table','BillingMode':'PAY_PER_REQUEST',
                 'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
                   {'AttributeName':'sk','AttributeType':'S'}],
                 'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},
                   {'AttributeName':'sk','KeyType':'RANGE'}]}\
                """);
        for (String sortKey : List.of("1", "2", "3")) {
            db.call(
                    "PutItem",
                    "{'TableName':'table','Item':{'pk':{'S':'a'},'sk':{'S':'" + sortKey + "'}}}");
        }
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static String select(String where) {
        return "{'Statement':'SELECT * FROM \\\"table\\\" WHERE " + where + "'}";
    }

    private String refusal(String where) {
        return db.error("ExecuteStatement", select(where.replace("`", "\\u0027")));
    }

    private List<String> sortKeys(String where) {
        List<String> keys = new ArrayList<>();
        db.call("ExecuteStatement", select(where.replace("`", "\\u0027")))
                .path("Items")
                .forEach(item -> keys.add(item.path("sk").path("S").asText()));
        Collections.sort(keys);
        return keys;
    }

    @Test
    void branchesOfOnePartitionMustNotShareItems() {
        for (String other :
                List.of("x = `1`", "x <> `1`", "sk > `1`", "begins_with(sk, `2`)", "sk IN [`2`]")) {
            assertThat(refusal("pk = `a` AND " + other + " OR pk = `a` AND sk = `2`"))
                    .isEqualTo(OVERLAP);
        }
    }

    @Test
    void branchesThatShareNothingAreUnited() {
        assertThat(sortKeys("pk = `a` AND sk < `2` OR pk = `a` AND sk >= `3`"))
                .containsExactly("1", "3");
        assertThat(sortKeys("pk = `a` AND begins_with(sk, `1`) OR pk = `a` AND sk = `2`"))
                .containsExactly("1", "2");
        assertThat(sortKeys("pk = `a` AND sk IN [`1`, `3`] OR pk = `a` AND sk = `2`"))
                .containsExactly("1", "2", "3");
        assertThat(sortKeys("pk = `a` OR pk = `b`")).containsExactly("1", "2", "3");
    }

    @Test
    void negatedConditionsDoNotCount() {
        for (String other :
                List.of(
                        "NOT sk = `1`",
                        "sk <> `1`",
                        "NOT begins_with(sk, `1`)",
                        "NOT (sk = `1`)")) {
            assertThat(sortKeys("pk = `a` AND " + other + " OR pk = `a` AND sk = `2`"))
                    .containsExactly("2", "3");
        }
        assertThat(sortKeys("pk = `a` OR pk = `a` AND NOT sk = `1`"))
                .containsExactly("1", "2", "3");
    }
}

package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of item collections in tables with local indexes, made small. */
class ItemCollectionTest {

    private static final int BYTES_MAX = 10_000;
    private static final String TOO_LARGE =
            "ItemCollectionSizeLimitExceededException: Collection size exceeded.";

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void create() {
        db = Dynamodb.withCollectionsOf(folder, BYTES_MAX);
        db.call(
                "CreateTable",
                """
                {'TableName':'tbl','BillingMode':'PAY_PER_REQUEST',
                 'AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'},
                  {'AttributeName':'s','AttributeType':'N'},
                  {'AttributeName':'l','AttributeType':'N'}],
                 'KeySchema':[{'AttributeName':'p','KeyType':'HASH'},
                  {'AttributeName':'s','KeyType':'RANGE'}],
                 'LocalSecondaryIndexes':[{'IndexName':'by-l',
                  'KeySchema':[{'AttributeName':'p','KeyType':'HASH'},
                   {'AttributeName':'l','KeyType':'RANGE'}],
                  'Projection':{'ProjectionType':'KEYS_ONLY'}}]}\
                """);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static String item(int s, int bytes) {
        return "{'p':{'S':'a'},'s':{'N':'%d'},'l':{'N':'1'},'text':{'S':'%s'}}"
                .formatted(s, "x".repeat(bytes));
    }

    private static String put(int s, int bytes) {
        return "{'TableName':'tbl','Item':%s}".formatted(item(s, bytes));
    }

    private static String key(int s) {
        return "{'p':{'S':'a'},'s':{'N':'%d'}}".formatted(s);
    }

    /** Ten items of almost a thousand bytes are as much as there may be. */
    private void fillUp() {
        for (int s = 0; s < 10; s++) {
            assertThat(db.error("PutItem", put(s, 960))).isEqualTo("no error");
        }
    }

    private void delete(String table, int s) {
        db.call("DeleteItem", "{'TableName':'%s','Key':%s}".formatted(table, key(s)));
    }

    @Test
    void refusesWhatMakesACollectionTooLargeAndNothingElse() {
        fillUp();
        assertThat(db.error("PutItem", put(10, 960))).isEqualTo(TOO_LARGE);
        assertThat(db.error("PutItem", put(3, 1_800))).isEqualTo(TOO_LARGE);
        assertThat(
                        db.error(
                                "UpdateItem",
                                """
                                {'TableName':'tbl','Key':%s,
                                 'UpdateExpression':'SET more = #t',
                                 'ExpressionAttributeNames':{'#t':'text'}}\
                                """
                                        .formatted(key(3))))
                .isEqualTo(TOO_LARGE);
        assertThat(
                        db.error(
                                "BatchWriteItem",
                                "{'RequestItems':{'tbl':[{'PutRequest':{'Item':%s}}]}}"
                                        .formatted(item(10, 960))))
                .isEqualTo(TOO_LARGE);
        assertThat(
                        db.error(
                                "TransactWriteItems",
                                "{'TransactItems':[{'Put':%s}]}".formatted(put(10, 960))))
                .endsWith("[ItemCollectionSizeLimitExceeded]");
        assertThat(
                        db.call(
                                        "BatchExecuteStatement",
                                        """
                                        {'Statements':[{
                                         'Statement':'UPDATE tbl SET more=? WHERE p=? AND s=1',
                                         'Parameters':[{'S':'%s'},{'S':'a'}]}]}\
                                        """
                                                .formatted("x".repeat(960)))
                                .toString())
                .contains("\"ItemCollectionSizeLimitExceeded\"", "Collection size exceeded.");
        assertThat(db.error("PutItem", put(3, 10))).isEqualTo("no error");
        assertThat(db.error("PutItem", put(10, 800))).isEqualTo("no error");
        assertThat(db.error("PutItem", put(11, 960).replace("'a'", "'b'"))).isEqualTo("no error");
    }

    @Test
    void deletesMakeRoomAlsoAfterManyChangesAndARestart() {
        fillUp();
        for (int i = 0; i < 100; i++) {
            assertThat(db.error("PutItem", put(10, 960))).isEqualTo(TOO_LARGE);
            delete("tbl", 9);
            db.call("PutItem", put(9, 960));
        }
        db.restart();
        assertThat(db.error("PutItem", put(10, 960))).isEqualTo(TOO_LARGE);
        delete("tbl", 9);
        assertThat(db.error("PutItem", put(10, 960))).isEqualTo("no error");
    }

    @Test
    void writersOfOneCollectionDoNotConflict() {
        List<String> errors =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(s -> db.error("PutItem", put(s % 10, 900 + s / 10)))
                        .distinct()
                        .toList();
        assertThat(errors).containsExactly("no error");
        IntStream.range(0, 10).forEach(s -> db.call("PutItem", put(s, 960)));
        assertThat(db.error("PutItem", put(10, 960))).isEqualTo(TOO_LARGE);
        assertThat(db.error("PutItem", put(11, 10))).isEqualTo("no error");
    }

    @Test
    void aRestoredTableKnowsItsCollections() {
        fillUp();
        String arn =
                db.call("CreateBackup", "{'TableName':'tbl','BackupName':'bak'}")
                        .at("/BackupDetails/BackupArn")
                        .asText();
        db.call(
                "RestoreTableFromBackup",
                "{'TargetTableName':'new','BackupArn':'%s'}".formatted(arn));
        String put = put(10, 960).replace("'tbl'", "'new'");
        assertThat(db.error("PutItem", put)).isEqualTo(TOO_LARGE);
        delete("new", 9);
        assertThat(db.error("PutItem", put)).isEqualTo("no error");
        assertThat(db.error("PutItem", put(10, 960))).isEqualTo(TOO_LARGE);
    }
}

package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.dynamodb.CancellationReason;
import brume.api.dynamodb.TransactionCanceledException;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches and transactions. */
final class BatchAndTransactionTest {

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],'BillingMode':'PAY_PER_REQUEST'}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private String value(String pk) {
        return db.call("GetItem", "{'TableName':'tbl','Key':{'pk':{'S':'" + pk + "'}}}")
                .path("Item")
                .path("v")
                .path("N")
                .asText();
    }

    @Test
    void writesAndReadsBatches() {
        assertThat(
                        db.call(
                                        "BatchWriteItem",
                                        "{'RequestItems':{'tbl':[{'PutRequest':{'Item':{'pk':{'S':'a'},'v':{'N':'1'}}}},"
                                            + "{'PutRequest':{'Item':{'pk':{'S':'b'},'v':{'N':'2'}}}}]}}")
                                .toString())
                .isEqualTo("{\"UnprocessedItems\":{}}");
        db.call(
                "BatchWriteItem",
                "{'RequestItems':{'tbl':[{'DeleteRequest':{'Key':{'pk':{'S':'a'}}}}]}}");
        JsonNode read =
                db.call(
                        "BatchGetItem",
                        "{'RequestItems':{'tbl':{'Keys':[{'pk':{'S':'a'}},{'pk':{'S':'b'}}]}}}");
        assertThat(read.path("Responses").toString())
                .isEqualTo("{\"tbl\":[{\"pk\":{\"S\":\"b\"},\"v\":{\"N\":\"2\"}}]}");
        assertThat(
                        db.error(
                                "BatchGetItem",
                                "{'RequestItems':{'tbl':{'Keys':[{'pk':{'S':'a'}},{'pk':{'S':'a'}}]}}}"))
                .isEqualTo("Provided list of item keys contains duplicates");
    }

    @Test
    void isAllOrNothing() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        ServiceException failure =
                Objects.requireNonNull(
                        db.failure(
                                "TransactWriteItems",
                                "{'TransactItems':[{'Put':{'TableName':'tbl','Item':{'pk':{'S':'b'}}}},{'ConditionCheck':{'TableName':'tbl','Key':{'pk':{'S':'a'}},'ConditionExpression':'v"
                                    + " > :v',"
                                    + "'ExpressionAttributeValues':{':v':{'N':'5'}},'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}}]}"));
        assertThat(failure)
                .hasMessage(
                        "Transaction cancelled, please refer cancellation reasons for specific"
                                + " reasons [None, ConditionalCheckFailed]");
        TransactionCanceledException body =
                (TransactionCanceledException) Objects.requireNonNull(failure.body());
        List<CancellationReason> reasons = Objects.requireNonNull(body.cancellationReasons());
        assertThat(reasons).hasSize(2);
        assertThat(reasons.get(1).item()).containsKey("v");
        assertThat(db.call("Scan", "{'TableName':'tbl'}").path("Count").asInt()).isEqualTo(1);
    }

    @Test
    void aTokenMakesATransactionIdempotent() {
        String request =
                "{'ClientRequestToken':'token','TransactItems':[{'Update':{'TableName':'tbl','Key':{'pk':{'S':'a'}},'UpdateExpression':'ADD"
                    + " v :one','ExpressionAttributeValues':{':one':{'N':'1'}}}}]}";
        db.call("TransactWriteItems", request);
        db.call("TransactWriteItems", request);
        assertThat(value("a")).isEqualTo("1");
        assertThat(db.error("TransactWriteItems", request.replace("'N':'1'", "'N':'2'")))
                .startsWith("IdempotentParameterMismatchException: ");
        db.clock.advance(Duration.ofMinutes(9));
        db.call("TransactWriteItems", request);
        assertThat(value("a")).isEqualTo("1");
        db.clock.advance(Duration.ofMinutes(1));
        db.call("TransactWriteItems", request);
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void aTokenDoesNotMindTheOrderOfAttributes() {
        String request =
                "{'ClientRequestToken':'token','TransactItems':[{'Put':{'TableName':'tbl','Item':{%s}}}]}";
        String key = "'pk':{'S':'a'}";
        String value = "'v':{'M':{%s,%s}}";
        String one = "'x':{'N':'1'}";
        String two = "'y':{'N':'2'}";
        db.call("TransactWriteItems", request.formatted(key + ',' + value.formatted(one, two)));
        db.call("TransactWriteItems", request.formatted(value.formatted(two, one) + ',' + key));
        assertThat(db.error("TransactWriteItems", request.formatted(key)))
                .startsWith("IdempotentParameterMismatchException: ");
    }

    @Test
    void rejectsTwoActionsOnOneItem() {
        assertThat(
                        db.error(
                                "TransactWriteItems",
                                "{'TransactItems':[{'Put':{'TableName':'tbl','Item':{'pk':{'S':'a'}}}},"
                                    + "{'Delete':{'TableName':'tbl','Key':{'pk':{'S':'a'}}}}]}"))
                .isEqualTo("Transaction request cannot include multiple operations on one item");
    }

    @Test
    void readsAtOneMoment() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        JsonNode read =
                db.call(
                        "TransactGetItems",
                        "{'ReturnConsumedCapacity':'TOTAL','TransactItems':[{'Get':{'TableName':'tbl','Key':{'pk':{'S':'a'}}}},"
                            + "{'Get':{'TableName':'tbl','Key':{'pk':{'S':'b'}}}}]}");
        assertThat(read.path("Responses").toString())
                .isEqualTo("[{\"Item\":{\"pk\":{\"S\":\"a\"},\"v\":{\"N\":\"1\"}}},{}]");
        assertThat(read.path("ConsumedCapacity").get(0).path("ReadCapacityUnits").asDouble())
                .isEqualTo(4.0);
    }
}

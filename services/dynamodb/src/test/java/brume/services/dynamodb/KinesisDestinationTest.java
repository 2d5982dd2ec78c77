package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.PutRecordsInput;
import brume.api.kinesis.PutRecordsOutput;
import brume.api.kinesis.PutRecordsRequestEntry;
import brume.api.kinesis.PutRecordsResultEntry;
import brume.base.Scope;
import brume.spi.Principal;
import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The changes of tables in Kinesis streams. Texts are recorded from AWS by LocalStack
 * (test_kinesis_streaming_destination_crud) and ack-api-quirks.
 */
class KinesisDestinationTest {

    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
    private static final String ON = "{'TableName':'tbl','StreamArn':'" + ARN + "'}";

    @TempDir Path folder = Path.of("");
    private final Kinesis kinesis = new Kinesis();
    private Dynamodb db = null;

    /** Takes records as the service does, unless it is told to refuse. */
    private static final class Kinesis extends Surroundings.NoCalls {
        private final List<JsonNode> events = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();
        private int refusals;
        private int throttled;

        @Override
        @SuppressWarnings("unchecked") // the operation says what its output is
        public synchronized <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            if (!(input instanceof PutRecordsInput put)) {
                return operation.output().create(new Object[operation.output().members().size()]);
            }
            if (refusals > 0) {
                refusals--;
                throw KinesisErrors.resourceNotFoundException("not now");
            }
            List<PutRecordsResultEntry> results = new ArrayList<>();
            for (PutRecordsRequestEntry entry : put.records()) {
                boolean refused = throttled > 0;
                throttled -= refused ? 1 : 0;
                results.add(
                        PutRecordsResultEntry.builder().errorCode(refused ? "Slow" : null).build());
                if (!refused) {
                    events.add(Documents.parse(entry.data().bytes()));
                    keys.add(entry.partitionKey());
                }
            }
            return (O) PutRecordsOutput.builder().records(results).build();
        }

        synchronized int count() {
            return events.size();
        }
    }

    @BeforeEach
    void open() {
        db = new Dynamodb(folder, Surroundings.NONE.with(kinesis));
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                        + "{'AttributeName':'a','AttributeType':'S'}],"
                        + "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'}]}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void put(String key, String value) {
        db.call(
                "PutItem",
                "{'TableName':'tbl','Item':{'a':{'S':'%s'},'v':{'S':'%s'}}}".formatted(key, value));
    }

    private void awaitCount(int count) throws InterruptedException {
        db.await(() -> kinesis.count() >= count);
        assertThat(kinesis.count()).isEqualTo(count);
    }

    @Test
    void changesAreDeliveredInTheDocumentedForm() throws InterruptedException {
        put("before", "0");
        JsonNode enabled = db.call("EnableKinesisStreamingDestination", ON);
        assertThat(enabled.path("DestinationStatus").asText()).isEqualTo("ENABLING");
        assertThat(enabled.path("EnableKinesisStreamingConfiguration").isObject()).isTrue();
        put("k", "1");
        put("k", "2");
        put("k", "2");
        db.call("DeleteItem", "{'TableName':'tbl','Key':{'a':{'S':'k'}}}");
        awaitCount(3);
        JsonNode insert = kinesis.events.get(0);
        assertThat(insert.path("eventName").asText()).isEqualTo("INSERT");
        assertThat(insert.path("tableName").asText()).isEqualTo("tbl");
        assertThat(insert.path("recordFormat").asText()).isEqualTo("application/json");
        assertThat(insert.path("eventSource").asText()).isEqualTo("aws:dynamodb");
        assertThat(insert.path("userIdentity").isNull()).isTrue();
        assertThat(insert.has("eventSourceARN")).isFalse();
        assertThat(insert.at("/dynamodb/Keys/a/S").asText()).isEqualTo("k");
        assertThat(insert.at("/dynamodb/NewImage/v/S").asText()).isEqualTo("1");
        assertThat(insert.path("dynamodb").has("OldImage")).isFalse();
        JsonNode modify = kinesis.events.get(1);
        assertThat(modify.path("eventName").asText()).isEqualTo("MODIFY");
        assertThat(modify.at("/dynamodb/OldImage/v/S").asText()).isEqualTo("1");
        JsonNode remove = kinesis.events.get(2);
        assertThat(remove.path("eventName").asText()).isEqualTo("REMOVE");
        assertThat(remove.path("dynamodb").has("NewImage")).isFalse();
        assertThat(kinesis.keys).hasSize(3).containsOnly(kinesis.keys.getFirst());
        assertThat(kinesis.events.stream().map(e -> e.path("eventID").asText()).distinct())
                .hasSize(3);
    }

    @Test
    void whatKinesisDoesNotTakeIsSentAgain() throws InterruptedException {
        kinesis.refusals = 2;
        kinesis.throttled = 3;
        db.call("EnableKinesisStreamingDestination", ON);
        for (int i = 0; i < 10; i++) {
            put("k" + i, "1");
        }
        awaitCount(10);
    }

    @Test
    void destinationsAreChangedAndDisabled() throws InterruptedException {
        db.call("EnableKinesisStreamingDestination", ON);
        assertThat(db.call("DescribeKinesisStreamingDestination", "{'TableName':'tbl'}").toString())
                .isEqualTo(
                        "{\"TableName\":\"tbl\",\"KinesisDataStreamDestinations\":[{\"StreamArn\":\""
                                + ARN
                                + "\",\"DestinationStatus\":\"ACTIVE\"}]}");
        String state = "Table is not in a valid state to enable Kinesis Streaming Destination: ";
        assertThat(db.error("EnableKinesisStreamingDestination", ON))
                .isEqualTo(
                        state
                                + "EnableKinesisStreamingDestination must be DISABLED or"
                                + " ENABLE_FAILED to perform ENABLE operation.");
        String update =
                "{'TableName':'tbl','StreamArn':'"
                        + ARN
                        + "','UpdateKinesisStreamingConfiguration':"
                        + "{'ApproximateCreationDateTimePrecision':'MICROSECOND'}}";
        assertThat(db.call("UpdateKinesisStreamingDestination", update).toString())
                .contains("\"DestinationStatus\":\"UPDATING\"");
        assertThat(db.error("UpdateKinesisStreamingDestination", update))
                .startsWith(
                        "Invalid Request: Precision is already set to the desired value of"
                                + " MICROSECOND for tableId: ");
        put("k", "1");
        awaitCount(1);
        JsonNode detail = kinesis.events.getFirst().path("dynamodb");
        assertThat(detail.path("ApproximateCreationDateTimePrecision").asText())
                .isEqualTo("MICROSECOND");
        assertThat(detail.path("ApproximateCreationDateTime").asLong())
                .isGreaterThan(1_000_000_000_000_000L);
        kinesis.refusals = 1;
        put("k", "2");
        assertThat(db.call("DisableKinesisStreamingDestination", ON).toString())
                .contains("\"DestinationStatus\":\"DISABLING\"");
        put("k", "3");
        awaitCount(2);
        assertThat(db.call("DescribeKinesisStreamingDestination", "{'TableName':'tbl'}").toString())
                .contains("\"DestinationStatus\":\"DISABLED\"");
        db.call("EnableKinesisStreamingDestination", ON);
        put("k", "4");
        awaitCount(3);
    }

    @Test
    void otherAccountsAndRegionsAreRefused() {
        assertThat(
                        db.error(
                                "EnableKinesisStreamingDestination",
                                "{'TableName':'tbl','StreamArn':"
                                        + "'arn:aws:kinesis:eu-west-1:000000000000:stream/s'}"))
                .startsWith("The Kinesis data stream must be in the account and Region");
    }
}

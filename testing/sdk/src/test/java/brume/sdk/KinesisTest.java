package brume.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Kinesis, to which this SDK speaks CBOR. */
class KinesisTest {

    @Test
    void recordsTimesAndErrors() throws Exception {
        try (BrumeProcess server = BrumeProcess.start();
                KinesisClient kinesis = server.client(KinesisClient.builder())) {
            kinesis.createStream(stream -> stream.streamName("s").shardCount(1));
            kinesis.waiter().waitUntilStreamExists(stream -> stream.streamName("s"));
            Instant before = Instant.now().minusSeconds(1);
            PutRecordsResponse put =
                    kinesis.putRecords(request ->
                            request.streamName("s")
                                    .records(
                                            List.of(
                                                    entry(SdkBytes.fromUtf8String("a")),
                                                    entry(
                                                            SdkBytes.fromByteArray(
                                                                    new byte[1000])))));
            assertThat(put.failedRecordCount()).isZero();
            String iterator =
                    kinesis.getShardIterator(request ->
                                    request.streamName("s")
                                            .shardId(put.records().getFirst().shardId())
                                            .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                            .timestamp(before))
                            .shardIterator();
            GetRecordsResponse read = kinesis.getRecords(page -> page.shardIterator(iterator));
            assertThat(read.records()).hasSize(2);
            assertThat(read.records().getFirst().data().asUtf8String()).isEqualTo("a");
            assertThat(read.records().getFirst().approximateArrivalTimestamp())
                    .isBetween(before, Instant.now().plusSeconds(1));
            assertThat(
                            kinesis.describeStreamSummary(stream -> stream.streamName("s"))
                                    .streamDescriptionSummary()
                                    .streamCreationTimestamp())
                    .isAfter(before.minusSeconds(60));
            assertThat(kinesis.listStreams().streamNames()).isEqualTo(List.of("s"));
            assertThatThrownBy(() -> kinesis.deleteStream(stream -> stream.streamName("none")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageStartingWith("Stream none under account 000000000000 not found.");
        }
    }

    private static PutRecordsRequestEntry entry(SdkBytes data) {
        return PutRecordsRequestEntry.builder().partitionKey("k").data(data).build();
    }
}

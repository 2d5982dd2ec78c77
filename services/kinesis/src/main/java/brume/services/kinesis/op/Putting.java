package brume.services.kinesis.op;

import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.PutRecordInput;
import brume.api.kinesis.PutRecordOutput;
import brume.api.kinesis.PutRecordsInput;
import brume.api.kinesis.PutRecordsOutput;
import brume.api.kinesis.PutRecordsRequestEntry;
import brume.api.kinesis.PutRecordsResultEntry;
import brume.base.Clock;
import brume.services.kinesis.domain.HashRing;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.SequenceNumber;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PutRecord and PutRecords: one commit each, and their answer after it. */
public final class Putting {

    private static final int KIB = 1024;
    private static final String THROTTLED = "ProvisionedThroughputExceededException";

    private final StreamStore streams;
    private final RecordStore records;
    private final StreamAccess access;
    private final ShardThroughput throughput;
    private final Clock clock;

    public Putting(
            StreamStore streams,
            RecordStore records,
            StreamAccess access,
            ShardThroughput throughput,
            Clock clock) {
        this.streams = streams;
        this.records = records;
        this.access = access;
        this.throughput = throughput;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.PUT_RECORD,
                        PutRecordInput::streamName,
                        PutRecordInput::streamARN,
                        this::putOne),
                access.on(
                        KinesisApi.PUT_RECORDS,
                        PutRecordsInput::streamName,
                        PutRecordsInput::streamARN,
                        this::putMany));
    }

    /** A record with the hash key that it is placed by, and what becomes of it. */
    private static final class Placed {

        private final PutRecordsRequestEntry entry;
        private final BigInteger hash;
        private boolean admitted = true;
        private @Nullable Shard shard;
        private long number;

        Placed(PutRecordsRequestEntry entry) {
            this.entry = entry;
            this.hash = hash(entry.partitionKey(), entry.explicitHashKey());
        }

        byte[] data() {
            return entry.data().bytes();
        }

        long bytes() {
            return (long) keyBytes(entry.partitionKey()) + data().length;
        }

        Shard shard() {
            Shard known = shard;
            if (known == null) {
                throw new IllegalStateException("a record was not placed");
            }
            return known;
        }

        String sequenceNumber(long millis) {
            return SequenceNumber.of(shard(), number, millis).text();
        }
    }

    private static int keyBytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length;
    }

    private static BigInteger hash(String partitionKey, @Nullable String explicit) {
        if (explicit == null) {
            return HashRing.hash(partitionKey);
        }
        BigInteger hash = new BigInteger(explicit);
        if (hash.compareTo(Shard.HASHES) >= 0) {
            throw KinesisErrors.invalidArgumentException(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]."
                            + " Specified value was "
                            + explicit);
        }
        return hash;
    }

    private PutRecordOutput putOne(PutRecordInput input, StreamRef ref, Call call) {
        PutRecordsRequestEntry entry =
                PutRecordsRequestEntry.builder()
                        .data(input.data())
                        .partitionKey(input.partitionKey())
                        .explicitHashKey(input.explicitHashKey())
                        .build();
        Placed record = new Placed(entry);
        checkOrdering(input.sequenceNumberForOrdering(), ref);
        long now = put(List.of(record), ref);
        if (!record.admitted) {
            throw KinesisErrors.provisionedThroughputExceededException(
                    exceeded(record.shard(), ref));
        }
        return PutRecordOutput.builder()
                .shardId(record.shard().id())
                .sequenceNumber(record.sequenceNumber(now))
                .build();
    }

    /**
     * Numbers are in the order of the commits, so every record comes after one whose number its
     * sender knows; the number is only checked.
     */
    private void checkOrdering(@Nullable String minimum, StreamRef ref) {
        if (minimum == null) {
            return;
        }
        boolean valid =
                SequenceNumber.find(minimum)
                        .filter(number -> number.seconds() <= clock.millis() / 1000)
                        .isPresent();
        if (!valid) {
            throw KinesisErrors.invalidArgumentException(
                    "ExclusiveMinimumSequenceNumber "
                            + minimum
                            + " used in PutRecord on stream "
                            + ref.name()
                            + " under account "
                            + ref.scope().account().value()
                            + " is invalid.");
        }
    }

    private PutRecordsOutput putMany(PutRecordsInput input, StreamRef ref, Call call) {
        List<Placed> placed = input.records().stream().map(Placed::new).toList();
        if (placed.stream().mapToLong(Placed::bytes).sum() > KinesisQuotas.PUT_BYTES.value()) {
            throw KinesisErrors.invalidArgumentException("Records size exceeds 10 MB limit");
        }
        long now = put(placed, ref);
        List<PutRecordsResultEntry> results = new ArrayList<>();
        int failed = 0;
        for (Placed record : placed) {
            if (record.admitted) {
                results.add(
                        PutRecordsResultEntry.builder()
                                .shardId(record.shard().id())
                                .sequenceNumber(record.sequenceNumber(now))
                                .build());
            } else {
                failed++;
                results.add(
                        PutRecordsResultEntry.builder()
                                .errorCode(THROTTLED)
                                .errorMessage(exceeded(record.shard(), ref))
                                .build());
            }
        }
        return PutRecordsOutput.builder().failedRecordCount(failed).records(results).build();
    }

    private static String exceeded(Shard shard, StreamRef ref) {
        return "Rate exceeded for shard "
                + shard.id()
                + " in stream "
                + ref.name()
                + " under account "
                + ref.scope().account().value()
                + ".";
    }

    /** Puts the records that their shards admit; answers when. */
    private long put(List<Placed> placed, StreamRef ref) {
        long now = clock.millis();
        Stream known = streams.read(reader -> access.get(reader, ref));
        for (int i = 0; i < placed.size(); i++) {
            checkSize(
                    placed.get(i),
                    known,
                    placed.size() == 1 ? "data" : "records." + (i + 1) + ".member.data");
        }
        HashRing shards = new HashRing(known.shards());
        for (Placed record : placed) {
            Shard shard = shards.find(record.hash);
            record.shard = shard;
            record.admitted = throughput.admitsWrite(known, shard, record.bytes(), now);
        }
        List<Placed> admitted = placed.stream().filter(record -> record.admitted).toList();
        if (admitted.isEmpty()) {
            return now;
        }
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            HashRing open = new HashRing(stream.shards());
            for (Placed record : admitted) {
                Shard shard = open.find(record.hash);
                record.shard = shard;
                records.append(
                        transaction,
                        stream,
                        shard,
                        now,
                        record.entry.partitionKey(),
                        record.data(),
                        number -> record.number = number);
            }
            return now;
        });
    }

    private static void checkSize(Placed record, Stream stream, String member) {
        long max = (long) stream.recordKibMax() * KIB;
        if (record.bytes() > max) {
            throw KinesisErrors.validationException(
                    "1 validation error detected: Value at '"
                            + member
                            + "' failed to satisfy constraint: Member must have length less than"
                            + " or equal to "
                            + max);
        }
    }
}

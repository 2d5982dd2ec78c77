package brume.services.kinesis.op;

import brume.api.kinesis.GetRecordsInput;
import brume.api.kinesis.GetRecordsOutput;
import brume.api.kinesis.GetShardIteratorInput;
import brume.api.kinesis.GetShardIteratorOutput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.ShardIterator;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamRecord;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Reader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** GetShardIterator and GetRecords: reading a shard by asking again and again. */
public final class Reading {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final StreamStore streams;
    private final RecordStore records;
    private final StreamAccess access;
    private final ShardThroughput throughput;
    private final Positions positions;
    private final Clock clock;

    public Reading(
            StreamStore streams,
            RecordStore records,
            StreamAccess access,
            ShardThroughput throughput,
            Clock clock) {
        this.streams = streams;
        this.records = records;
        this.access = access;
        this.throughput = throughput;
        this.positions = new Positions(records);
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.GET_SHARD_ITERATOR,
                        GetShardIteratorInput::streamName,
                        GetShardIteratorInput::streamARN,
                        this::iterator),
                Operation.of(
                        KinesisApi.GET_RECORDS,
                        (input, call) ->
                                access.permissions(
                                        KinesisApi.GET_RECORDS, ref(parse(input, call), call)),
                        this::read));
    }

    private GetShardIteratorOutput iterator(GetShardIteratorInput input, StreamRef ref, Call call) {
        long now = clock.millis();
        return streams.read(reader -> {
            Stream stream = access.get(reader, ref);
            Shard shard = Shards.get(stream, input.shardId());
            long after =
                    positions.after(
                            reader,
                            stream,
                            shard,
                            input.shardIteratorType(),
                            input.startingSequenceNumber(),
                            input.timestamp(),
                            now);
            return GetShardIteratorOutput.builder()
                    .shardIterator(at(stream, shard, after, now))
                    .build();
        });
    }

    private static String at(Stream stream, Shard shard, long after, long now) {
        return new ShardIterator(
                        stream.account(), stream.name(), stream.id(), shard.index(), after, now)
                .text();
    }

    private ShardIterator parse(GetRecordsInput input, Call call) {
        ShardIterator iterator =
                ShardIterator.find(input.shardIterator())
                        .filter(found -> AccountId.isValid(found.account()))
                        .orElseThrow(Reading::invalid);
        String arn = input.streamARN();
        if (arn != null && !access.stream(null, arn, call).equals(ref(iterator, call))) {
            throw KinesisErrors.invalidArgumentException(
                    "StreamARN " + arn + " does not match the stream of the ShardIterator.");
        }
        return iterator;
    }

    private static RuntimeException invalid() {
        return KinesisErrors.invalidArgumentException("Invalid ShardIterator.");
    }

    private static StreamRef ref(ShardIterator iterator, Call call) {
        return new StreamRef(
                new Scope(new AccountId(iterator.account()), call.region()), iterator.name());
    }

    private GetRecordsOutput read(GetRecordsInput input, Call call) {
        ShardIterator iterator = parse(input, call);
        long now = clock.millis();
        if (now - iterator.issuedMillis() > KinesisQuotas.ITERATOR_MILLIS.value()) {
            throw KinesisErrors.expiredIteratorException(
                    "Iterator expired. The iterator was created at time "
                            + TIME.format(Instant.ofEpochMilli(iterator.issuedMillis()))
                            + " while right now it is "
                            + TIME.format(Instant.ofEpochMilli(now))
                            + " which is further in the future than the tolerated delay of 300000"
                            + " milliseconds.");
        }
        int limit = input.limit() == null ? (int) KinesisQuotas.GET_RECORDS.value() : input.limit();
        return streams.read(reader -> page(reader, iterator, limit, now, call));
    }

    private GetRecordsOutput page(
            Reader reader, ShardIterator iterator, int limit, long now, Call call) {
        Stream stream = access.get(reader, ref(iterator, call));
        if (!stream.id().equals(iterator.streamId())) {
            throw invalid();
        }
        Shard shard = Shards.get(stream, Shard.id(iterator.shard()));
        if (!throughput.admitsRead(stream, shard, now)) {
            throw KinesisErrors.provisionedThroughputExceededException(
                    "Rate exceeded for shard "
                            + shard.id()
                            + " in stream "
                            + stream.name()
                            + " under account "
                            + stream.account()
                            + ".");
        }
        RecordStore.Page page =
                records.read(
                        reader,
                        stream,
                        shard,
                        iterator.after(),
                        now,
                        limit,
                        KinesisQuotas.GET_BYTES.value());
        throughput.read(
                stream, shard, page.records().stream().mapToLong(StreamRecord::bytes).sum());
        boolean over = !page.more() && !shard.isOpen();
        return GetRecordsOutput.builder()
                .records(page.records().stream().map(read -> Shapes.record(shard, read)).toList())
                .nextShardIterator(over ? null : next(stream, shard, iterator, page, now))
                .millisBehindLatest(behind(page, now))
                .childShards(over ? Shapes.children(stream, shard) : null)
                .build();
    }

    private static @Nullable String next(
            Stream stream, Shard shard, ShardIterator iterator, RecordStore.Page page, long now) {
        List<StreamRecord> read = page.records();
        long after = read.isEmpty() ? iterator.after() : read.getLast().number();
        return at(stream, shard, after, now);
    }

    /** How old the last record of a page is if there are others behind it. */
    static long behind(RecordStore.Page page, long now) {
        return page.more() ? Math.max(0, now - page.records().getLast().arrivalMillis()) : 0;
    }
}

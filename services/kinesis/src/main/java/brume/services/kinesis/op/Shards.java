package brume.services.kinesis.op;

import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.MergeShardsInput;
import brume.api.kinesis.SplitShardInput;
import brume.api.kinesis.UpdateShardCountInput;
import brume.api.kinesis.UpdateShardCountOutput;
import brume.base.Clock;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Resharding;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.math.BigInteger;
import java.util.List;

/** Splitting, merging and counting shards. Source of the texts: kinesalite, recorded from AWS. */
public final class Shards {

    private final StreamStore streams;
    private final StreamAccess access;
    private final Clock clock;

    public Shards(StreamStore streams, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.SPLIT_SHARD,
                        SplitShardInput::streamName,
                        SplitShardInput::streamARN,
                        this::split),
                access.on(
                        KinesisApi.MERGE_SHARDS,
                        MergeShardsInput::streamName,
                        MergeShardsInput::streamARN,
                        this::merge),
                access.on(
                        KinesisApi.UPDATE_SHARD_COUNT,
                        UpdateShardCountInput::streamName,
                        UpdateShardCountInput::streamARN,
                        this::resize));
    }

    private Unit split(SplitShardInput input, StreamRef ref, Call call) {
        BigInteger hash = new BigInteger(input.newStartingHashKey());
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            Streams.requireProvisioned(stream);
            Shard shard = open(stream, input.shardToSplit());
            boolean inside =
                    hash.compareTo(shard.startHash().add(BigInteger.ONE)) > 0
                            && hash.compareTo(shard.endHash()) < 0;
            if (!inside) {
                throw KinesisErrors.invalidArgumentException(
                        "NewStartingHashKey "
                                + hash
                                + " used in SplitShard() on shard "
                                + shard.id()
                                + in(stream)
                                + " is not both greater than one plus the shard's StartingHashKey "
                                + shard.startHash()
                                + " and less than the shard's EndingHashKey "
                                + shard.endHash()
                                + ".");
            }
            Streams.checkShards(streams, transaction, ref.scope(), 1);
            checkCount(stream.openShards().size() + 1);
            Resharding resharding = new Resharding(stream, clock.millis());
            resharding.split(shard, hash);
            streams.put(transaction, resharding.result());
            return Unit.INSTANCE;
        });
    }

    private Unit merge(MergeShardsInput input, StreamRef ref, Call call) {
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            Streams.requireProvisioned(stream);
            Shard shard = open(stream, input.shardToMerge());
            Shard adjacent = open(stream, input.adjacentShardToMerge());
            if (!adjacent.follows(shard) && !shard.follows(adjacent)) {
                throw KinesisErrors.invalidArgumentException(
                        "Shards "
                                + shard.id()
                                + " and "
                                + adjacent.id()
                                + in(stream)
                                + " are not an adjacent pair of shards eligible for merging");
            }
            Resharding resharding = new Resharding(stream, clock.millis());
            var ignored = resharding.merge(shard, adjacent);
            streams.put(transaction, resharding.result());
            return Unit.INSTANCE;
        });
    }

    private UpdateShardCountOutput resize(UpdateShardCountInput input, StreamRef ref, Call call) {
        int target = input.targetShardCount();
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            Streams.requireProvisioned(stream);
            int open = stream.openShards().size();
            checkTarget(open, target);
            List<Long> resized = Settings.lastDay(stream.resizedMillis(), clock.millis());
            if (resized.size() >= KinesisQuotas.RESIZES_PER_DAY.value()) {
                throw KinesisErrors.limitExceededException(
                        "UpdateShardCount can be used at most "
                                + KinesisQuotas.RESIZES_PER_DAY.value()
                                + " times per rolling 24-hour period for stream "
                                + stream.name()
                                + ".");
            }
            resized.add(clock.millis());
            Streams.checkShards(streams, transaction, ref.scope(), Math.max(0, target - open));
            checkCount(target);
            Resharding resharding = new Resharding(stream, clock.millis());
            resharding.resize(target);
            streams.put(transaction, resharding.result().withResized(resized));
            return UpdateShardCountOutput.builder()
                    .streamName(stream.name())
                    .streamARN(stream.arn())
                    .currentShardCount(open)
                    .targetShardCount(target)
                    .build();
        });
    }

    private static void checkTarget(int open, int target) {
        if (target > open * 2) {
            throw scaling("scale up over double", open, target);
        }
        if (target * 2 < open) {
            throw scaling("scale down below half", open, target);
        }
    }

    private static ServiceException scaling(String what, int open, int target) {
        return KinesisErrors.limitExceededException(
                "UpdateShardCount cannot "
                        + what
                        + " your current open shard count. Current open shard count: "
                        + open
                        + ", Target shard count: "
                        + target);
    }

    private static void checkCount(int count) {
        if (count > KinesisQuotas.STREAM_SHARDS.value()) {
            throw KinesisErrors.limitExceededException(
                    "A stream cannot have more than "
                            + KinesisQuotas.STREAM_SHARDS.value()
                            + " shards.");
        }
    }

    private static String in(Stream stream) {
        return " in stream " + stream.name() + " under account " + stream.account();
    }

    /** An open shard by its id, which may be short, such as {@code shardId-7}. */
    private static Shard open(Stream stream, String id) {
        Shard shard =
                find(stream, id)
                        .orElseThrow(() ->
                                KinesisErrors.resourceNotFoundException(
                                        "Could not find shard " + id + in(stream) + "."));
        if (!shard.isOpen()) {
            throw KinesisErrors.invalidArgumentException(
                    "Shard "
                            + shard.id()
                            + in(stream)
                            + " has already been merged or split, and thus is not eligible for"
                            + " merging or splitting.");
        }
        return shard;
    }

    /** The shard of an id. */
    static java.util.Optional<Shard> find(Stream stream, String id) {
        String digits = id.substring(id.lastIndexOf('-') + 1);
        if (digits.isEmpty()
                || digits.length() > 12
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return java.util.Optional.empty();
        }
        long index = Long.parseLong(digits);
        return stream.shards().stream().filter(shard -> shard.index() == index).findFirst();
    }

    /**
     * The shard of an id, to be read.
     *
     * @throws ServiceException ResourceNotFoundException
     */
    static Shard get(Stream stream, String id) {
        return find(stream, id)
                .orElseThrow(() ->
                        KinesisErrors.resourceNotFoundException(
                                "Shard " + id + in(stream) + " does not exist"));
    }
}

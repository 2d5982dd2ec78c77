package brume.services.kinesis.op;

import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ShardIteratorType;
import brume.services.kinesis.domain.SequenceNumber;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.store.RecordStore;
import brume.store.Reader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in a shard reading begins: the number that the first record comes after. Source of the
 * texts: kinesalite, recorded from AWS.
 */
final class Positions {

    private final RecordStore records;

    Positions(RecordStore records) {
        this.records = records;
    }

    long after(
            Reader reader,
            Stream stream,
            Shard shard,
            String type,
            @Nullable String sequence,
            @Nullable Instant time,
            long nowMillis) {
        return switch (type) {
            case ShardIteratorType.TRIM_HORIZON -> {
                refuseSequence(type, sequence);
                yield 0;
            }
            case ShardIteratorType.LATEST -> {
                refuseSequence(type, sequence);
                yield reader.lastAppend();
            }
            case ShardIteratorType.AT_SEQUENCE_NUMBER ->
                    Math.max(0, number(stream, shard, type, sequence) - 1);
            case ShardIteratorType.AFTER_SEQUENCE_NUMBER -> number(stream, shard, type, sequence);
            case ShardIteratorType.AT_TIMESTAMP ->
                    at(reader, stream, shard, millis(time, nowMillis));
            default -> throw new IllegalStateException(type);
        };
    }

    private static void refuseSequence(String type, @Nullable String sequence) {
        if (sequence != null) {
            throw either(type, "also a");
        }
    }

    private static RuntimeException either(String type, String and) {
        return KinesisErrors.invalidArgumentException(
                "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and"
                        + " StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no"
                        + " StartingSequenceNumber. Request specified "
                        + type
                        + " and "
                        + and
                        + " StartingSequenceNumber.");
    }

    private static long number(Stream stream, Shard shard, String type, @Nullable String sequence) {
        if (sequence == null) {
            throw either(type, "no");
        }
        String used =
                "StartingSequenceNumber "
                        + sequence
                        + " used in GetShardIterator on shard "
                        + shard.id()
                        + " in stream "
                        + stream.name()
                        + " under account "
                        + stream.account()
                        + " is invalid";
        SequenceNumber number =
                SequenceNumber.find(sequence)
                        .orElseThrow(() -> KinesisErrors.invalidArgumentException(used + "."));
        if (number.shard() != shard.index()) {
            throw KinesisErrors.invalidArgumentException(
                    "Invalid StartingSequenceNumber. It encodes "
                            + Shard.id(number.shard())
                            + ", while it was used in a call to a shard with "
                            + shard.id());
        }
        if (!number.isOf(shard)) {
            throw KinesisErrors.invalidArgumentException(
                    used + " because it did not come from this stream.");
        }
        return number.number();
    }

    private static long millis(@Nullable Instant time, long nowMillis) {
        if (time == null) {
            throw KinesisErrors.invalidArgumentException(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP."
                            + " Current request has no timestamp parameter.");
        }
        long millis = time.toEpochMilli();
        if (millis > nowMillis) {
            throw KinesisErrors.invalidArgumentException(
                    "The timestampInMillis parameter cannot be greater than the"
                            + " currentTimestampInMillis. timestampInMillis: "
                            + millis
                            + ", currentTimestampInMillis: "
                            + nowMillis);
        }
        return millis;
    }

    private long at(Reader reader, Stream stream, Shard shard, long millis) {
        return records.firstAt(reader, stream, shard, millis).orElse(reader.lastAppend() + 1) - 1;
    }
}

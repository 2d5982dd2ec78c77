package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.ShardPosition;
import brume.services.lambda.source.StreamSource.Shard;
import brume.services.lambda.store.EventSourceStore;
import brume.spi.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shards of a stream in the order in which a mapping reads them: parents before children. */
final class StreamShards {

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final EventSourceStore sources;
    private final StreamSource stream;
    private final Clock clock;

    StreamShards(
            EventSourceMapping mapping,
            SourceFunction function,
            EventSourceStore sources,
            StreamSource stream,
            Clock clock) {
        this.mapping = mapping;
        this.function = function;
        this.sources = sources;
        this.stream = stream;
        this.clock = clock;
    }

    /** Fixes where reading starts, once; shards that are opened later are read from their start. */
    void begin() {
        if (sources.begun(mapping)) {
            return;
        }
        Principal role = function.role();
        List<Shard> shards = stream.shards(role);
        List<ShardPosition> positions = new ArrayList<>();
        for (Shard shard : shards) {
            positions.add(start(shard, role));
        }
        var ignored =
                sources.transact(transaction -> {
                    for (int i = 0; i < positions.size(); i++) {
                        sources.putPosition(
                                transaction, mapping, shards.get(i).id(), positions.get(i));
                    }
                    return Boolean.TRUE;
                });
    }

    private ShardPosition start(Shard shard, Principal role) {
        String position = String.valueOf(mapping.settings().startingPosition());
        return switch (position) {
            case "LATEST" ->
                    shard.closed()
                            ? ShardPosition.DONE
                            : ShardPosition.at(
                                    stream.iterator(shard.id(), "LATEST", null, null, role),
                                    clock.now());
            case "AT_TIMESTAMP" ->
                    new ShardPosition(null, null, mapping.settings().startingTime(), false);
            default -> ShardPosition.OLDEST;
        };
    }

    /** The shards that are not read to their end, but whose parents are. */
    List<String> readable() {
        Set<String> unread = new HashSet<>();
        Set<String> listed = new HashSet<>();
        List<String> readable = new ArrayList<>();
        for (Shard shard : stream.shards(function.role())) {
            listed.add(shard.id());
            if (sources.position(mapping, shard.id()).map(ShardPosition::done).orElse(false)) {
                continue;
            }
            if (shard.parents().stream().noneMatch(unread::contains)) {
                readable.add(shard.id());
            }
            unread.add(shard.id());
        }
        sources.keepPositions(mapping, listed);
        return readable;
    }

    /** Where a shard is to be read on. */
    ShardPosition position(String shard) {
        return sources.position(mapping, shard).orElse(ShardPosition.OLDEST);
    }

    void save(String shard, ShardPosition position) {
        var ignored =
                sources.transact(transaction -> {
                    sources.putPosition(transaction, mapping, shard, position);
                    return Boolean.TRUE;
                });
    }

    /**
     * The iterator that comes after {@code sequenceNumber}, or that of the oldest record, or of the
     * first one since a time if the stream knows that.
     */
    String iteratorAfter(String shard, @Nullable String sequenceNumber, @Nullable Instant since) {
        if (sequenceNumber != null) {
            return stream.iterator(
                    shard, "AFTER_SEQUENCE_NUMBER", sequenceNumber, null, function.role());
        }
        boolean byTime = stream.readsByTime() && since != null && !since.isAfter(clock.now());
        return byTime
                ? stream.iterator(shard, "AT_TIMESTAMP", null, since, function.role())
                : stream.iterator(shard, "TRIM_HORIZON", null, null, function.role());
    }
}

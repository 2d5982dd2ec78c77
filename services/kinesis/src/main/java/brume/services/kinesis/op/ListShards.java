package brume.services.kinesis.op;

import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListShardsInput;
import brume.api.kinesis.ListShardsOutput;
import brume.api.kinesis.ShardFilter;
import brume.api.kinesis.ShardFilterType;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** ListShards: the shards of a stream that a filter chooses, page by page. */
public final class ListShards implements Operation<ListShardsInput, ListShardsOutput> {

    private static final int PAGE = 1_000;
    private static final String NONE = "-";

    private final StreamStore streams;
    private final StreamAccess access;
    private final Clock clock;

    /** What a request asks for, itself or by the token of its first one. */
    private record Wanted(StreamRef stream, @Nullable String after, @Nullable ShardFilter filter) {

        String token(String last, long nowMillis) {
            String type = filter == null ? NONE : filter.type();
            Instant time = filter == null ? null : filter.timestamp();
            String text =
                    String.join(
                            "\n",
                            stream.scope().account().value(),
                            stream.name(),
                            last,
                            Long.toString(nowMillis),
                            type,
                            time == null ? NONE : Long.toString(time.toEpochMilli()));
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public ListShards(StreamStore streams, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public OperationModel<ListShardsInput, ListShardsOutput> model() {
        return KinesisApi.LIST_SHARDS;
    }

    @Override
    public List<Permission> permissions(ListShardsInput input, Call call) {
        return access.permissions(model(), wanted(input, call).stream());
    }

    @Override
    public ListShardsOutput handle(ListShardsInput input, Call call) {
        Wanted wanted = wanted(input, call);
        Stream stream = streams.read(reader -> access.get(reader, wanted.stream()));
        checkCreation(stream, input.streamCreationTimestamp());
        Predicate<Shard> filter = filter(stream, wanted.filter(), clock.millis());
        int limit = input.maxResults() == null ? PAGE : input.maxResults();
        List<Shard> found =
                Streams.after(stream.shards(), wanted.after()).stream()
                        .filter(filter)
                        .limit(limit + 1L)
                        .toList();
        boolean more = found.size() > limit;
        List<Shard> page = more ? found.subList(0, limit) : found;
        return ListShardsOutput.builder()
                .shards(page.stream().map(Shapes::shard).toList())
                .nextToken(more ? wanted.token(page.getLast().id(), clock.millis()) : null)
                .build();
    }

    private Wanted wanted(ListShardsInput input, Call call) {
        String token = input.nextToken();
        boolean named = input.streamName() != null || input.streamARN() != null;
        if (token == null) {
            if (!named) {
                throw KinesisErrors.invalidArgumentException(
                        "Either NextToken or StreamName should be provided.");
            }
            return new Wanted(
                    access.stream(input.streamName(), input.streamARN(), call),
                    input.exclusiveStartShardId(),
                    input.shardFilter());
        }
        if (input.streamName() != null) {
            throw KinesisErrors.invalidArgumentException(
                    "NextToken and StreamName cannot be provided together.");
        }
        Wanted wanted = parse(token, call).orElseThrow(Tokens::invalid);
        if (input.streamARN() != null
                && !access.stream(null, input.streamARN(), call).equals(wanted.stream())) {
            throw Tokens.invalid();
        }
        return wanted;
    }

    private Optional<Wanted> parse(String token, Call call) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = text.split("\n", -1);
            if (parts.length != 6 || !AccountId.isValid(parts[0])) {
                return Optional.empty();
            }
            if (clock.millis() - Long.parseLong(parts[3]) > KinesisQuotas.TOKEN_MILLIS.value()) {
                throw KinesisErrors.expiredNextTokenException("The NextToken has expired.");
            }
            Scope scope = new Scope(new AccountId(parts[0]), call.region());
            Instant time =
                    parts[5].equals(NONE) ? null : Instant.ofEpochMilli(Long.parseLong(parts[5]));
            // The page before has come past what AFTER_SHARD_ID named.
            ShardFilter filter =
                    parts[4].equals(NONE) || parts[4].equals(ShardFilterType.AFTER_SHARD_ID)
                            ? null
                            : ShardFilter.builder().type(parts[4]).timestamp(time).build();
            return Optional.of(new Wanted(new StreamRef(scope, parts[1]), parts[2], filter));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells streams of one name apart. */
    static void checkCreation(Stream stream, @Nullable Instant created) {
        if (created != null && created.getEpochSecond() != stream.createdMillis() / 1000) {
            throw KinesisErrors.resourceNotFoundException(
                    "Stream "
                            + stream.name()
                            + " under account "
                            + stream.account()
                            + " with creation timestamp "
                            + created.getEpochSecond()
                            + " not found.");
        }
    }

    /** Source: API Reference, ShardFilter. */
    private static Predicate<Shard> filter(
            Stream stream, @Nullable ShardFilter filter, long nowMillis) {
        if (filter == null) {
            return shard -> true;
        }
        long horizon = stream.horizonMillis(nowMillis);
        return switch (filter.type()) {
            case ShardFilterType.AFTER_SHARD_ID -> {
                String id = require("ShardId", filter.shardId(), filter);
                yield shard -> shard.id().compareTo(id) > 0;
            }
            case ShardFilterType.AT_TRIM_HORIZON -> openAt(stream, horizon);
            case ShardFilterType.FROM_TRIM_HORIZON -> notClosedBefore(horizon);
            case ShardFilterType.AT_LATEST -> Shard::isOpen;
            case ShardFilterType.AT_TIMESTAMP -> openAt(stream, time(filter, nowMillis));
            case ShardFilterType.FROM_TIMESTAMP -> notClosedBefore(time(filter, nowMillis));
            default -> throw new IllegalStateException(filter.type());
        };
    }

    private static long time(ShardFilter filter, long nowMillis) {
        long millis = require("Timestamp", filter.timestamp(), filter).toEpochMilli();
        if (millis > nowMillis) {
            throw KinesisErrors.invalidArgumentException(
                    "The Timestamp of the ShardFilter must not be in the future.");
        }
        return millis;
    }

    private static <T> T require(String name, @Nullable T value, ShardFilter filter) {
        if (value == null) {
            throw KinesisErrors.invalidArgumentException(
                    "ShardFilter of type " + filter.type() + " requires " + name + ".");
        }
        return Objects.requireNonNull(value, name);
    }

    private static Predicate<Shard> openAt(Stream stream, long millis) {
        long time = Math.max(millis, stream.createdMillis());
        return shard -> {
            Long closed = shard.closedMillis();
            return shard.openedMillis() <= time && (closed == null || closed > time);
        };
    }

    private static Predicate<Shard> notClosedBefore(long millis) {
        return shard -> {
            Long closed = shard.closedMillis();
            return closed == null || closed >= millis;
        };
    }
}

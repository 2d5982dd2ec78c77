package brume.services.kinesis.store;

import brume.api.kinesis.KinesisErrors;
import brume.base.Scope;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams and their registered consumers.
 *
 * <ul>
 *   <li>{@code kinesis, stream, account, region, name}: a stream with its shards. Every put reads
 *       it, so that none goes to a shard that was closed before its commit;
 *   <li>{@code kinesis, consumer, stream id, name}: a consumer.
 * </ul>
 */
public final class StreamStore {

    private static final Key STREAMS = Key.of("kinesis", "stream");
    private static final Key CONSUMERS = Key.of("kinesis", "consumer");
    private static final int PARSED_MAX = 10_000;
    private static final int PAGE = 100;

    private final Store store;

    /** The streams that were read last, with the very rows that they were read from. */
    private final ConcurrentMap<Key, Parsed> parsed = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent")
    private record Parsed(byte[] row, Stream stream) {}

    public StreamStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    private static Key prefix(Scope scope) {
        return STREAMS.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(Stream stream) {
        return prefix(stream.scope()).with(stream.name());
    }

    public Optional<Stream> find(Reader reader, Scope scope, String name) {
        Key key = prefix(scope).with(name);
        return reader.findShared(key).map(row -> parse(key, row));
    }

    @SuppressWarnings("ReferenceEquality") // the store shares a row until it is written
    private Stream parse(Key key, byte[] row) {
        Parsed known = parsed.get(key);
        if (known != null && known.row() == row) {
            return known.stream();
        }
        Stream stream = Documents.read(row, Stream.class);
        if (parsed.size() >= PARSED_MAX) {
            parsed.clear();
        }
        parsed.put(key, new Parsed(row, stream));
        return stream;
    }

    /**
     * The stream of a name.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException
     */
    public Stream get(Reader reader, Scope scope, String name) {
        return find(reader, scope, name)
                .orElseThrow(() ->
                        KinesisErrors.resourceNotFoundException(
                                "Stream "
                                        + name
                                        + " under account "
                                        + scope.account().value()
                                        + " not found."));
    }

    public void put(Transaction transaction, Stream stream) {
        transaction.put(key(stream), Documents.write(stream));
    }

    /** Removes a stream with its consumers, without its records. */
    public void delete(Transaction transaction, Stream stream) {
        transaction.delete(key(stream));
        transaction.deleteRange(Range.prefix(CONSUMERS.with(stream.id())));
        transaction.afterCommit(() -> parsed.remove(key(stream)));
    }

    /** At most {@code limit} streams in the order of their names, after one of a name. */
    public List<Stream> list(Reader reader, Scope scope, @Nullable String after, int limit) {
        Key prefix = prefix(scope);
        Range range =
                after == null ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        return reader.list(range, limit).stream()
                .map(entry -> Documents.read(entry.value(), Stream.class))
                .toList();
    }

    /** Every stream of a scope; there are as many as the quota of shards lets be. */
    public List<Stream> all(Reader reader, Scope scope) {
        return list(reader, scope, null, Integer.MAX_VALUE);
    }

    /** Visits every stream of every account, from one snapshot each hundred. */
    public void forEach(Consumer<Stream> visitor) {
        Range range = Range.prefix(STREAMS);
        while (true) {
            Range page = range;
            List<Stream> streams =
                    read(reader ->
                            reader.list(page, PAGE).stream()
                                    .map(entry -> Documents.read(entry.value(), Stream.class))
                                    .toList());
            streams.forEach(visitor);
            if (streams.size() < PAGE) {
                return;
            }
            range = Range.after(STREAMS, key(streams.getLast()));
        }
    }

    // Consumers

    public Optional<StreamConsumer> findConsumer(Reader reader, Stream stream, String name) {
        return reader.find(CONSUMERS.with(stream.id()).with(name))
                .map(row -> Documents.read(row, StreamConsumer.class));
    }

    public List<StreamConsumer> consumers(Reader reader, Stream stream) {
        return reader.list(Range.prefix(CONSUMERS.with(stream.id())), Integer.MAX_VALUE).stream()
                .map(entry -> Documents.read(entry.value(), StreamConsumer.class))
                .toList();
    }

    public void putConsumer(Transaction transaction, Stream stream, StreamConsumer consumer) {
        transaction.put(
                CONSUMERS.with(stream.id()).with(consumer.name()), Documents.write(consumer));
    }

    public void deleteConsumer(Transaction transaction, Stream stream, StreamConsumer consumer) {
        transaction.delete(CONSUMERS.with(stream.id()).with(consumer.name()));
    }
}

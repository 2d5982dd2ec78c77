package brume.services.sns.store;

import brume.api.sns.SnsErrors;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.sns.domain.SnsQuotas;
import brume.services.sns.domain.Subscriber;
import brume.services.sns.domain.Topic;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Topics, their subscriptions, and what FIFO topics remember. */
public final class TopicStore {

    private static final Key TOPICS = Key.of("sns", "topic");
    private static final Key SUBSCRIPTIONS = Key.of("sns", "subscription");
    private static final Key NUMBERS = Key.of("sns", "last-number");
    private static final Key DUPLICATES = Key.of("sns", "duplicate");
    private static final Key EXPIRIES = Key.of("sns", "duplicate-expiry");
    private static final int FORGOTTEN_AT_ONCE = 20;

    private final Store store;

    public TopicStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public Optional<Topic> find(Reader reader, Arn arn) {
        return reader.find(under(TOPICS, arn)).map(row -> Documents.read(row, Topic.class));
    }

    public Topic get(Reader reader, Arn arn) {
        return find(reader, arn)
                .orElseThrow(() -> SnsErrors.notFoundException("Topic does not exist"));
    }

    public void put(Transaction transaction, Topic topic) {
        transaction.put(in(TOPICS, topic.scope()).with(topic.name()), Documents.write(topic));
    }

    /** Deletes a topic with its subscriptions. */
    public void delete(Transaction transaction, Topic topic) {
        Arn arn = topic.scope().arn("sns", topic.name());
        transaction.delete(under(TOPICS, arn));
        transaction.deleteRange(Range.prefix(under(SUBSCRIPTIONS, arn)));
    }

    /** One topic more than a page has. */
    public List<Topic> topics(Reader reader, Scope scope, @Nullable String after) {
        Key folder = in(TOPICS, scope);
        Range range =
                after == null ? Range.prefix(folder) : Range.after(folder, folder.with(after));
        return reader.list(range, (int) SnsQuotas.PAGE.value() + 1).stream()
                .map(entry -> Documents.read(entry.value(), Topic.class))
                .toList();
    }

    // Subscriptions

    public Optional<Subscriber> find(Reader reader, Arn topic, String id) {
        return reader.find(under(SUBSCRIPTIONS, topic).with(id)).map(TopicStore::subscriber);
    }

    public void put(Transaction transaction, Arn topic, Subscriber subscriber) {
        transaction.put(
                under(SUBSCRIPTIONS, topic).with(subscriber.id()), Documents.write(subscriber));
    }

    public void delete(Transaction transaction, Arn topic, String id) {
        transaction.delete(under(SUBSCRIPTIONS, topic).with(id));
    }

    public List<Subscriber> subscribers(Reader reader, Arn topic) {
        return reader
                .list(
                        Range.prefix(under(SUBSCRIPTIONS, topic)),
                        (int) SnsQuotas.SUBSCRIPTIONS.value())
                .stream()
                .map(entry -> subscriber(entry.value()))
                .toList();
    }

    /**
     * One subscription more than a page has, of a topic or of all topics.
     *
     * @param after the topic's name and the id, with a slash between
     */
    public List<Subscriber> subscriptions(
            Reader reader, Scope scope, Optional<Arn> topic, @Nullable String after) {
        Key all = in(SUBSCRIPTIONS, scope);
        Key folder = topic.map(arn -> under(SUBSCRIPTIONS, arn)).orElse(all);
        Range range = Range.prefix(folder);
        if (after != null) {
            int slash = after.indexOf('/');
            range =
                    Range.after(
                            folder,
                            all.with(after.substring(0, Math.max(slash, 0)))
                                    .with(after.substring(slash + 1)));
        }
        return reader.list(range, (int) SnsQuotas.PAGE.value() + 1).stream()
                .map(entry -> subscriber(entry.value()))
                .toList();
    }

    private static Subscriber subscriber(byte[] row) {
        return Documents.read(row, Subscriber.class);
    }

    // FIFO

    /** The next number of a topic. */
    public long nextNumber(Transaction transaction, Arn topic) {
        Key key = under(NUMBERS, topic);
        long next = transaction.find(key).map(row -> ByteBuffer.wrap(row).getLong()).orElse(0L) + 1;
        transaction.put(key, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
        return next;
    }

    /** The answer to the message that was published with this id less than five minutes ago. */
    public Optional<String> findDuplicate(Reader reader, Arn topic, String id, long now) {
        return reader.find(under(DUPLICATES, topic).with(id))
                .filter(row -> ByteBuffer.wrap(row).getLong() > now)
                .map(row ->
                        new String(
                                row, Long.BYTES, row.length - Long.BYTES, StandardCharsets.UTF_8));
    }

    /** Remembers an id, and forgets some of those whose time is over. */
    public void remember(Transaction transaction, Arn topic, String id, String answer, long now) {
        long until = now + SnsQuotas.DEDUPLICATION_SECONDS.value() * 1000;
        Key expiries = under(EXPIRIES, topic);
        for (Entry entry :
                transaction.list(
                        new Range(expiries, expiries.with(now), false), FORGOTTEN_AT_ONCE)) {
            KeyReader tuple = entry.key().after(expiries);
            long over = tuple.number();
            Key old = under(DUPLICATES, topic).with(tuple.string());
            transaction.delete(entry.key());
            transaction
                    .find(old)
                    .filter(row -> ByteBuffer.wrap(row).getLong() == over)
                    .ifPresent(row -> transaction.delete(old));
        }
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        transaction.put(
                under(DUPLICATES, topic).with(id),
                ByteBuffer.allocate(Long.BYTES + text.length).putLong(until).put(text).array());
        transaction.put(expiries.with(until).with(id), new byte[0]);
    }

    private static Key in(Key folder, Scope scope) {
        return folder.with(scope.account().value()).with(scope.region().value());
    }

    private static Key under(Key folder, Arn topic) {
        return folder.with(topic.account()).with(topic.region()).with(topic.resource());
    }
}

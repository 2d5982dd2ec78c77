package brume.services.sqs.store;

import brume.api.sqs.SqsErrors;
import brume.base.Scope;
import brume.services.sqs.domain.Queue;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The queues themselves, and which of them send their dead letters where. */
public final class QueueStore {

    private static final Key QUEUES = Key.of("sqs", "queue");
    private static final Key SOURCES = Key.of("sqs", "dead-letter-source");

    private final Store store;

    public QueueStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public Optional<Queue> find(Reader reader, Scope scope, String name) {
        return reader.find(in(QUEUES, scope).with(name))
                .map(bytes -> Documents.read(bytes, Queue.class));
    }

    public Queue get(Reader reader, Scope scope, String name) {
        return find(reader, scope, name)
                .orElseThrow(
                        () -> SqsErrors.queueDoesNotExist("The specified queue does not exist."));
    }

    /** The same queue as it is now; it is gone also if another one has its name. */
    public Queue again(Reader reader, Queue queue) {
        return find(reader, queue.scope(), queue.name())
                .filter(found -> found.id().equals(queue.id()))
                .orElseThrow(
                        () -> SqsErrors.queueDoesNotExist("The specified queue does not exist."));
    }

    public void put(Transaction transaction, Queue queue) {
        find(transaction, queue.scope(), queue.name())
                .ifPresent(before -> unlink(transaction, before));
        transaction.put(key(queue), Documents.write(queue));
        queue.redrive()
                .ifPresent(redrive ->
                        transaction.put(
                                sources(queue.scope(), redrive.target().resource())
                                        .with(queue.name()),
                                new byte[0]));
    }

    public void delete(Transaction transaction, Queue queue) {
        unlink(transaction, queue);
        transaction.delete(key(queue));
    }

    private static void unlink(Transaction transaction, Queue queue) {
        queue.redrive()
                .ifPresent(redrive ->
                        transaction.delete(
                                sources(queue.scope(), redrive.target().resource())
                                        .with(queue.name())));
    }

    /** Names of queues in their order, one more than a page has. */
    public List<String> names(
            Reader reader, Scope scope, String prefix, @Nullable String after, int limit) {
        return names(reader, in(QUEUES, scope), prefix, after, limit);
    }

    /** Names of the queues whose dead letters go to the queue {@code target}. */
    public List<String> sources(
            Reader reader, Scope scope, String target, @Nullable String after, int limit) {
        return names(reader, sources(scope, target), "", after, limit);
    }

    private static List<String> names(
            Reader reader, Key folder, String prefix, @Nullable String after, int limit) {
        List<String> names = new ArrayList<>();
        Key from = folder.withRaw(prefix.getBytes(StandardCharsets.UTF_8));
        if (after != null) {
            Key next = folder.with(after).successor();
            from = next.compareTo(from) > 0 ? next : from;
        }
        reader.scan(
                new Range(from, folder.end(), false),
                (key, value) -> {
                    String name = key.after(folder).string();
                    if (!name.startsWith(prefix)) {
                        return false;
                    }
                    names.add(name);
                    return names.size() <= limit;
                });
        return names;
    }

    /** Visits every queue of every account, from one snapshot each hundred. */
    public void forEach(Consumer<Queue> visitor) {
        List<Queue> page = page(QUEUES);
        while (!page.isEmpty()) {
            page.forEach(visitor);
            page = page(key(page.getLast()).successor());
        }
    }

    private List<Queue> page(Key from) {
        return store.read(reader ->
                reader.list(new Range(from, QUEUES.end(), false), 100).stream()
                        .map(entry -> Documents.read(entry.value(), Queue.class))
                        .toList());
    }

    private static Key key(Queue queue) {
        return in(QUEUES, queue.scope()).with(queue.name());
    }

    private static Key sources(Scope scope, String target) {
        return in(SOURCES, scope).with(target);
    }

    private static Key in(Key folder, Scope scope) {
        return folder.with(scope.account().value()).with(scope.region().value());
    }
}

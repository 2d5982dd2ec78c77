package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.EventInvokeConfig;
import brume.services.lambda.domain.FunctionReference;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/**
 * The settings for asynchronous events: {@code lambda, event-invoke, account, region, function,
 * qualifier}.
 */
public final class EventInvokeStore {

    private static final Key CONFIGS = Key.of("lambda", "event-invoke");

    private static Key prefix(Scope scope, String function) {
        return CONFIGS.with(scope.account().value()).with(scope.region().value()).with(function);
    }

    private static Key key(FunctionReference reference) {
        return prefix(reference.scope(), reference.name())
                .with(reference.qualifier().orElse(FunctionReference.LATEST));
    }

    public Optional<EventInvokeConfig> find(Reader reader, FunctionReference reference) {
        return reader.find(key(reference)).map(EventInvokeStore::decode);
    }

    public void put(Transaction transaction, EventInvokeConfig config) {
        transaction.put(key(config.reference()), Documents.write(config));
    }

    public void delete(Transaction transaction, FunctionReference reference) {
        transaction.delete(key(reference));
    }

    public void deleteAll(Transaction transaction, Scope scope, String function) {
        transaction.deleteRange(Range.prefix(prefix(scope, function)));
    }

    /** At most {@code limit} settings of a function whose qualifiers come after {@code after}. */
    public List<EventInvokeConfig> list(
            Reader reader, Scope scope, String function, Optional<String> after, int limit) {
        Key prefix = prefix(scope, function);
        Range range =
                after.map(qualifier -> Range.after(prefix, prefix.with(qualifier)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(EventInvokeStore::decode)
                .toList();
    }

    private static EventInvokeConfig decode(byte[] row) {
        return Documents.read(row, EventInvokeConfig.class);
    }
}

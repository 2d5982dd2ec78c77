package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.FunctionUrl;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/**
 * The function URLs.
 *
 * <ul>
 *   <li>{@code lambda, url, account, region, function, alias}: the URL, $LATEST's under an empty
 *       alias;
 *   <li>{@code lambda, url-id, id}: the key of the row before, by the id in the host name.
 * </ul>
 */
public final class UrlStore {

    private static final Key URLS = Key.of("lambda", "url");
    private static final Key IDS = Key.of("lambda", "url-id");

    private static Key prefix(Scope scope, String function) {
        return URLS.with(scope.account().value()).with(scope.region().value()).with(function);
    }

    private static Key key(FunctionReference reference) {
        return prefix(reference.scope(), reference.name()).with(reference.qualifier().orElse(""));
    }

    /** The URL of exactly this function or alias. */
    public Optional<FunctionUrl> find(Reader reader, FunctionReference reference) {
        return reader.find(key(reference)).map(UrlStore::decode);
    }

    public Optional<FunctionUrl> findById(Reader reader, String id) {
        return reader.find(IDS.with(id))
                .flatMap(key -> reader.find(Key.raw(key)))
                .map(UrlStore::decode);
    }

    public void put(Transaction transaction, FunctionUrl url) {
        Key key = key(url.reference());
        transaction.put(key, Documents.write(url));
        transaction.put(IDS.with(url.id()), key.toBytes());
    }

    public void delete(Transaction transaction, FunctionReference reference) {
        find(transaction, reference)
                .ifPresent(url -> {
                    transaction.delete(key(reference));
                    transaction.delete(IDS.with(url.id()));
                });
    }

    /** Deletes the URLs of a function and of its aliases. */
    public void deleteAll(Transaction transaction, Scope scope, String function) {
        list(transaction, scope, function, Optional.empty(), Integer.MAX_VALUE)
                .forEach(url -> delete(transaction, url.reference()));
    }

    /** At most {@code limit} URLs of a function whose aliases come after {@code after}. */
    public List<FunctionUrl> list(
            Reader reader, Scope scope, String function, Optional<String> after, int limit) {
        Key prefix = prefix(scope, function);
        Range range =
                after.map(alias -> Range.after(prefix, prefix.with(alias)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream().map(Entry::value).map(UrlStore::decode).toList();
    }

    private static FunctionUrl decode(byte[] row) {
        return Documents.read(row, FunctionUrl.class);
    }
}

package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/** The aliases: {@code lambda, alias, account, region, function, name}. */
public final class AliasStore {

    private static final Key ALIASES = Key.of("lambda", "alias");

    private static Key prefix(Scope scope, String function) {
        return ALIASES.with(scope.account().value()).with(scope.region().value()).with(function);
    }

    /** The alias that the qualifier of {@code reference} names. */
    public Optional<Alias> find(Reader reader, FunctionReference reference) {
        return reference
                .qualifier()
                .flatMap(
                        name -> reader.find(prefix(reference.scope(), reference.name()).with(name)))
                .map(AliasStore::decode);
    }

    public void put(Transaction transaction, Alias alias) {
        FunctionReference reference = alias.reference();
        transaction.put(
                prefix(reference.scope(), reference.name()).with(alias.name()),
                Documents.write(alias));
    }

    public void delete(Transaction transaction, FunctionReference reference) {
        reference
                .qualifier()
                .ifPresent(name ->
                        transaction.delete(prefix(reference.scope(), reference.name()).with(name)));
    }

    /** Deletes all aliases of a function. */
    public void deleteAll(Transaction transaction, Scope scope, String function) {
        transaction.deleteRange(Range.prefix(prefix(scope, function)));
    }

    /** At most {@code limit} aliases of a function whose names come after {@code after}. */
    public List<Alias> list(
            Reader reader, Scope scope, String function, Optional<String> after, int limit) {
        Key prefix = prefix(scope, function);
        Range range =
                after.map(name -> Range.after(prefix, prefix.with(name)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(AliasStore::decode)
                .toList();
    }

    private static Alias decode(byte[] row) {
        return Documents.read(row, Alias.class);
    }
}

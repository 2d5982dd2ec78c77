package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.ProvisionedConfig;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of provisioned concurrency: {@code lambda, provisioned, account, region, function,
 * qualifier}.
 */
public final class ProvisionedStore {

    private static final Key CONFIGS = Key.of("lambda", "provisioned");

    private static Key prefix(Scope scope, String function) {
        return CONFIGS.with(scope.account().value()).with(scope.region().value()).with(function);
    }

    private static Key key(FunctionReference reference) {
        return prefix(reference.scope(), reference.name())
                .with(reference.qualifier().orElse(FunctionReference.LATEST));
    }

    public Optional<ProvisionedConfig> find(Reader reader, FunctionReference reference) {
        return reader.find(key(reference)).map(ProvisionedStore::decode);
    }

    public void put(Transaction transaction, ProvisionedConfig config) {
        transaction.put(key(config.reference()), Documents.write(config));
    }

    public void delete(Transaction transaction, FunctionReference reference) {
        transaction.delete(key(reference));
    }

    public void deleteAll(Transaction transaction, Scope scope, String function) {
        transaction.deleteRange(Range.prefix(prefix(scope, function)));
    }

    /** At most {@code limit} settings of a function whose qualifiers come after {@code after}. */
    public List<ProvisionedConfig> list(
            Reader reader, Scope scope, String function, Optional<String> after, int limit) {
        Key prefix = prefix(scope, function);
        Range range =
                after.map(qualifier -> Range.after(prefix, prefix.with(qualifier)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(ProvisionedStore::decode)
                .toList();
    }

    /** The settings of all functions of all accounts. */
    public List<ProvisionedConfig> all(Reader reader) {
        List<ProvisionedConfig> all = new ArrayList<>();
        reader.scan(
                Range.prefix(CONFIGS),
                (key, row) -> {
                    all.add(decode(row));
                    return true;
                });
        return all;
    }

    private static ProvisionedConfig decode(byte[] row) {
        return Documents.read(row, ProvisionedConfig.class);
    }
}

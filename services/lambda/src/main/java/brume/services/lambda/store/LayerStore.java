package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.LayerReference;
import brume.services.lambda.domain.LayerVersion;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/**
 * The layers.
 *
 * <ul>
 *   <li>{@code lambda, layer, account, region, name}: the last number given;
 *   <li>{@code lambda, layer-version, account, region, name, number}: a version.
 * </ul>
 */
public final class LayerStore {

    private static final Key LAYERS = Key.of("lambda", "layer");
    private static final Key VERSIONS = Key.of("lambda", "layer-version");

    private record Numbering(String name, long last) {}

    private static Key prefix(Key kind, Scope scope) {
        return kind.with(scope.account().value()).with(scope.region().value());
    }

    private static Key versions(LayerReference layer) {
        return prefix(VERSIONS, layer.scope()).with(layer.name());
    }

    /** The next number of a layer; none is given twice. */
    public long nextNumber(Transaction transaction, LayerReference layer) {
        Key key = prefix(LAYERS, layer.scope()).with(layer.name());
        long next =
                1
                        + transaction
                                .find(key)
                                .map(row -> Documents.read(row, Numbering.class).last())
                                .orElse(0L);
        transaction.put(key, Documents.write(new Numbering(layer.name(), next)));
        return next;
    }

    public Optional<LayerVersion> find(Reader reader, LayerReference reference) {
        return reader.find(versions(reference).with(reference.version())).map(LayerStore::decode);
    }

    public void put(Transaction transaction, LayerVersion version) {
        transaction.put(
                versions(version.reference()).with(version.number()), Documents.write(version));
    }

    public void delete(Transaction transaction, LayerVersion version) {
        transaction.delete(versions(version.reference()).with(version.number()));
    }

    /** At most {@code limit} versions below {@code below}, the newest first. */
    public List<LayerVersion> versions(
            Reader reader, LayerReference layer, Optional<Long> below, int limit) {
        Key prefix = versions(layer);
        Range range =
                below.map(number -> new Range(prefix, prefix.with(number), true))
                        .orElseGet(() -> Range.prefix(prefix).reversed());
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(LayerStore::decode)
                .toList();
    }

    /**
     * At most {@code limit} names of layers after {@code after}, also of those without versions.
     */
    public List<String> names(Reader reader, Scope scope, Optional<String> after, int limit) {
        Key prefix = prefix(LAYERS, scope);
        Range range =
                after.map(name -> Range.after(prefix, prefix.with(name)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(row -> Documents.read(row.value(), Numbering.class).name())
                .toList();
    }

    private static LayerVersion decode(byte[] row) {
        return Documents.read(row, LayerVersion.class);
    }
}

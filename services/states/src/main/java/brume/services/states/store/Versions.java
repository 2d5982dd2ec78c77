package brume.services.states.store;

import brume.base.Scope;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/**
 * The rows of versions, {@code states/version/account/region/machine/-number} (newest first), and
 * of aliases, {@code states/alias/account/region/machine/name}.
 */
public final class Versions {

    private static Key key(String kind, Scope scope, String machine) {
        return Key.of("states", kind, scope.account().value(), scope.region().value(), machine);
    }

    private static Key versions(Scope scope, String machine) {
        return key("version", scope, machine);
    }

    private static Key aliases(Scope scope, String machine) {
        return key("alias", scope, machine);
    }

    public Optional<VersionRecord> find(Reader reader, Scope scope, String machine, long number) {
        return reader.find(versions(scope, machine).with(-number)).map(Versions::version);
    }

    private static VersionRecord version(byte[] bytes) {
        return Documents.read(bytes, VersionRecord.class);
    }

    /** At most {@code limit} versions, newest first, that are older than {@code before}. */
    public List<VersionRecord> list(
            Reader reader, Scope scope, String machine, Optional<Long> before, int limit) {
        Key prefix = versions(scope, machine);
        Range range =
                before.map(number -> Range.after(prefix, prefix.with(-number)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream().map(Entry::value).map(Versions::version).toList();
    }

    public void put(Transaction transaction, Scope scope, String machine, VersionRecord version) {
        transaction.put(versions(scope, machine).with(-version.number()), Documents.write(version));
    }

    public void delete(Transaction transaction, Scope scope, String machine, long number) {
        transaction.delete(versions(scope, machine).with(-number));
    }

    public Optional<AliasRecord> findAlias(
            Reader reader, Scope scope, String machine, String name) {
        return reader.find(aliases(scope, machine).with(name)).map(Versions::alias);
    }

    private static AliasRecord alias(byte[] bytes) {
        return Documents.read(bytes, AliasRecord.class);
    }

    /** At most {@code limit} aliases, by name, that come after {@code after}. */
    public List<AliasRecord> listAliases(
            Reader reader, Scope scope, String machine, Optional<String> after, int limit) {
        Key prefix = aliases(scope, machine);
        Range range =
                after.map(name -> Range.after(prefix, prefix.with(name)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream().map(Entry::value).map(Versions::alias).toList();
    }

    public void put(Transaction transaction, Scope scope, String machine, AliasRecord alias) {
        transaction.put(aliases(scope, machine).with(alias.name()), Documents.write(alias));
    }

    public void deleteAlias(Transaction transaction, Scope scope, String machine, String name) {
        transaction.delete(aliases(scope, machine).with(name));
    }

    /** Deletes all versions and aliases of a machine. */
    public void clear(Transaction transaction, Scope scope, String machine) {
        transaction.deleteRange(Range.prefix(versions(scope, machine)));
        transaction.deleteRange(Range.prefix(aliases(scope, machine)));
    }
}

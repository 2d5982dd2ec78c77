package brume.services.lambda.store;

import brume.api.lambda.LambdaErrors;
import brume.base.Scope;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.PolicyOwner;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The functions and their versions; the only class that knows their keys and bytes.
 *
 * <ul>
 *   <li>{@code lambda, function, account, region, name}: $LATEST;
 *   <li>{@code lambda, version, account, region, name, number}: a published version.
 * </ul>
 */
public final class FunctionStore {

    private static final Key FUNCTIONS = Key.of("lambda", "function");
    private static final Key VERSIONS = Key.of("lambda", "version");
    private static final int DECODED_MAX = 1_000;

    private final Store store;
    private final CodeStore code;
    private final AliasStore aliases = new AliasStore();
    private final LayerStore layers = new LayerStore();
    private final CodeSigningStore codeSignings = new CodeSigningStore();
    private final UrlStore urls = new UrlStore();
    private final EventInvokeStore eventInvokes = new EventInvokeStore();
    private final ProvisionedStore provisioned = new ProvisionedStore();
    private final Map<Key, Decoded> decoded = new ConcurrentHashMap<>();

    /** A row and what it says; every invocation asks for its function, and few of them change. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Decoded(byte[] row, LambdaFunction function) {}

    public FunctionStore(Store store) {
        this.store = store;
        this.code = new CodeStore(store);
    }

    public CodeStore code() {
        return code;
    }

    public AliasStore aliases() {
        return aliases;
    }

    public EventInvokeStore eventInvokes() {
        return eventInvokes;
    }

    public ProvisionedStore provisioned() {
        return provisioned;
    }

    public CodeSigningStore codeSignings() {
        return codeSignings;
    }

    public UrlStore urls() {
        return urls;
    }

    public LayerStore layers() {
        return layers;
    }

    public <T> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    private static Key prefix(Key kind, Scope scope) {
        return kind.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(Scope scope, String name) {
        return prefix(FUNCTIONS, scope).with(name);
    }

    private static Key versions(Scope scope, String name) {
        return prefix(VERSIONS, scope).with(name);
    }

    private static Key key(LambdaFunction function) {
        return function.isLatest()
                ? key(function.scope(), function.name())
                : versions(function.scope(), function.name())
                        .with(Long.parseLong(function.version()));
    }

    /** The $LATEST of a function. */
    public Optional<LambdaFunction> find(Reader reader, Scope scope, String name) {
        return row(reader, key(scope, name));
    }

    private Optional<LambdaFunction> row(Reader reader, Key key) {
        return reader.find(key).map(row -> remembered(key, row));
    }

    /** The function of a row, without reading it again if it is the same as the last time. */
    private LambdaFunction remembered(Key key, byte[] row) {
        Decoded known = decoded.get(key);
        if (known != null && Arrays.equals(known.row, row)) {
            return known.function;
        }
        if (decoded.size() >= DECODED_MAX) {
            decoded.clear();
        }
        Decoded fresh = new Decoded(row, decode(row));
        decoded.put(key, fresh);
        return fresh.function;
    }

    /**
     * The version that a request names, or that the alias leads to which it names.
     *
     * @param fraction a random number in [0, 1), by which an alias with weights chooses; 1 for its
     *     own version
     */
    public Optional<LambdaFunction> find(
            Reader reader, FunctionReference reference, double fraction) {
        if (reference.isLatest()) {
            return find(reader, reference.scope(), reference.name());
        }
        Optional<Long> number = reference.versionNumber();
        if (number.isPresent()) {
            return version(reader, reference, number.get());
        }
        return aliases.find(reader, reference)
                .map(alias -> reference.withQualifier(alias.choose(fraction)))
                .flatMap(chosen -> find(reader, chosen, fraction));
    }

    private Optional<LambdaFunction> version(
            Reader reader, FunctionReference reference, long number) {
        return row(reader, versions(reference.scope(), reference.name()).with(number))
                .flatMap(version ->
                        find(reader, reference.scope(), reference.name()).map(version::under));
    }

    public Optional<LambdaFunction> find(FunctionReference reference, double fraction) {
        return store.read(reader -> find(reader, reference, fraction));
    }

    /**
     * The version that a request names.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException if it, the alias or the
     *     function is missing
     */
    public LambdaFunction get(FunctionReference reference) {
        return store.read(reader -> get(reader, reference));
    }

    /** As {@link #get(FunctionReference)}, in a transaction. */
    public LambdaFunction get(Reader reader, FunctionReference reference) {
        return find(reader, reference, 1).orElseThrow(() -> notFound(reference));
    }

    public static RuntimeException notFound(FunctionReference reference) {
        return LambdaErrors.resourceNotFoundException(
                "Function not found: " + reference.qualifiedArn());
    }

    /** What carries the policy that counts for a request: a version, or the alias itself. */
    public Optional<PolicyOwner> findPolicyOwner(Reader reader, FunctionReference reference) {
        if (reference.isLatest() || reference.versionNumber().isPresent()) {
            return find(reader, reference, 1).map(PolicyOwner.class::cast);
        }
        return aliases.find(reader, reference).map(PolicyOwner.class::cast);
    }

    public void putPolicyOwner(Transaction transaction, PolicyOwner owner) {
        switch (owner) {
            case LambdaFunction function -> put(transaction, function);
            case Alias alias -> aliases.put(transaction, alias);
        }
    }

    /** Changes the $LATEST of the function that a request names, in one transaction. */
    public LambdaFunction update(
            FunctionReference reference, UnaryOperator<LambdaFunction> change) {
        return store.transact(transaction -> {
            LambdaFunction changed = change.apply(get(transaction, reference.unqualified()));
            put(transaction, changed);
            return changed;
        });
    }

    public void put(Transaction transaction, LambdaFunction version) {
        transaction.put(key(version), Documents.write(version));
    }

    /** Keeps the zips of a version and of its layers. */
    public void keepCode(Transaction transaction, LambdaFunction version) {
        version.codeIds().forEach(id -> code.share(transaction, id, version.qualifiedArn()));
    }

    /** Deletes one published version. */
    public void deleteVersion(Transaction transaction, LambdaFunction version) {
        transaction.delete(key(version));
        provisioned.delete(
                transaction,
                new FunctionReference(
                        version.scope(), version.name(), Optional.of(version.version())));
        version.codeIds().forEach(id -> code.release(transaction, id, version.qualifiedArn()));
    }

    /** Deletes a function with all that belongs to it; answers its versions. */
    public List<LambdaFunction> delete(Transaction transaction, LambdaFunction latest) {
        List<LambdaFunction> all = new ArrayList<>(List.of(latest));
        transaction.scan(
                Range.prefix(versions(latest.scope(), latest.name())),
                (key, row) -> all.add(decode(row)));
        all.forEach(version -> deleteVersion(transaction, version));
        aliases.deleteAll(transaction, latest.scope(), latest.name());
        urls.deleteAll(transaction, latest.scope(), latest.name());
        eventInvokes.deleteAll(transaction, latest.scope(), latest.name());
        provisioned.deleteAll(transaction, latest.scope(), latest.name());
        return all;
    }

    /** At most {@code limit} functions, as $LATEST, whose names come after {@code after}. */
    public List<LambdaFunction> list(Scope scope, Optional<String> after, int limit) {
        Key prefix = prefix(FUNCTIONS, scope);
        Range range =
                after.map(name -> Range.after(prefix, key(scope, name)))
                        .orElseGet(() -> Range.prefix(prefix));
        List<Entry> rows = store.read(reader -> reader.list(range, limit));
        return rows.stream().map(Entry::value).map(FunctionStore::decode).toList();
    }

    /**
     * The versions of a function, $LATEST first.
     *
     * @param after the version to continue after, or empty for all; 0 is $LATEST
     */
    public List<LambdaFunction> versions(LambdaFunction latest, Optional<Long> after, int limit) {
        Key prefix = versions(latest.scope(), latest.name());
        List<LambdaFunction> page = new ArrayList<>();
        if (after.isEmpty()) {
            page.add(latest);
        }
        Range range = Range.after(prefix, prefix.with(after.orElse(0L)));
        store.read(reader -> reader.list(range, limit - page.size()))
                .forEach(row -> page.add(decode(row.value()).under(latest)));
        return page;
    }

    /** Visits the $LATEST of every function of every account. */
    public void forEach(Consumer<LambdaFunction> visitor) {
        store.read(reader -> {
            reader.scan(
                    Range.prefix(FUNCTIONS),
                    (key, row) -> {
                        visitor.accept(decode(row));
                        return true;
                    });
            return Boolean.TRUE;
        });
    }

    private static LambdaFunction decode(byte[] row) {
        return Documents.read(row, LambdaFunction.class);
    }
}

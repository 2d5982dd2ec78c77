package brume.services.lambda.store;

import brume.api.lambda.LambdaErrors;
import brume.base.Scope;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The rows of Lambda; the only class that knows their keys and bytes.
 *
 * <ul>
 *   <li>{@code lambda, function, account, region, name}: the function;
 *   <li>{@code lambda, code, id, number}: a part of an uploaded zip.
 * </ul>
 */
public final class FunctionStore {

    private static final Key FUNCTIONS = Key.of("lambda", "function");
    private static final Key CODE = Key.of("lambda", "code");
    private static final int PART_BYTES = 512 * 1024;
    private static final int DECODED_MAX = 1_000;

    private final Store store;
    private final Map<Key, Decoded> decoded = new ConcurrentHashMap<>();

    /** A row and what it says; every invocation asks for its function, and few of them change. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Decoded(byte[] row, LambdaFunction function) {}

    public FunctionStore(Store store) {
        this.store = store;
    }

    public <T> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    private static Key key(Scope scope, String name) {
        return prefix(scope).with(name);
    }

    private static Key prefix(Scope scope) {
        return FUNCTIONS.with(scope.account().value()).with(scope.region().value());
    }

    public Optional<LambdaFunction> find(Reader reader, Scope scope, String name) {
        Key key = key(scope, name);
        return reader.find(key).map(row -> remembered(key, row));
    }

    public Optional<LambdaFunction> find(Scope scope, String name) {
        return store.read(reader -> find(reader, scope, name));
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
     * The function that a request names.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException if it, or the version, is
     *     missing
     */
    public LambdaFunction get(FunctionReference reference) {
        return find(reference.scope(), reference.name())
                .filter(f -> isLatest(reference))
                .orElseThrow(() -> notFound(reference));
    }

    /** As {@link #get(FunctionReference)}, in a transaction. */
    public LambdaFunction get(Reader reader, FunctionReference reference) {
        return find(reader, reference.scope(), reference.name())
                .filter(f -> isLatest(reference))
                .orElseThrow(() -> notFound(reference));
    }

    private static boolean isLatest(FunctionReference reference) {
        return reference.qualifier().map(FunctionReference.LATEST::equals).orElse(true);
    }

    private static RuntimeException notFound(FunctionReference reference) {
        return LambdaErrors.resourceNotFoundException(
                "Function not found: " + reference.qualifiedArn());
    }

    /** Changes the function that a request names, in one transaction. */
    public LambdaFunction update(
            FunctionReference reference, UnaryOperator<LambdaFunction> change) {
        return store.transact(transaction -> {
            LambdaFunction changed = change.apply(get(transaction, reference));
            put(transaction, changed);
            return changed;
        });
    }

    public void put(Transaction transaction, LambdaFunction function) {
        transaction.put(key(function.scope(), function.name()), Documents.write(function));
    }

    public void delete(Transaction transaction, LambdaFunction function) {
        transaction.delete(key(function.scope(), function.name()));
        deleteCode(transaction, function.code().id());
    }

    /** At most {@code limit} functions whose names come after {@code after}, by name. */
    public List<LambdaFunction> list(Scope scope, Optional<String> after, int limit) {
        Range range =
                after.map(name -> Range.after(prefix(scope), key(scope, name)))
                        .orElseGet(() -> Range.prefix(prefix(scope)));
        List<Entry> rows = store.read(reader -> reader.list(range, limit));
        return rows.stream().map(Entry::value).map(FunctionStore::decode).toList();
    }

    /** Visits every function of every account. */
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

    public void putCode(Transaction transaction, String id, byte[] zip) {
        Key prefix = CODE.with(id);
        for (int at = 0, part = 0; at < zip.length; at += PART_BYTES, part++) {
            transaction.put(
                    prefix.with(part),
                    Arrays.copyOfRange(zip, at, Math.min(zip.length, at + PART_BYTES)));
        }
    }

    public void deleteCode(Transaction transaction, String id) {
        transaction.deleteRange(Range.prefix(CODE.with(id)));
    }

    /** The zip that was stored under {@code id}, or empty. */
    public Optional<byte[]> findCode(String id) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        store.read(reader -> {
            reader.scan(
                    Range.prefix(CODE.with(id)),
                    (key, part) -> {
                        zip.write(part, 0, part.length);
                        return true;
                    });
            return Boolean.TRUE;
        });
        return zip.size() == 0 ? Optional.empty() : Optional.of(zip.toByteArray());
    }

    private static LambdaFunction decode(byte[] row) {
        return Documents.read(row, LambdaFunction.class);
    }
}

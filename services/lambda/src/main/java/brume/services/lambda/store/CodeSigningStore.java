package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.CodeSigning;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/** The code signing configurations: {@code lambda, code-signing, account, region, id}. */
public final class CodeSigningStore {

    private static final Key CONFIGS = Key.of("lambda", "code-signing");
    private static final String ARN = ":code-signing-config:";

    private static Key prefix(Scope scope) {
        return CONFIGS.with(scope.account().value()).with(scope.region().value());
    }

    /** The configuration of this ARN, which is one of the caller's account and region. */
    public Optional<CodeSigning> find(Reader reader, Scope scope, String arn) {
        int at = arn.indexOf(ARN);
        return at < 0
                ? Optional.empty()
                : reader.find(prefix(scope).with(arn.substring(at + ARN.length())))
                        .map(CodeSigningStore::decode)
                        .filter(config -> config.arn().equals(arn));
    }

    public void put(Transaction transaction, CodeSigning config) {
        transaction.put(prefix(config.scope()).with(config.id()), Documents.write(config));
    }

    public void delete(Transaction transaction, CodeSigning config) {
        transaction.delete(prefix(config.scope()).with(config.id()));
    }

    /** At most {@code limit} configurations whose ids come after {@code after}. */
    public List<CodeSigning> list(Reader reader, Scope scope, Optional<String> after, int limit) {
        Key prefix = prefix(scope);
        Range range =
                after.map(id -> Range.after(prefix, prefix.with(id)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(CodeSigningStore::decode)
                .toList();
    }

    private static CodeSigning decode(byte[] row) {
        return Documents.read(row, CodeSigning.class);
    }
}

package brume.services.iam.store;

import brume.base.AccountId;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What an account has besides its named entities.
 *
 * <pre>
 * iam / account / word / name -> a document, such as an identity provider
 * iam / alias / alias         -> the account that has it; aliases are unique among all accounts
 * </pre>
 */
public final class AccountStore {

    private static final Key ROOT = Key.of("iam");
    private static final Key ALIASES = Key.of("iam", "alias");
    private static final String ALIAS = "account-alias";
    private static final String ONLY = "";
    private static final int DOCUMENTS_MAX = 1_000;

    private AccountStore() {}

    public static <T> Optional<T> find(
            Reader reader, AccountId account, String word, String name, Class<T> type) {
        return reader.find(key(account, word, name)).map(bytes -> Documents.read(bytes, type));
    }

    public static <T> List<T> list(Reader reader, AccountId account, String word, Class<T> type) {
        Range range = Range.prefix(ROOT.with(account.value()).with(word));
        return reader.list(range, DOCUMENTS_MAX).stream()
                .map(Entry::value)
                .map(bytes -> Documents.read(bytes, type))
                .toList();
    }

    public static void put(
            Transaction tx, AccountId account, String word, String name, Object document) {
        tx.put(key(account, word, name), Documents.write(document));
    }

    public static void delete(Transaction tx, AccountId account, String word, String name) {
        tx.delete(key(account, word, name));
    }

    // The alias

    public static Optional<String> findAlias(Reader reader, AccountId account) {
        return reader.find(key(account, ALIAS, ONLY))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    public static boolean aliasTaken(Reader reader, String alias) {
        return reader.find(ALIASES.with(alias)).isPresent();
    }

    /** Gives the account an alias in place of the one that it had. */
    public static void putAlias(Transaction tx, AccountId account, String alias) {
        findAlias(tx, account).ifPresent(old -> tx.delete(ALIASES.with(old)));
        tx.put(ALIASES.with(alias), account.value().getBytes(StandardCharsets.UTF_8));
        tx.put(key(account, ALIAS, ONLY), alias.getBytes(StandardCharsets.UTF_8));
    }

    public static void deleteAlias(Transaction tx, AccountId account, String alias) {
        tx.delete(ALIASES.with(alias));
        tx.delete(key(account, ALIAS, ONLY));
    }

    private static Key key(AccountId account, String word, String name) {
        return ROOT.with(account.value()).with(word).with(name);
    }
}
